"""Whether deliveries flow: what waits, for how long, who works, and what came of it lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from syndicate.ids import first_id
from syndicate.models import (
    Attempt,
    Channel,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Freeze,
    WorkerHeartbeat,
)
from syndicate.services import heartbeats, queues
from syndicate.services.due import waiting

OVERDUE_AFTER = timedelta(minutes=1)
RECENT = timedelta(hours=1)
_WAITS = (DeliveryState.READY, DeliveryState.UNCERTAIN)
_HELD = (DeliveryState.SENDING, DeliveryState.CHECKING)


@dataclass(frozen=True)
class Alarm:
    """Why a person should look at once."""

    overdue: int
    no_worker: bool


@dataclass(frozen=True)
class Pulse:
    """The figures of one moment."""

    due: int
    overdue: int
    oldest_seconds: float
    """How long the delivery that waits longest has been due; 0 when none is."""
    needs_person: int
    workers: Sequence[WorkerHeartbeat]
    outcomes: Sequence[tuple[str, str, int]]
    """Channel, outcome and count of the attempts begun in the last hour."""


def alarm(session: Session, now: datetime) -> Alarm | None:
    """None while everything flows."""
    late = overdue(session, now)
    idle = not heartbeats.living(session, now=now)
    return Alarm(late, idle) if late or idle else None


def overdue(session: Session, now: datetime) -> int:
    """Deliveries a worker should have taken, or taken back, more than a minute ago."""
    query = select(func.count()).select_from(Delivery).join(Channel)
    return session.scalars(query.where(_free(now), _since(now - OVERDUE_AFTER))).one()


def pulse(session: Session, now: datetime) -> Pulse:
    """Everything a monitoring system asks for, in queries that do not grow with history."""
    query = select(func.count(), func.min(Delivery.due_at)).select_from(Delivery).join(Channel)
    count, since = session.execute(query.where(_free(now), _since(now))).one()
    oldest: datetime | None = since
    return Pulse(
        due=count,
        overdue=overdue(session, now),
        oldest_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        needs_person=queues.stuck_count(session),
        workers=heartbeats.living(session, now=now),
        outcomes=_outcomes(session, now),
    )


def _outcomes(session: Session, now: datetime) -> Sequence[tuple[str, str, int]]:
    rows = session.execute(
        select(Channel.name, Attempt.outcome, func.count())
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(Attempt.id >= first_id(now - RECENT), Attempt.outcome != "")
        .group_by(Channel.name, Attempt.outcome)
        .order_by(Channel.name, Attempt.outcome)
    )
    return [(name, outcome, count) for name, outcome, count in rows]


def _since(moment: datetime) -> ColumnElement[bool]:
    """Due since `moment`, or in the hands of a worker whose lease ended before it."""
    return and_(
        waiting(Delivery),
        or_(
            and_(Delivery.state.in_(_WAITS), Delivery.due_at <= moment),
            and_(Delivery.state.in_(_HELD), Delivery.lease_until <= moment),
        ),
    )


def _free(now: datetime) -> ColumnElement[bool]:
    """Nothing but a worker is missing: no pause, no freeze, no other delivery to wait for."""
    frozen = exists().where(
        Freeze.lifted_at.is_(None),
        or_(Freeze.channel_id.is_(None), Freeze.channel_id == Delivery.channel_id),
    )
    urgent = or_(Delivery.kind == DeliveryKind.TAKE_DOWN, Delivery.state == DeliveryState.UNCERTAIN)
    return and_(
        or_(Channel.paused_until.is_(None), Channel.paused_until <= now),
        or_(urgent, and_(Channel.active, not_(frozen), Delivery.after_id.is_(None))),
    )
