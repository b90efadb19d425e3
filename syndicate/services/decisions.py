"""What a person decides about a delivery that does not go on by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.db import work_for_workers
from syndicate.errors import Conflict, Forbidden, Invalid, NotFound
from syndicate.i18n import Text, _
from syndicate.models import Channel, Delivery, DeliveryKind, DeliveryState, Reason, Story
from syndicate.policy import PERMISSIONS, Actor, Permission, allows
from syndicate.process import Toolbox
from syndicate.services import deliveries, pasted, receipts
from syndicate.services.claims import next_ordinal
from syndicate.services.recording import event, finish, lock_story
from syndicate.standing import right_to, standing_of
from syndicate.workflow import settle


class Decision(StrEnum):
    """What can be said about a delivery."""

    CONFIRM = "confirm"
    """It is there; for an update or a known copy, it may stay as it is."""
    NOT_THERE = "not_there"
    """It is not there: send it. Of a take-down: it is gone."""
    RETRY = "retry"
    """Try, or look, once more."""
    POST_ANEW = "post_anew"
    """Of a correction the channel does not take: remove what stands there, then post it afresh."""
    GIVE_UP = "give_up"
    """Leave it; nothing will be sent."""


def offered(row: Delivery) -> frozenset[Decision]:
    """What a person may decide about this delivery now. A take-down is never given up."""
    if row.state is DeliveryState.GIVEN_UP:
        return frozenset({Decision.RETRY})
    waits = row.state is DeliveryState.READY and row.reason is not None
    if not waits and row.state is not DeliveryState.NEEDS_PERSON:
        return frozenset()
    if row.kind is DeliveryKind.TAKE_DOWN:
        return frozenset({Decision.RETRY} if waits else {Decision.RETRY, Decision.NOT_THERE})
    if waits:
        return frozenset({Decision.RETRY, Decision.GIVE_UP})
    if row.reason is Reason.BY_HAND:  # there is nothing to try but to do it
        return frozenset({Decision.CONFIRM, Decision.NOT_THERE, Decision.GIVE_UP})
    choices = {Decision.RETRY, Decision.CONFIRM, Decision.GIVE_UP}
    if _may_be_absent(row):
        choices.add(Decision.NOT_THERE)
    if _may_be_posted_anew(row):
        choices.add(Decision.POST_ANEW)
    return frozenset(choices)


def _may_be_posted_anew(row: Delivery) -> bool:
    stands = row.receipt is not None and row.receipt.gone_at is None
    refused = row.reason in (Reason.REFUSED, Reason.DIFFERENT)
    return row.kind is DeliveryKind.UPDATE and stands and refused


def confirm(
    session: Session,
    delivery_id: str,
    *,
    permalink: str = "",
    remote_id: str = "",
    gen: int | None = None,
    actor: Actor,
    toolbox: Toolbox,
    now: datetime,
) -> Delivery:
    """It is there, at `permalink`; a copy we know of needs none. Raises as the others do."""
    case = _open(session, delivery_id, Decision.CONFIRM, gen, actor, now)
    row = case.row
    if row.receipt is None:
        receipt = pasted.receipt(row, case.story, permalink, remote_id, toolbox=toolbox, now=now)
        channel = _lock_channel(session, row.channel_id)
        row.ordinal = row.ordinal or next_ordinal(session, channel.id, row.language)
        try:
            receipts.save(session, row, receipt, now=now)
        except receipts.Taken:
            raise Invalid.field(
                "permalink", _("This address belongs to another story. Please check the link.")
            ) from None
    else:
        row.receipt.payload = row.payload
        row.receipt.modified_at = row.first_sent_at or now
    row.state, row.in_doubt = DeliveryState.DONE, False
    finish(session, row, case.story, now)
    return _close(case, "confirmed", toolbox)


def it_is_not_there(
    session: Session,
    delivery_id: str,
    *,
    gen: int | None = None,
    actor: Actor,
    toolbox: Toolbox,
    now: datetime,
) -> Delivery:
    """Nothing stands there: send it, through the fence again; a take-down is done by this word.

    Raises `NotFound`, `Forbidden` or `Conflict`.
    """
    case = _open(session, delivery_id, Decision.NOT_THERE, gen, actor, now)
    row = case.row
    if row.kind is DeliveryKind.TAKE_DOWN:
        row.state, row.reason = DeliveryState.DONE, None
        finish(session, row, case.story, now)
    else:
        if row.kind is DeliveryKind.PUBLISH and row.receipt is not None:
            receipts.mark_gone(session, row.receipt, now)
            row.receipt = None
        row.in_doubt = False
        _try_again(row, DeliveryState.READY, now)
    return _close(case, "not_there", toolbox)


def retry(
    session: Session,
    delivery_id: str,
    *,
    gen: int | None = None,
    actor: Actor,
    toolbox: Toolbox,
    now: datetime,
) -> Delivery:
    """Try once more, late or not; what may be there is looked up, not sent.

    Raises `NotFound`, `Forbidden` or `Conflict`.
    """
    case = _open(session, delivery_id, Decision.RETRY, gen, actor, now)
    row = case.row
    looks = row.kind is not DeliveryKind.TAKE_DOWN and _may_be_there(row)
    if row.reason is Reason.FIRST_GIVEN_UP:
        row.after_id = None
    _try_again(row, DeliveryState.UNCERTAIN if looks else DeliveryState.READY, now)
    return _close(case, "retried", toolbox)


def post_anew(
    session: Session,
    delivery_id: str,
    *,
    gen: int | None = None,
    actor: Actor,
    toolbox: Toolbox,
    now: datetime,
) -> Delivery:
    """Take the copy down; once it is read back as gone, publish the same release afresh.

    The new post has another address, and what readers said under the old one is lost: never done
    without a person. Raises `NotFound`, `Forbidden` or `Conflict`.
    """
    case = _open(session, delivery_id, Decision.POST_ANEW, gen, actor, now)
    row, copy = case.row, case.row.receipt
    if _was_published(session, row):
        raise Conflict(
            _("This very version was posted there once before. Change the text and send that.")
        )
    if copy is not None:
        deliveries.take_down(session, copy, now)
    row.kind, row.receipt, row.ordinal = DeliveryKind.PUBLISH, None, None
    row.sends, row.in_doubt, row.first_sent_at = 0, False, None
    _try_again(row, DeliveryState.READY, now)
    return _close(case, "posted_anew", toolbox)


def _was_published(session: Session, row: Delivery) -> bool:
    query = select(Delivery.id).where(
        Delivery.release_id == row.release_id,
        Delivery.channel_id == row.channel_id,
        Delivery.kind == DeliveryKind.PUBLISH,
    )
    return session.scalars(query).first() is not None


def give_up(
    session: Session,
    delivery_id: str,
    *,
    gen: int | None = None,
    actor: Actor,
    toolbox: Toolbox,
    now: datetime,
) -> Delivery:
    """Leave it: nothing will be sent. Raises `NotFound`, `Forbidden` or `Conflict`."""
    case = _open(session, delivery_id, Decision.GIVE_UP, gen, actor, now)
    case.row.state, case.row.finished_at = DeliveryState.GIVEN_UP, now
    return _close(case, "given_up", toolbox)


DECIDE: dict[Decision, Callable[..., Delivery]] = {
    Decision.CONFIRM: confirm,
    Decision.NOT_THERE: it_is_not_there,
    Decision.RETRY: retry,
    Decision.POST_ANEW: post_anew,
    Decision.GIVE_UP: give_up,
}
"""Each decision's function, for doors that offer them all."""


