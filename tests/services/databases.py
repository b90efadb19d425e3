"""Migrated databases made by copying one, since migrating takes longer than most tests."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from syndicate.db import Database
from syndicate.migrations.run import upgrade
from tests.services.postgresql import PostgreSQL

MIGRATED = "migrated"
_numbers = itertools.count(1)


def migrated_file(folder: Path) -> Path:
    """A SQLite file at the newest schema, to be copied."""
    path = folder / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


def migrate_template(server: PostgreSQL) -> str:
    """The name of a PostgreSQL database at the newest schema, to be copied."""
    _migrate(server.create(MIGRATED))
    return MIGRATED


@contextmanager
def sqlite_copy(migrated: Path, folder: Path) -> Iterator[Database]:
    """A fresh SQLite database in `folder`, without waiting for the disk."""
    path = folder / "syndicate.db"
    shutil.copyfile(migrated, path)
    database = Database(f"sqlite:///{path}")
    event.listen(database.engine, "connect", _do_not_sync)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def postgresql_copy(server: PostgreSQL, template: str) -> Iterator[Database]:
    """A fresh PostgreSQL database, dropped at the end."""
    name = f"test_{next(_numbers)}"
    database = Database(server.create(name, template=template))
    try:
        yield database
    finally:
        database.dispose()
        server.drop(name)


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database.engine)
    database.dispose()


def _do_not_sync(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
