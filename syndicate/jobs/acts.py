"""One act at a channel, outside any transaction: what is said to the publisher, in which order."""

from __future__ import annotations

from dataclasses import replace

from syndicate.models import DeliveryKind, DeliveryState
from syndicate.publishing.port import (
    Absent,
    CannotTell,
    Found,
    LookUp,
    Presence,
    Publisher,
    ReadBack,
    Receipt,
    Repeatable,
)
from syndicate.services import outcomes
from syndicate.services.claims import Act, Claim
from syndicate.services.outcomes import Outcome


def perform(claim: Claim, publisher: Publisher) -> Outcome:
    """Do what was claimed, and say what came of it; nothing is written down here."""
    if claim.act is Act.LOOK_UP:
        return _look_up(claim, publisher)
    if claim.act is Act.READ_BACK:
        return _read_back(claim, publisher, _standing(claim))
    if claim.kind is DeliveryKind.TAKE_DOWN:
        return _take_down(claim, publisher)
    return _send(claim, publisher)


def _send(claim: Claim, publisher: Publisher) -> Outcome:
    if claim.sends > 1:
        # An earlier sender may have been frozen and awake again: look right before sending.
        try:
            found = _find(claim, publisher)
        except Exception as error:  # noqa: BLE001 - nothing was sent, and the row must say why
            return outcomes.look_failed(DeliveryState.READY, error)
        if isinstance(found, Found):
            return _seen(claim, publisher, found.receipt)
        if isinstance(found, CannotTell) and claim.in_doubt:
            return outcomes.cannot_tell(found)
    if not claim.may_still_send:
        return outcomes.too_slow()
    is_update = claim.kind is DeliveryKind.UPDATE
    try:
        receipt = (publisher.update if is_update else publisher.publish)(claim.order)
    except Exception as error:  # noqa: BLE001 - whatever it was, bytes may have left
        return outcomes.send_failed(claim, error)
    return _seen(claim, publisher, receipt)


def _find(claim: Claim, publisher: Publisher) -> LookUp:
    """Whether what this claim would send is there already."""
    if claim.kind is not DeliveryKind.UPDATE:
        return publisher.look_up(claim.order, claim.looked_from)
    receipt = _standing(claim)
    read_back = publisher.read_back(claim.order, receipt)
    return Found(receipt) if _is_as_approved(claim, read_back) else Absent()


def _look_up(claim: Claim, publisher: Publisher) -> Outcome:
    try:
        found = publisher.look_up(claim.order, claim.looked_from)
    except Exception as error:  # noqa: BLE001 - nothing was sent, and the row must say why
        return outcomes.look_failed(DeliveryState.UNCERTAIN, error)
    if isinstance(found, Found):
        return _seen(claim, publisher, found.receipt)
    if isinstance(found, CannotTell):
        return outcomes.cannot_tell(found)
    if isinstance(found, Repeatable):
        return outcomes.repeatable(found)
    return outcomes.absent()


def _seen(claim: Claim, publisher: Publisher, receipt: Receipt) -> Outcome:
    """What stands there by this receipt, which is written down with the answer, whatever it is."""
    return replace(_read_back(claim, publisher, receipt, sent=True), receipt=receipt)


def _read_back(
    claim: Claim, publisher: Publisher, receipt: Receipt, *, sent: bool = False
) -> Outcome:
    try:
        read_back = publisher.read_back(claim.order, receipt)
    except Exception as error:  # noqa: BLE001 - what was sent is kept; the look is repeated
        return outcomes.look_failed(DeliveryState.UNCERTAIN, error)
    if _is_as_approved(claim, read_back):
        return outcomes.done(read_back)
    if read_back.presence is Presence.GONE:
        return outcomes.vanished(claim, read_back)
    return outcomes.unlike(claim, read_back, sent=sent)


def _take_down(claim: Claim, publisher: Publisher) -> Outcome:
    order, receipt = claim.order, _standing(claim)
    if not claim.may_still_send:
        return outcomes.too_slow()
    try:
        publisher.take_down(order)
    except Exception as error:  # noqa: BLE001 - the row must say why; it is done again
        return outcomes.send_failed(claim, error)
    try:
        read_back = publisher.read_back(order, receipt)
    except Exception as error:  # noqa: BLE001 - not proved gone, so it is done again
        return outcomes.look_failed(DeliveryState.READY, error)
    if read_back.presence is Presence.GONE:
        return outcomes.done(read_back)
    return outcomes.still_there(read_back)


def _standing(claim: Claim) -> Receipt:
    """The copy an update, a take-down or a read-back is about; claims of these have one."""
    if claim.order.receipt is None:
        msg = f"delivery {claim.delivery_id} knows of no copy"
        raise ValueError(msg)
    return claim.order.receipt


def _is_as_approved(claim: Claim, read_back: ReadBack) -> bool:
    approved = claim.order.payload.sha256
    return read_back.presence is Presence.THERE and read_back.sha256 == approved
