"""What is to be done at the channels: rows written in the transaction that decided it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.db import work_for_workers
from syndicate.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    PayloadRow,
    Reason,
    ReceiptRow,
    Release,
    State,
    Story,
)
from syndicate.models.delivery import OPEN_STATES
from syndicate.services import receipts

OUT_STATES = frozenset({State.PUBLISHING, State.PARTLY_LIVE, State.LIVE})
"""States of a story in which its release may be sent."""
MOVING = tuple(state for state in OPEN_STATES if state is not DeliveryState.NEEDS_PERSON)
"""States of a delivery that goes on by itself."""
WITHDRAWN_STATES = frozenset({State.WITHDRAWING, State.WITHDRAWN, State.DECLINED, State.MERGED})


def queue_publish(
    session: Session, story: Story, release: Release, *, due_at: datetime, now: datetime
) -> list[Delivery]:
    """One delivery for each payload of `release`, in order; the caller has locked the story.

    What stands at a channel already is updated there, or left alone where its payload is the
    same. A copy at a channel the release no longer has, or in another language, is taken down.
    Deliveries after the first wait for it, so that the address they link to exists.
    """
    session.flush()  # rows of earlier effects count
    rows = of_story(session, story)
    for row in rows:
        if row.release_id != release.id:
            _call_off(row, Reason.REPLACED, now)
    live = receipts.live(session, story)
    queued: list[Delivery] = []
    for payload in release.payloads:
        delivery = _outgoing(session, release, payload, rows, live, now)
        if delivery.state is DeliveryState.READY:
            delivery.due_at = delivery.planned_at = due_at
            first = queued[0] if queued else None
            delivery.after_id = first.id if first and first.state in OPEN_STATES else None
        queued.append(delivery)
    wanted = {(payload.channel_id, release.revision.language) for payload in release.payloads}
    for receipt in live:
        if (receipt.channel_id, receipt.language) not in wanted:
            take_down(session, receipt, now)
    session.flush()  # the process looks at them in this transaction
    work_for_workers(session)
    return queued


def queue_take_down(session: Session, story: Story, now: datetime) -> list[Delivery]:
    """Cancel what has not begun and take down every copy; asking twice changes nothing.

    A send under way cannot be called back: when it is settled, its copy is taken down.
    """
    session.flush()  # rows of earlier effects count
    for row in of_story(session, story):
        _call_off(row, Reason.WITHDRAWN, now)
    queued = [take_down(session, receipt, now) for receipt in receipts.live(session, story)]
    session.flush()  # the process looks at them in this transaction
    work_for_workers(session)
    return queued


def of_story(session: Session, story: Story) -> Sequence[Delivery]:
    """Every delivery of a story, oldest first."""
    return session.scalars(
        select(Delivery)
        .where(Delivery.story_id == story.id)
        .order_by(Delivery.created_at, Delivery.id)
        .execution_options(populate_existing=True)
    ).all()


def open_deliveries(session: Session, story: Story) -> list[Delivery]:
    """Deliveries that are not over: waiting, under way, or with a person."""
    return [row for row in of_story(session, story) if row.state in OPEN_STATES]


def is_wanted(story: Story, channel_id: str) -> bool:
    """Whether a copy of `story` at this channel may stand."""
    if story.state in WITHDRAWN_STATES:
        return False
    if story.state not in OUT_STATES or story.release is None:
        return True
    return any(payload.channel_id == channel_id for payload in story.release.payloads)


def cancel(row: Delivery, reason: Reason, now: datetime) -> None:
    """Nothing will be sent for this row."""
    row.state, row.reason, row.problem = DeliveryState.CANCELLED, reason, ""
    row.finished_at = now


def take_down(session: Session, receipt: ReceiptRow, now: datetime) -> Delivery:
    """The take-down of one copy, or the one that is under way at its channel."""
    rows = session.scalars(
        select(Delivery).where(
            Delivery.story_id == receipt.story_id,
            Delivery.channel_id == receipt.channel_id,
            Delivery.kind == DeliveryKind.TAKE_DOWN,
        )
    ).all()
    going = next((row for row in rows if row.state in OPEN_STATES), None)
    if going is not None:
        return going
    release = session.get_one(Release, receipt.payload.release_id)
    delivery = next((row for row in rows if row.release_id == release.id), None)
    if delivery is None:
        delivery = _new(session, DeliveryKind.TAKE_DOWN, receipt.payload, release, now)
    _start_over(delivery)
    delivery.due_at = delivery.planned_at = now
    delivery.language, delivery.ordinal = receipt.language, receipt.ordinal
    delivery.receipt_id = receipt.id
    return delivery


def _outgoing(
    session: Session,
    release: Release,
    payload: PayloadRow,
    rows: Sequence[Delivery],
    live: Sequence[ReceiptRow],
    now: datetime,
) -> Delivery:
    """The row that brings `payload` to its channel, new or taken up again."""
    here = [row for row in rows if row.channel_id == payload.channel_id]
    receipt = next((row for row in live if row.channel_id == payload.channel_id), None)
    going = any(row.kind is DeliveryKind.TAKE_DOWN and row.state in OPEN_STATES for row in here)
    stays = receipt is not None and receipt.language == release.revision.language and not going
    kind = DeliveryKind.UPDATE if stays else DeliveryKind.PUBLISH
    known = [row for row in here if row.kind is kind and row.release_id == release.id]
    if known and known[0].state in OPEN_STATES:
        return known[0]
    delivery = known[0] if known else _new(session, kind, payload, release, now)
    _start_over(delivery)
    delivery.language = release.revision.language
    if receipt is not None and stays:
        delivery.receipt_id, delivery.ordinal = receipt.id, receipt.ordinal
        busy = any(row.state in OPEN_STATES for row in here)
        if receipt.payload.sha256 == payload.sha256 and not busy:
            _already_there(delivery, receipt, payload, now)
    return delivery


def _new(
    session: Session, kind: DeliveryKind, payload: PayloadRow, release: Release, now: datetime
) -> Delivery:
    delivery = Delivery(
        story_id=release.story_id,
        release_id=release.id,
        payload_id=payload.id,
        channel_id=payload.channel_id,
        kind=kind,
        state=DeliveryState.READY,
        release_sha256=release.sha256,
        payload_sha256=payload.sha256,
        language=release.revision.language,
        due_at=now,
        planned_at=now,
        created_at=now,
    )
    session.add(delivery)
    session.flush()  # later rows of the same story may refer to its id
    return delivery


def _start_over(row: Delivery) -> None:
    """Ready again. What may have left something behind stays in doubt, to be looked up first."""
    if row.state is DeliveryState.DONE:
        row.sends, row.in_doubt = 0, False
        row.first_sent_at = row.ordinal = row.receipt_id = None
    row.state, row.reason, row.problem = DeliveryState.READY, None, ""
    row.failures = row.deaths = 0
    row.gen = (row.gen or 0) + 1
    row.finished_at = row.lease_until = row.claimed_by = None


def _already_there(
    delivery: Delivery, receipt: ReceiptRow, payload: PayloadRow, now: datetime
) -> None:
    """The channel shows these very bytes, so there is nothing to send."""
    delivery.state, delivery.finished_at = DeliveryState.DONE, now
    receipt.payload = payload


def _call_off(row: Delivery, reason: Reason, now: datetime) -> None:
    """End what has not begun; a publish that may have left something is looked up once more."""
    if row.kind is DeliveryKind.TAKE_DOWN:
        return
    traceless = row.kind is DeliveryKind.UPDATE or not row.in_doubt
    if traceless and row.state in (DeliveryState.READY, DeliveryState.NEEDS_PERSON):
        cancel(row, reason, now)
    elif row.state is DeliveryState.READY:
        row.state, row.gen = DeliveryState.UNCERTAIN, row.gen + 1
