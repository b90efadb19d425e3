"""Gates that wait for somebody: mine, nobody's, overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from syndicate.gates import gate_row
from syndicate.models import Duty, Gate, GateState, Seat, State, Story
from syndicate.policy import Actor
from syndicate.process import GateRule, Process, Situation

PAGE = 200


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
) -> Sequence[tuple[Gate, Story]]:
    """Open gates of stories under review at which this actor's desk or seat is asked, by due date.

    The four-eyes rule is not applied here: somebody else of the desk may have to decide.
    """
    concerned = or_(_seated(actor), *(_at_desk(actor, process) for process in processes))
    rows = session.execute(
        select(Gate, Story)
        .join(Story, Gate.release_id == Story.release_id)
        .where(
            Story.state == State.IN_REVIEW,
            Gate.state == GateState.OPEN,
            concerned,
            *_narrowed(actor, whose, now),
        )
        .order_by(Gate.due_at, Gate.id)
        .limit(PAGE)
    )
    return [(gate, story) for gate, story in rows]


def of_story(situation: Situation) -> list[tuple[GateRule, Gate | None]]:
    """Every gate of the story's process with its row, where a release is there."""
    return [(rule, gate_row(situation, rule.name)) for rule in situation.process.gates]


def seat_holders(actor: Actor) -> list[str]:
    """Ids of those whose seats on routes this actor may fill: their own and lent ones."""
    own = [actor.user.id] if actor.user and actor.acting_for is None else []
    return own + [lent.principal.id for lent in actor.lent if lent.duty is Duty.ROUTE]


def _narrowed(actor: Actor, whose: Whose, now: datetime) -> list[ColumnElement[bool]]:
    if whose is Whose.MINE:
        user_id = actor.user.id if actor.user else None
        return [or_(Gate.claimed_by_id == user_id, _seated(actor))]
    if whose is Whose.NOBODYS:
        return [Gate.claimed_by_id.is_(None)]
    return [Gate.due_at <= now] if whose is Whose.OVERDUE else []


def _seated(actor: Actor) -> ColumnElement[bool]:
    return exists().where(Seat.gate_id == Gate.id, Seat.user_id.in_(seat_holders(actor)))


def _at_desk(actor: Actor, process: Process) -> ColumnElement[bool]:
    names = [rule.name for rule in process.gates if rule.role in actor.roles]
    return and_(Story.process == process.name, Gate.name.in_(names))
