"""What stands in line before each desk, the longest waiting first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from syndicate.models import Delivery, Gate, GateState, Role, State, Story
from syndicate.services.due import stuck

PAGE = 100
_STUCK = stuck(Delivery)


def in_states(session: Session, *states: State) -> Sequence[Story]:
    """Stories in one of `states`."""
    return _all(session, Story.state.in_(states))


def before_gate(session: Session, gate: str) -> Sequence[Story]:
    """Stories under review whose release still needs a decision at `gate`."""
    return _all(session, _open_gate(gate))


def overdue(session: Session, now: datetime) -> Sequence[Story]:
    """Stories whose planned time went by, those included which nothing has moved on yet."""
    late = and_(Story.state == State.SCHEDULED, Story.scheduled_at <= now)
    return _all(session, or_(Story.state == State.MISSED, late))


def waiting(session: Session, role: Role) -> int:
    """How many stories wait for anybody of `role`."""
    if role not in _WAITS:
        return 0
    query = select(func.count()).select_from(Story).where(_WAITS[role])
    return session.scalar(query) or 0


def stuck_deliveries(session: Session) -> Sequence[Delivery]:
    """Deliveries whose outcome a person must decide, oldest first."""
    query = select(Delivery).where(_STUCK).order_by(Delivery.created_at, Delivery.id)
    return session.scalars(query.limit(PAGE)).all()


def stuck_count(session: Session) -> int:
    """How many deliveries wait for a person."""
    return session.scalar(select(func.count()).select_from(Delivery).where(_STUCK)) or 0


def _all(session: Session, wanted: ColumnElement[bool]) -> Sequence[Story]:
    return session.scalars(
        select(Story)
        .where(wanted)
        .order_by(Story.state_since, Story.id)
        .limit(PAGE)
        .options(
            selectinload(Story.people),
            selectinload(Story.nominations),
            selectinload(Story.latest_revision),
        )
    ).all()


def _open_gate(gate: str) -> ColumnElement[bool]:
    return and_(
        Story.state == State.IN_REVIEW,
        exists().where(
            Gate.release_id == Story.release_id, Gate.name == gate, Gate.state == GateState.OPEN
        ),
    )


_WAITS: dict[Role, ColumnElement[bool]] = {
    Role.PR: or_(Story.state.in_((State.NOMINATED, State.CLEARED, State.MISSED)), _open_gate("pr")),
    Role.PRIVACY: _open_gate("privacy"),
}
