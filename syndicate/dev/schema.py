"""The migrations against the models: one history, and it ends where the models are."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from syndicate.db import make_engine
from syndicate.migrations.run import heads, upgrade
from syndicate.models import Story


def problems() -> list[str]:
    """More than one head, or a model no migration makes; on a SQLite database in memory."""
    found = []
    if len(heads()) != 1:
        found.append(f"there must be one newest migration, not {sorted(heads())}")
    engine = make_engine("sqlite:///:memory:")
    try:
        upgrade(engine)
        return found + drift(engine)
    finally:
        engine.dispose()


def drift(engine: Engine) -> list[str]:
    """What alembic would still have to change to bring a migrated database to the models."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [
            f"no migration does this yet: {step}"
            for step in compare_metadata(context, Story.metadata)
        ]
