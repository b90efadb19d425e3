"""`syndicate route …` and `syndicate deputy …`: who decides, and who stands in for whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

import click
from pydantic import BaseModel, ValidationError

from syndicate.cli.edge import now, open_kit, shell_actor, writing
from syndicate.errors import Invalid
from syndicate.models import Duty, RouteGate
from syndicate.services import deputies, routes
from syndicate.services.deputies import DeputyInput
from syndicate.services.routes import ChoiceInput, RouteInput
from syndicate.validation import problems_of

Data = TypeVar("Data", bound=BaseModel)
EVERYBODY = "*"
"""Stands for every department without a line of its own."""


@click.group()
def route() -> None:
    """Which process departments follow, and who stands on their routes."""


@route.command("list")
def list_routes() -> None:
    """List the processes of departments, then who decides at each gate, in their order."""
    kit = open_kit()
    with kit.database.reading() as session:
        for choice in routes.choices(session):
            click.echo(f"{choice.department or EVERYBODY}\t{choice.process}")
        for row in routes.listed(session):
            click.echo(_line(row))


def _line(row: RouteGate) -> str:
    needed = f"{row.needed or len(row.members)} of {len(row.members)}"
    members = " ".join(member.user.email for member in row.members)
    turn = "in turn" if row.in_turn else "at once"
    place = row.department or EVERYBODY
    return f"{place}\t{row.process}\t{row.gate}\t{needed}\t{turn}\t{members}"


@route.command("choose")
@click.argument("process", required=False)
@click.option("--department", default="", help="Default every department without its own.")
def choose(process: str | None, department: str) -> None:
    """Let new stories of a department follow PROCESS; without one, give the choice back."""
    data = _checked(ChoiceInput, process=process, department=department)
    kit = open_kit()
    with writing(kit) as session:
        routes.choose(session, data, registry=kit.registry, actor=shell_actor(session), now=now())
    click.echo("Saved. Stories under way keep their process.")


@route.command("set")
@click.argument("process")
@click.argument("gate")
@click.argument("members", nargs=-1, metavar="[EMAIL]...")
@click.option("--department", default="", help="Default every department without its own.")
@click.option("--needed", type=int, help="How many of them must decide; default all.")
@click.option("--in-turn", is_flag=True, help="One after the other, in this order.")
def set_route(process: str, gate: str, members: tuple[str, ...], **options: Any) -> None:
    """Say who decides at GATE of PROCESS, in this order; nobody ends the route."""
    data = _checked(RouteInput, process=process, gate=gate, members=list(members), **options)
    kit = open_kit()
    with writing(kit) as session:
        row = routes.set_route(
            session, data, registry=kit.registry, actor=shell_actor(session), now=now()
        )
        click.echo(_line(row) if row else "This route has ended.")


@click.group()
def deputy() -> None:
    """Who acts for whom, and until when."""


@deputy.command("list")
def list_deputies() -> None:
    """List who acts or will act: id, whose right, who acts, for what, from, until."""
    kit = open_kit()
    with kit.database.reading() as session:
        for row in deputies.listed(session, shell_actor(session), now=now()):
            click.echo(
                "\t".join(
                    (
                        row.id,
                        row.user.email,
                        row.deputy.email,
                        row.role.value,
                        _moment(row.from_at),
                        _moment(row.until_at),
                    )
                )
            )


@deputy.command("add")
@click.argument("of", metavar="WHOSE")
@click.argument("who")
@click.argument("role", metavar="DUTY", type=click.Choice([duty.value for duty in Duty]))
@click.option("--until", "until_at", required=True, help="2026-12-24T18:00+09:00")
@click.option("--from", "from_at", help="Default now.")
def add(of: str, who: str, role: str, until_at: str, from_at: str | None) -> None:
    """Let WHO act in the place of WHOSE for DUTY. Both stand in every event."""
    data = _checked(DeputyInput, of=of, deputy=who, role=role, until_at=until_at, from_at=from_at)
    kit = open_kit()
    with writing(kit) as session:
        row = deputies.lend(session, data, actor=shell_actor(session), now=now())
        click.echo(f"{row.id}\t{_moment(row.until_at)}")


@deputy.command("end")
@click.argument("deputy_id")
def end(deputy_id: str) -> None:
    """End a right now."""
    kit = open_kit()
    with writing(kit) as session:
        before = deputies.end(session, deputy_id, actor=shell_actor(session), now=now())
    click.echo(_ended(before))


def _ended(before: datetime | None) -> str:
    if before is None:
        return "Ended."
    return f"It had ended already, at {_moment(before)}."


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="minutes")


def _checked(model: type[Data], **fields: Any) -> Data:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


COMMANDS = (route, deputy)
