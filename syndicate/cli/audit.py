"""`syndicate audit …`: is the chain whole, and the chain as a file."""

from __future__ import annotations

import json
import sys

import click

from syndicate import audit as chain
from syndicate.cli.edge import open_kit


@click.group()
def audit() -> None:
    """The append-only audit."""


@audit.command()
def verify() -> None:
    """Check every event's hash and place; name the first one that was tampered with."""
    kit = open_kit()
    with kit.database.reading() as session:
        verdict = chain.verify(chain.stored(session))
    if verdict.broken:
        click.echo(f"Broken at event {verdict.broken.seq}: {verdict.broken.reason}.", err=True)
        sys.exit(1)
    click.echo(f"{verdict.count} events, unbroken. Head {verdict.head}")


@audit.command()
def export() -> None:
    """Write every event as a line of JSON."""
    kit = open_kit()
    with kit.database.reading() as session:
        for event in chain.stored(session):
            click.echo(json.dumps(chain.as_json(event), ensure_ascii=False, sort_keys=True))


COMMANDS = (audit,)