@dataclass(frozen=True)
class _Case:
    session: Session
    story: Story
    row: Delivery
    actor: Actor
    now: datetime


def _open(
    session: Session,
    delivery_id: str,
    decision: Decision,
    gen: int | None,
    actor: Actor,
    now: datetime,
) -> _Case:
    """The delivery, locked behind its story, for somebody who may decide about it."""
    story_id = session.scalars(
        select(Delivery.story_id).where(Delivery.id == delivery_id)
    ).one_or_none()
    if story_id is None:
        raise NotFound(_("There is no such delivery."))
    story = lock_story(session, story_id)
    standing = standing_of(session, story, actor.at(now))
    if not allows(Permission.STORY_READ, standing):
        raise NotFound(_("There is no such delivery."))
    right = right_to(standing, PERMISSIONS[Permission.DELIVERY_DECIDE])
    if isinstance(right, Text):
        raise Forbidden(_("Only the PR desk decides about deliveries."))
    row = session.scalars(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .with_for_update(of=Delivery)
        .execution_options(populate_existing=True)
    ).one()
    if decision not in offered(row) or (gen is not None and gen != row.gen):
        raise Conflict(_("This delivery has moved on. Reload to see where it is."))
    return _Case(session, story, row, right.actor, now)


def _close(case: _Case, act: str, toolbox: Toolbox) -> Delivery:
    case.row.gen += 1
    case.session.flush()  # the event tells what is now written
    event(case.session, case.row, act, case.now, actor=case.actor)
    settle(case.session, case.story.id, toolbox=toolbox, now=case.now)
    work_for_workers(case.session)
    return case.row


def _try_again(row: Delivery, state: DeliveryState, now: datetime) -> None:
    row.state, row.reason, row.problem = state, None, ""
    row.due_at = row.planned_at = now
    row.failures = row.deaths = 0
    row.finished_at = None


def _may_be_there(row: Delivery) -> bool:
    """Whether an earlier send may have left something, or left something that looks wrong."""
    return row.in_doubt or row.reason in (Reason.DIFFERENT, Reason.VANISHED)


def _may_be_absent(row: Delivery) -> bool:
    if row.reason is Reason.DIFFERENT:
        return row.kind is DeliveryKind.UPDATE
    return _may_be_there(row)


def _lock_channel(session: Session, channel_id: str) -> Channel:
    """Behind the chain of events, as workers take these two locks."""
    audit.lock(session)
    return session.scalars(
        select(Channel).where(Channel.id == channel_id).with_for_update(key_share=True)
    ).one()
