"""The version a database stands at, as alembic would tell it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from syndicate.db import Database
from syndicate.migrations.run import downgrade, heads
from syndicate.migrations.version import is_current, newest


def test_the_newest_version_is_the_one_alembic_finds() -> None:
    assert newest() == set(heads())


def test_a_migrated_database_is_current(database: Database) -> None:
    assert is_current(database.engine)


def test_a_database_that_is_behind_or_ahead_is_not(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'another'"))
    assert not is_current(database.engine)


def test_a_database_without_tables_is_not(sqlite_database: Database, tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    assert not is_current(empty.engine)
    empty.dispose()

    downgrade(sqlite_database.engine)
    assert not is_current(sqlite_database.engine)
