"""Alembic's entry: the same history for SQLite and PostgreSQL, on a connection given or made."""

from alembic import context
from sqlalchemy import Connection

from syndicate import models
from syndicate.db import make_engine
from syndicate.settings import load_settings


def run(connection: Connection) -> None:
    """Run the migrations alembic was asked for."""
    context.configure(
        connection=connection,
        target_metadata=models.User.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = make_engine(load_settings().database_url)
    with engine.connect() as own:
        run(own)
        own.commit()
