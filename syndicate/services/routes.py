"""Which process a department follows, and who stands on its route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Forbidden, Invalid
from syndicate.i18n import _
from syndicate.models import EVERY_DEPARTMENT, ProcessChoice, RouteGate, RouteMember, State, User
from syndicate.policy import Actor, Permission, Standing, allows
from syndicate.process import Form, Process
from syndicate.registry import Registry
from syndicate.rendering.text import one_line
from syndicate.services.accounts import Email, find

MOST_MEMBERS = 30
Department = Annotated[str, Field(max_length=120), AfterValidator(one_line)]


class ChoiceInput(Form):
    """The process of one department; None gives it back to the setting."""

    department: Department = EVERY_DEPARTMENT
    """Empty is every department without a choice of its own."""
    process: str | None = Field(None, max_length=40)


class RouteInput(Form):
    """Who decides at one gate for one department, in this order. Nobody ends the route."""

    process: str = Field(max_length=40)
    department: Department = EVERY_DEPARTMENT
    """Empty is every department without a route of its own."""
    gate: str = Field(max_length=40)
    members: list[Email] = Field(max_length=MOST_MEMBERS)
    needed: int | None = Field(None, ge=1, le=MOST_MEMBERS)
    """How many of them must decide; None is all of them."""
    in_turn: bool = False


def process_for(session: Session, department: str, default: str) -> str:
    """The name of the process a new story of `department` follows."""
    choices = {
        choice.department: choice.process
        for choice in session.scalars(
            select(ProcessChoice).where(
                ProcessChoice.department.in_((department, EVERY_DEPARTMENT))
            )
        )
    }
    return choices.get(department) or choices.get(EVERY_DEPARTMENT) or default


def choose(
    session: Session, data: ChoiceInput, *, registry: Registry, actor: Actor, now: datetime
) -> None:
    """New stories of a department follow this process; those under way keep theirs."""
    _demand(actor)
    if data.process is not None:
        _process(registry, data.process)
    row = session.scalars(
        select(ProcessChoice).where(ProcessChoice.department == data.department)
    ).one_or_none()
    if data.process is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(ProcessChoice(department=data.department, process=data.process, created_at=now))
    else:
        row.process = data.process
    _write(session, "route:process:chosen", actor, now, data.department, process=data.process)


def set_route(
    session: Session, data: RouteInput, *, registry: Registry, actor: Actor, now: datetime
) -> RouteGate | None:
    """The route of one gate as it now is; None when it was ended. Raises `Invalid`."""
    _demand(actor)
    process = _process(registry, data.process)
    if not any(rule.name == data.gate and rule.by_route for rule in process.gates):
        raise Invalid.field("gate", _("This process has no such gate on a route."))
    people = [_member(session, email) for email in dict.fromkeys(data.members)]
    if data.needed is not None and data.needed > len(people) > 0:
        raise Invalid.field(
            "needed", _("There are %(count)s members: fewer must decide.", count=len(people))
        )
    row = session.scalars(
        select(RouteGate).where(
            RouteGate.process == data.process,
            RouteGate.department == data.department,
            RouteGate.gate == data.gate,
        )
    ).one_or_none()
    row = _written(session, row, data, people, now)
    _write(
        session,
        "route:gate:set",
        actor,
        now,
        data.department,
        process=data.process,
        gate=data.gate,
        members=[user.id for user in people],
        needed=data.needed,
        in_turn=data.in_turn,
    )
    return row


def choices(session: Session) -> Sequence[ProcessChoice]:
    """Every choice of a process, by department."""
    return session.scalars(select(ProcessChoice).order_by(ProcessChoice.department)).all()


def listed(session: Session) -> Sequence[RouteGate]:
    """Every route, by process, department and gate."""
    return session.scalars(
        select(RouteGate).order_by(RouteGate.process, RouteGate.department, RouteGate.gate)
    ).all()


def _written(
    session: Session, row: RouteGate | None, data: RouteInput, people: list[User], now: datetime
) -> RouteGate | None:
    if not people:
        if row is not None:
            session.delete(row)
        return None
    if row is None:
        row = RouteGate(
            process=data.process, department=data.department, gate=data.gate, created_at=now
        )
        session.add(row)
    row.needed, row.in_turn = data.needed, data.in_turn
    row.members.clear()
    session.flush()  # somebody who stays on the route must leave it first
    row.members = [
        RouteMember(user=user, position=position) for position, user in enumerate(people)
    ]
    return row


def _member(session: Session, email: str) -> User:
    user = find(session, email)
    if user is None or not user.active:
        raise Invalid.field(
            "members", _("There is no open account for %(email)s.", email=email[:254])
        )
    return user


def _process(registry: Registry, name: str) -> Process:
    if name not in registry.processes:
        known = ", ".join(sorted(registry.processes))
        raise Invalid.field("process", _("Please choose one of: %(names)s.", names=known))
    return registry.process(name)


def _demand(actor: Actor) -> None:
    if actor.is_operator:
        return
    if not allows(Permission.ROUTE_MANAGE, Standing(actor.alone, State.NOMINATED)):
        raise Forbidden(_("Only administrators set routes."))


def _write(
    session: Session, name: str, actor: Actor, now: datetime, department: str, **data: object
) -> None:
    audit.append(
        session,
        name,
        at=now,
        actor_id=actor.id,
        way=actor.way,
        data={"department": department, **data},
    )
