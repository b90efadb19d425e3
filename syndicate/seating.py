"""Who is asked at a gate: anybody of a role, everybody of it, or the people of a route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.models import EVERY_DEPARTMENT, Gate, RoleGrant, RouteGate, Seat, User
from syndicate.process import GateRule, Situation
from syndicate.standing import partiality, standing_of


def awaited(row: Gate) -> list[User]:
    """Those a gate waits for by name: who took it, else the seats that are still to decide."""
    if row.claimed_by is not None:
        return [row.claimed_by]
    done = {decision.holder_id for decision in row.decisions}
    left = [seat.user for seat in row.seats if seat.user_id not in done]
    return left[:1] if row.in_turn else left


@dataclass(frozen=True)
class Asked:
    """Who is asked at a gate by name, and how many of them must decide."""

    people: Sequence[User]
    needed: int
    in_turn: bool = False


def asked(situation: Situation, rule: GateRule) -> Asked:
    """As it stands at this moment; whoever has a part in the story is not asked."""
    people: Sequence[User] = ()
    needed, in_turn = rule.needed, False
    if rule.by_route:
        route = route_gate(situation, rule.name)
        people = [member.user for member in route.members] if route else []
        needed, in_turn = (route.needed, route.in_turn) if route else (None, False)
    elif rule.needed is None and rule.role is not None:
        people = _with_role(situation, rule)
    free = [user for user in people if user.active and _is_free(situation, user)]
    return Asked(free, max(1, len(free) if needed is None else needed), in_turn)


def ask(situation: Situation, rule: GateRule, row: Gate) -> None:
    """Give the seats at a gate to those who are asked now."""
    now = asked(situation, rule)
    row.needed, row.in_turn = now.needed, now.in_turn
    if [seat.user_id for seat in row.seats] != [user.id for user in now.people]:
        seat(situation.session, row, now.people)


def seat(session: Session, row: Gate, people: Sequence[User]) -> None:
    """Ask these people, in this order, and nobody else."""
    row.seats.clear()
    session.flush()  # somebody who keeps a seat must lose the old one first
    row.seats = [
        Seat(story_id=row.story_id, user_id=user.id, user=user, position=position)
        for position, user in enumerate(people)
    ]


def seat_of(row: Gate, user: User | None) -> Seat | None:
    """The seat of one person at a gate."""
    return next((seat for seat in row.seats if user and seat.user_id == user.id), None)


def is_short(rule: GateRule, row: Gate) -> bool:
    """Whether fewer people are asked by name than must decide."""
    by_name = rule.by_route or (rule.is_decided and rule.needed is None)
    return by_name and len(row.seats) < row.needed


def route_gate(situation: Situation, gate: str) -> RouteGate | None:
    """The route of the author's department for one gate, else the one of every department."""
    department = situation.story.author.department
    found = situation.session.scalars(
        select(RouteGate).where(
            RouteGate.process == situation.process.name,
            RouteGate.gate == gate,
            RouteGate.department.in_((department, EVERY_DEPARTMENT)),
        )
    ).all()
    return max(found, key=lambda route: len(route.department), default=None)


def _with_role(situation: Situation, rule: GateRule) -> list[User]:
    query = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == rule.role, User.active)
        .order_by(User.id)
    )
    return list(situation.session.scalars(query))


def _is_free(situation: Situation, user: User) -> bool:
    """Whether nothing in the story keeps this person from judging it."""
    someone = replace(situation.actor, user=user, person=None, lent=(), ended=(), acting_for=None)
    return partiality(standing_of(situation.session, situation.story, someone)) is None
