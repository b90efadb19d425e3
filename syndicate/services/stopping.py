"""Deliveries that end without a worker's word: by the fence, or because workers died."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from syndicate.db import database_now
from syndicate.models import Attempt, Delivery, DeliveryKind, DeliveryState, Reason
from syndicate.services.deliveries import cancel
from syndicate.services.due import waiting
from syndicate.services.fence import hold
from syndicate.services.kit import Kit
from syndicate.services.recording import finish, lock_story, settle_quietly, tell

log = structlog.get_logger(__name__)

DEATHS_AT_MOST = 3
FAULT_PAUSE = timedelta(minutes=5)
_BATCH = 100
_HELD = (DeliveryState.SENDING, DeliveryState.CHECKING)


def stop(session: Session, delivery_id: str, *, kit: Kit) -> bool:
    """End a delivery the fence does not let out, and let its story move; whether it did end."""
    story_id = session.scalars(select(Delivery.story_id).where(Delivery.id == delivery_id)).one()
    story = lock_story(session, story_id)
    row = session.scalars(
        select(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state == DeliveryState.READY)
        .with_for_update(of=Delivery)
    ).one_or_none()
    now = database_now(session)
    held = hold(session, row, story, toolbox=kit, now=now) if row else None
    if row is None or held is None:
        return False
    row.gen += 1
    row.state, row.reason, row.problem = held.state, held.reason, held.problem
    if row.state is DeliveryState.CANCELLED:
        cancel(row, held.reason or Reason.REPLACED, now)
    elif row.state is DeliveryState.DONE:
        if row.receipt is not None and row.kind is not DeliveryKind.TAKE_DOWN:
            row.receipt.payload = row.payload
        finish(session, row, story, now)
    tell(session, row, now)
    settle_quietly(session, story.id, kit, now)
    return True


def postpone(session: Session, delivery_id: str, error: Exception) -> None:
    """Hold back a delivery whose fence could not even be asked."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.state.in_((DeliveryState.READY, DeliveryState.UNCERTAIN)),
        )
        .values(
            reason=Reason.FAULT,
            problem=f"The checks before sending failed ({type(error).__name__}).",
            due_at=database_now(session) + FAULT_PAUSE,
            gen=Delivery.gen + 1,
        )
    )


def dead(session: Session) -> Sequence[str]:
    """Ids of deliveries whose worker was not heard of until its lease ended."""
    return session.scalars(
        select(Delivery.id)
        .where(_is_dead(database_now(session)))
        .order_by(Delivery.lease_until)
        .limit(_BATCH)
    ).all()


def recover(session: Session, delivery_id: str, *, kit: Kit) -> bool:
    """Take back what a dead worker held: what may have been sent is looked up, not sent again."""
    story_id = session.scalars(select(Delivery.story_id).where(Delivery.id == delivery_id)).one()
    story = lock_story(session, story_id)
    now = database_now(session)
    row = session.scalars(
        select(Delivery)
        .where(Delivery.id == delivery_id, _is_dead(now))
        .with_for_update(of=Delivery)
    ).one_or_none()
    if row is None:
        return False
    log.warning("delivery.worker_died", delivery=row.id, worker=row.claimed_by)
    _end_attempts(session, row, now)
    settle = timedelta(seconds=kit.limits(row.channel.kind).settle_seconds)
    _take_back(row, settle, now)
    tell(session, row, now)
    settle_quietly(session, story.id, kit, now)
    return True


def _is_dead(now: datetime) -> ColumnElement[bool]:
    return and_(waiting(Delivery), Delivery.state.in_(_HELD), Delivery.lease_until < now)


def _take_back(row: Delivery, settle: timedelta, now: datetime) -> None:
    was_sending = row.state is DeliveryState.SENDING
    row.gen += 1
    row.deaths += 1
    row.lease_until = row.claimed_by = None
    row.due_at = now
    if row.kind is DeliveryKind.TAKE_DOWN:
        row.state = DeliveryState.READY
    else:
        row.state = DeliveryState.UNCERTAIN
        if was_sending:
            row.in_doubt, row.due_at = True, now + settle
    if row.deaths >= DEATHS_AT_MOST:
        row.state, row.reason = DeliveryState.NEEDS_PERSON, Reason.WORKERS_DIED


def _end_attempts(session: Session, row: Delivery, now: datetime) -> None:
    session.execute(
        update(Attempt)
        .where(Attempt.delivery_id == row.id, Attempt.ended_at.is_(None))
        .values(ended_at=now, outcome="died", detail=f"{row.claimed_by} was not heard of again.")
        .execution_options(synchronize_session=False)
    )
