"""Writing down what a worker did: compare-and-set on its claim, then whatever follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import structlog
from sqlalchemy import Select, bindparam, exists, select, text, update
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, lazyload

from syndicate import audit
from syndicate.db import database_now, is_sqlite
from syndicate.models import (
    Attempt,
    Delivery,
    DeliveryKind,
    DeliveryState,
    ReceiptRow,
    Story,
)
from syndicate.policy import SYSTEM, Actor
from syndicate.services import receipts
from syndicate.services.backoff import backoff
from syndicate.services.channel_health import hear
from syndicate.services.claims import Claim
from syndicate.services.deliveries import MOVING, OUT_STATES, is_wanted, take_down
from syndicate.services.kit import Kit
from syndicate.services.outcomes import Outcome, taken
from syndicate.workflow import settle

log = structlog.get_logger(__name__)

PROBLEM_MAX = 2000
LATE = "late"
_CLOSE_ATTEMPT = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.ended_at.is_(None))
    .values(ended_at=bindparam("at"), outcome=bindparam("word"), detail=bindparam("told"))
)
_LOCK_STORY = text(
    "SELECT clock_timestamp(), set_config('synchronous_commit', 'off', true)"
    " FROM story WHERE id = :story FOR UPDATE"
)


def record(session: Session, claim: Claim, outcome: Outcome, *, kit: Kit) -> bool:
    """Write the outcome of a claim; False, and only what was received, when the lease is lost.

    A crash of the whole database server may forget this, as it may kill the worker before it: the
    claim stands, and a look-up finds what was sent. Whatever is committed durably after it, such
    as the next claim or the sending of a mail, makes it durable too.
    """
    now = _lock(session, claim.story_id)
    held = _held(session, claim)
    if held is None:
        _too_late(session, claim, outcome, now)
        return False
    row, others_move = held
    story = row.story
    outcome = _kept(session, row, outcome, now)
    outcome = _followed(session, row, outcome, story, now)
    wait = _apply(session, row, outcome, story, now)
    word = outcome.reason.value if outcome.reason else outcome.state.value
    close_attempt(session, claim.attempt_id, word, outcome.problem, now)
    tell(session, row, now)
    if not others_move and row.state not in MOVING:
        settle_quietly(session, story.id, kit, now)
    # Last, since claims wait for the channel's row: whoever holds it must wait for nothing.
    hear(session, claim.channel.id, outcome, wait=wait, now=now)
    return True


def lock_story(session: Session, story_id: str) -> Story:
    """The story, before its deliveries: the order in which every writer takes locks."""
    return session.scalars(
        select(Story)
        .where(Story.id == story_id)
        .options(lazyload(Story.source_post))
        .with_for_update(of=Story)
        .execution_options(populate_existing=True)
    ).one()


def close_attempt(
    session: Session, attempt_id: str, outcome: str, detail: str, now: datetime
) -> None:
    """End one line of the delivery log, unless it was ended."""
    values = {"attempt": attempt_id, "at": now, "word": outcome, "told": detail[:PROBLEM_MAX]}
    session.connection().execute(_CLOSE_ATTEMPT, values)


def tell(session: Session, row: Delivery, now: datetime) -> None:
    """The event of a delivery that came to an end, or to a person."""
    session.flush()  # the event is about what is now written
    if row.state in (DeliveryState.DONE, DeliveryState.NEEDS_PERSON, DeliveryState.CANCELLED):
        event(session, row, row.state.value, now)


def event(
    session: Session,
    row: Delivery,
    act: str,
    now: datetime,
    *,
    actor: Actor = SYSTEM,
    **more: Any,
) -> None:
    """One event about a delivery: ids, hashes and stable words only."""
    audit.append(
        session,
        f"delivery:{row.kind}:{act}",
        at=now,
        actor_id=actor.id,
        way=actor.way,
        story_id=row.story_id,
        data={
            "delivery": row.id,
            "channel": row.channel_id,
            "release": row.release_sha256,
            "payload": row.payload_sha256,
            "receipt": row.receipt_id,
            "reason": row.reason,
            **actor.acting,
            **more,
        },
    )


def settle_quietly(session: Session, story_id: str, kit: Kit, now: datetime) -> None:
    """Let the story move; a fault in its process must not undo what a channel has done."""
    try:
        with session.begin_nested():
            settle(session, story_id, toolbox=kit, now=now)
    except Exception:
        log.exception("story.settle_failed", story=story_id)


def finish(session: Session, row: Delivery, story: Story, now: datetime) -> None:
    """What a delivery that is done leads to: a copy gone, or one that must go."""
    row.finished_at = now
    copy = row.receipt
    if copy is None or _is_what_is_out(row, copy, story):
        return
    if row.kind is DeliveryKind.TAKE_DOWN:
        receipts.mark_gone(session, copy, row.first_sent_at or now)
        _take_down_the_next(session, row, story, now)
    else:
        _take_down_unwanted(session, story, copy, now)


def _lock(session: Session, story_id: str) -> datetime:
    """Hold the story, as `lock_story` does; the time it then is."""
    if is_sqlite(session):  # has one writer at a time anyway
        return database_now(session)
    now: datetime = session.connection().execute(_LOCK_STORY, {"story": story_id}).scalar_one()
    return now.astimezone(UTC)


def _held(session: Session, claim: Claim) -> tuple[Delivery, bool] | None:
    """The row, while this claim holds it, and whether other deliveries of the story still move."""
    values = {"id": claim.delivery_id, "gen": claim.gen}
    found = session.execute(_held_query(), values).one_or_none()
    return None if found is None else (found[0], found[1])


@cache
def _held_query() -> Select[Delivery, bool]:
    other = aliased(Delivery)
    others_move = exists().where(
        other.story_id == Delivery.story_id, other.id != Delivery.id, other.state.in_(MOVING)
    )
    return (
        select(Delivery, others_move)
        .join(Delivery.story)
        .where(
            Delivery.id == bindparam("id"),
            Delivery.gen == bindparam("gen"),
            Delivery.state.in_((DeliveryState.SENDING, DeliveryState.CHECKING)),
        )
        .options(
            contains_eager(Delivery.story).lazyload(Story.source_post),
            joinedload(Delivery.receipt).options(
                lazyload(ReceiptRow.payload), lazyload(ReceiptRow.channel)
            ),
        )
        .with_for_update(of=Delivery)
    )


def _kept(session: Session, row: Delivery, outcome: Outcome, now: datetime) -> Outcome:
    """What the channel answered is kept, whatever the look at it showed."""
    if outcome.receipt is None:
        return outcome
    try:
        receipts.save(session, row, outcome.receipt, now=now)
    except receipts.Taken as error:
        return taken(str(error))
    row.in_doubt, row.failures = False, 0
    return outcome


def _followed(
    session: Session, row: Delivery, outcome: Outcome, story: Story, now: datetime
) -> Outcome:
    """Where an unanswered send will not be repeated, its copy counts as there, to be taken down."""
    if outcome.assumed is None:
        return outcome
    if is_wanted(story, row.channel_id) and row.release_id == story.release_id:
        return outcome
    receipts.save(session, row, outcome.assumed, now=now)
    return replace(outcome, state=DeliveryState.DONE, in_doubt=False)


def _apply(
    session: Session, row: Delivery, outcome: Outcome, story: Story, now: datetime
) -> timedelta:
    """Move the row; how long until its next try."""
    row.failures = row.failures + 1 if outcome.counts else 0
    wait = backoff(row.failures) if outcome.wait is None else outcome.wait
    row.state, row.reason = outcome.state, outcome.reason
    row.problem = outcome.problem[:PROBLEM_MAX]
    if outcome.asks_after is not None and row.failures >= outcome.asks_after:
        row.state = DeliveryState.NEEDS_PERSON
    if outcome.in_doubt is not None:
        row.in_doubt = outcome.in_doubt
    row.due_at = now + wait
    row.lease_until = row.claimed_by = None
    if outcome.read_back is not None and row.receipt is not None:
        row.receipt.read_back_at = now
        row.receipt.read_back_sha256 = outcome.read_back.sha256
    if row.state is DeliveryState.DONE:
        finish(session, row, story, now)
    return wait


def _is_what_is_out(row: Delivery, copy: ReceiptRow, story: Story) -> bool:
    """The ordinary case, told without another look: the copy is of the release that is out."""
    return (
        row.kind is not DeliveryKind.TAKE_DOWN
        and copy.payload_id == row.payload_id
        and row.release_id == story.release_id
        and story.state in OUT_STATES
    )


def _take_down_the_next(session: Session, row: Delivery, story: Story, now: datetime) -> None:
    """A story that was posted twice has another copy here."""
    left = receipts.live_at(session, story.id, row.channel_id)
    if left and not is_wanted(story, row.channel_id):
        row.state, row.receipt, row.finished_at = DeliveryState.READY, left[0], None
        row.due_at = now


def _too_late(session: Session, claim: Claim, outcome: Outcome, now: datetime) -> None:
    """The lease ended before the act did: a receipt is kept, the row belongs to others."""
    receipt = outcome.receipt
    told = outcome.problem if receipt is None else receipt.permalink
    close_attempt(session, claim.attempt_id, LATE, told, now)
    if receipt is None or claim.kind is not DeliveryKind.PUBLISH:
        return
    row = session.get_one(Delivery, claim.delivery_id)
    others = receipts.live_at(session, row.story_id, row.channel_id)
    copy = receipts.append(session, row, receipt, now=now)
    if any(other.id != copy.id for other in others):
        log.error("delivery.doubled", delivery=row.id, channel=row.channel_id)
        event(session, row, "doubled", now, copy=copy.id)
    _take_down_unwanted(session, row.story, copy, now)


def _take_down_unwanted(session: Session, story: Story, copy: ReceiptRow, now: datetime) -> None:
    session.flush()  # a copy that was just received knows its payload once it is written
    of_what_is_out = copy.payload.release_id == story.release_id and story.state in OUT_STATES
    if not (of_what_is_out or is_wanted(story, copy.channel_id)):
        take_down(session, copy, now)
