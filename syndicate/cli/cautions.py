"""`syndicate caution …`: the days on which publishing wants a second thought."""

from __future__ import annotations

import click

from syndicate.cli.edge import now, open_kit, shell_actor, writing
from syndicate.services import cautions


@click.group()
def caution() -> None:
    """Days on which publishing wants an acknowledgement."""


@caution.command("list")
def list_all() -> None:
    """List the caution days: day, reason."""
    with open_kit().database.reading() as session:
        for row in cautions.listed(session):
            click.echo(f"{row.day}\t{row.reason}")


@caution.command("add")
@click.argument("day")
@click.option("--reason", required=True, help="Why; people read it when they schedule.")
@click.option("--as", "email", help="Your account; default the operator.")
def add(day: str, reason: str, email: str | None) -> None:
    """Add DAY: 2027-01-17, or 03-11 for every year."""
    kit = open_kit()
    with writing(kit) as session:
        row = cautions.add(session, day, reason, actor=shell_actor(session, email), now=now())
    click.echo(f"{row.day}\t{row.reason}")


@caution.command("remove")
@click.argument("day")
@click.option("--as", "email", help="Your account; default the operator.")
def remove(day: str, email: str | None) -> None:
    """Make DAY one like any other again."""
    kit = open_kit()
    with writing(kit) as session:
        cautions.remove(session, day, actor=shell_actor(session, email), now=now())
    click.echo(f"{day} is a day like any other again.")


COMMANDS = (caution,)
