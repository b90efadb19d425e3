"""`syndicate db …`: the schema."""

from __future__ import annotations

import sys

import click

from syndicate.db import Database
from syndicate.migrations.version import is_current
from syndicate.settings import load_settings


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
def upgrade() -> None:
    """Bring the schema to the newest version."""
    from syndicate.migrations import run  # alembic loads only where it migrates

    run.upgrade(Database(load_settings().database_url).engine)
    click.echo("The database is at the newest version.")


@db.command()
def check() -> None:
    """Say whether the schema is at the newest version."""
    if is_current(Database(load_settings().database_url).engine):
        click.echo("The database is at the newest version.")
    else:
        click.echo("The database is behind: run `syndicate db upgrade`.", err=True)
        sys.exit(1)


COMMANDS = (db,)
