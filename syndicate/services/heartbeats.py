"""Which workers live, so that a dead one that looks healthy is noticed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from syndicate.models import WorkerHeartbeat

BEAT_EVERY = timedelta(seconds=10)
LIVES = timedelta(minutes=1)
"""Not heard of for so long, a worker counts as dead."""
_FORGOTTEN = timedelta(days=7)


def beat(session: Session, name: str, kind: str, *, now: datetime) -> None:
    """Say that this worker lives."""
    row = session.get(WorkerHeartbeat, name)
    if row is None:
        session.add(WorkerHeartbeat(name=name, kind=kind, started_at=now, seen_at=now))
        session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.seen_at < now - _FORGOTTEN))
    else:
        row.seen_at = now


def end(session: Session, name: str) -> None:
    """This worker stopped as it should."""
    session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.name == name))


def living(session: Session, *, now: datetime) -> Sequence[WorkerHeartbeat]:
    """The workers heard of within the last minute, by name."""
    return session.scalars(
        select(WorkerHeartbeat)
        .where(WorkerHeartbeat.seen_at > now - LIVES)
        .order_by(WorkerHeartbeat.name)
    ).all()
