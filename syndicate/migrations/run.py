"""Bring a database to the newest schema, and back."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from syndicate.resources import migrations_root


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_root()))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every migration up to `revision`, in one transaction."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take migrations back, down to `revision`."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def heads() -> list[str]:
    """The newest revisions; more than one means two branches that must be merged."""
    return list(ScriptDirectory.from_config(_config()).get_heads())
