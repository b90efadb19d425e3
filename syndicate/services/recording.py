"""Writing down what a worker did: compare-and-set on its claim, then whatever follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session, joinedload, lazyload

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
from syndicate.publishing.port import Receipt
from syndicate.services import receipts
from syndicate.services.backoff import backoff
from syndicate.services.channel_health import hear
from syndicate.services.claims import Claim
from syndicate.services.deliveries import OUT_STATES, is_wanted, take_down
from syndicate.services.kit import Kit
from syndicate.services.outcomes import Outcome
from syndicate.workflow import settle

log = structlog.get_logger(__name__)

PROBLEM_MAX = 2000
LATE = "late"


def keep_receipt(session: Session, claim: Claim, receipt: Receipt) -> bool:
    """Keep the channel's answer before it is read back; False when the lease is lost.

    Raises `receipts.Taken`. A crash of the whole machine may forget this; a look-up finds it.
    """
    if not is_sqlite(session):
        session.execute(text("SET LOCAL synchronous_commit TO off"))
    story = lock_story(session, claim.story_id)
    now = database_now(session)
    row = _held(session, claim)
    if row is None:
        _too_late(session, claim, receipt, story, now)
        return False
    receipts.save(session, row, receipt, now=now)
    row.state, row.in_doubt, row.failures = DeliveryState.CHECKING, False, 0
    return True


def record(session: Session, claim: Claim, outcome: Outcome, *, kit: Kit) -> bool:
    """Write the outcome of a claim; False, and nothing but the log, when the lease is lost."""
    story = lock_story(session, claim.story_id)
    now = database_now(session)
    row = _held(session, claim)
    if row is None:
        close_attempt(session, claim.attempt_id, LATE, outcome.problem, now)
        return False
    outcome = _followed(session, row, outcome, story, now)
    wait = _apply(session, row, outcome, story, now)
    word = outcome.reason.value if outcome.reason else outcome.state.value
    close_attempt(session, claim.attempt_id, word, outcome.problem, now)
    tell(session, row, now)
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
    session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.ended_at.is_(None))
        .values(ended_at=now, outcome=outcome, detail=detail[:PROBLEM_MAX])
        .execution_options(synchronize_session=False)
    )


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
    if copy is None:
        return
    if row.kind is DeliveryKind.TAKE_DOWN:
        receipts.mark_gone(session, copy, row.first_sent_at or now)
        _take_down_the_next(session, row, story, now)
    else:
        _take_down_unwanted(session, story, copy, now)


def _held(session: Session, claim: Claim) -> Delivery | None:
    """The row, while this claim holds it."""
    return session.scalars(
        select(Delivery)
        .where(
            Delivery.id == claim.delivery_id,
            Delivery.gen == claim.gen,
            Delivery.state.in_((DeliveryState.SENDING, DeliveryState.CHECKING)),
        )
        .options(joinedload(Delivery.payload), joinedload(Delivery.receipt))
        .with_for_update(of=Delivery)
    ).one_or_none()


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


def _take_down_the_next(session: Session, row: Delivery, story: Story, now: datetime) -> None:
    """A story that was posted twice has another copy here."""
    left = receipts.live_at(session, story.id, row.channel_id)
    if left and not is_wanted(story, row.channel_id):
        row.state, row.receipt, row.finished_at = DeliveryState.READY, left[0], None
        row.due_at = now


def _too_late(
    session: Session, claim: Claim, receipt: Receipt, story: Story, now: datetime
) -> None:
    """The lease ended before the send did: the receipt is kept, the row belongs to others."""
    close_attempt(session, claim.attempt_id, LATE, receipt.permalink, now)
    if claim.kind is not DeliveryKind.PUBLISH:
        return
    row = session.get_one(Delivery, claim.delivery_id)
    others = receipts.live_at(session, story.id, row.channel_id)
    copy = receipts.append(session, row, receipt, now=now)
    if any(other.id != copy.id for other in others):
        log.error("delivery.doubled", delivery=row.id, channel=row.channel_id)
        event(session, row, "doubled", now, copy=copy.id)
    _take_down_unwanted(session, story, copy, now)


def _take_down_unwanted(session: Session, story: Story, copy: ReceiptRow, now: datetime) -> None:
    of_what_is_out = copy.payload.release_id == story.release_id and story.state in OUT_STATES
    if not (of_what_is_out or is_wanted(story, copy.channel_id)):
        take_down(session, copy, now)
