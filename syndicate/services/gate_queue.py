"""Gates that wait for somebody: mine, nobody's, overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from syndicate.gates import gate_row
from syndicate.models import Decision, Duty, Gate, GateState, RouteMember, Seat, State, Story
from syndicate.policy import Actor
from syndicate.process import GateRule, Process, Situation

PAGE = 100
Waiting = tuple[Gate, Story]
_IS_OPEN = (Story.state == State.IN_REVIEW, Gate.state == GateState.OPEN)


class Whose(StrEnum):
    """Which of the waiting gates are wanted."""

    ALL = "all"
    MINE = "mine"
    NOBODYS = "nobodys"
    OVERDUE = "overdue"


def waiting(
    session: Session,
    actor: Actor,
    *,
    processes: Iterable[Process],
    whose: Whose = Whose.ALL,
    now: datetime,
) -> Sequence[Waiting]:
    """Open gates of stories under review at which this actor's desk or seat is asked, by due date.

    The four-eyes rule is not applied here: somebody else of the desk may have to decide.
    """
    concerned = or_(_seated(actor), *(_at_desk(actor, process) for process in processes))
    return _open(session, concerned, *_narrowed(actor, whose, now))


def at_gate(
    session: Session, gate: str, actor: Actor, *, whose: Whose = Whose.ALL, now: datetime
) -> Sequence[Waiting]:
    """What stands open at the gate of that name, whatever the process, by due date."""
    return _open(session, Gate.name == gate, *_narrowed(actor, whose, now))


def at_seats(
    session: Session, actor: Actor, *, whose: Whose = Whose.ALL, now: datetime
) -> Sequence[Waiting]:
    """Open gates at which a seat of this actor, or one lent to them, is still to decide."""
    return _open(session, _seated(actor, undecided=True), *_narrowed(actor, whose, now))


def count_at_seats(session: Session, actor: Actor) -> int:
    """How many gates wait for a seat of this actor."""
    query = (
        select(func.count())
        .select_from(Gate)
        .join(Story, Gate.release_id == Story.release_id)
        .where(*_IS_OPEN, _seated(actor, undecided=True))
    )
    return session.scalar(query) or 0


def is_asked_by_name(session: Session, actor: Actor) -> bool:
    """Whether a route or an open gate names this actor, or somebody whose seats they fill."""
    holders = seat_holders(actor)
    on_route = exists().where(RouteMember.user_id.in_(holders))
    at_gate = exists().where(
        Seat.user_id.in_(holders), Gate.id == Seat.gate_id, Gate.state == GateState.OPEN
    )
    return session.scalar(select(or_(on_route, at_gate))) is True


def of_story(situation: Situation) -> list[tuple[GateRule, Gate | None]]:
    """Every gate of the story's process with its row, where a release is there."""
    return [(rule, gate_row(situation, rule.name)) for rule in situation.process.gates]


def seat_holders(actor: Actor) -> list[str]:
    """Ids of those whose seats on routes this actor may fill: their own and lent ones."""
    own = [actor.user.id] if actor.user and actor.acting_for is None else []
    return own + [lent.principal.id for lent in actor.lent if lent.duty is Duty.ROUTE]


def _open(session: Session, *wanted: ColumnElement[bool]) -> Sequence[Waiting]:
    rows = session.execute(
        select(Gate, Story)
        .join(Story, Gate.release_id == Story.release_id)
        .where(*_IS_OPEN, *wanted)
        .order_by(Gate.due_at, Gate.id)
        .limit(PAGE)
        .options(
            selectinload(Story.people),
            selectinload(Story.nominations),
            selectinload(Story.latest_revision),
            selectinload(Story.release),
        )
    )
    return [(gate, story) for gate, story in rows]


def _narrowed(actor: Actor, whose: Whose, now: datetime) -> list[ColumnElement[bool]]:
    if whose is Whose.MINE:
        user_id = actor.user.id if actor.user else None
        return [or_(Gate.claimed_by_id == user_id, _seated(actor))]
    if whose is Whose.NOBODYS:
        return [Gate.claimed_by_id.is_(None)]
    return [Gate.due_at <= now] if whose is Whose.OVERDUE else []


def _seated(actor: Actor, *, undecided: bool = False) -> ColumnElement[bool]:
    seat = [Seat.gate_id == Gate.id, Seat.user_id.in_(seat_holders(actor))]
    if undecided:
        holder = func.coalesce(Decision.acting_for_id, Decision.user_id)
        seat.append(~exists().where(Decision.gate_id == Seat.gate_id, holder == Seat.user_id))
    return exists().where(*seat)


def _at_desk(actor: Actor, process: Process) -> ColumnElement[bool]:
    names = [rule.name for rule in process.gates if rule.role in actor.roles]
    return and_(Story.process == process.name, Gate.name.in_(names))
