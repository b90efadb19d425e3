"""Migrated databases made by copying one, since migrating takes longer than most tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from syndicate.db import Database
from syndicate.dev.servers.postgresql import PostgreSQL
from syndicate.migrations.run import upgrade

MIGRATED = "migrated"


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


class KeptSqlite:
    """One engine for a file that is made afresh for each test.

    A new engine compiles every statement anew, which is half of what a short test takes.
    """

    def __init__(self, migrated: Path, folder: Path) -> None:
        self._migrated = migrated
        self._path = folder / "syndicate.db"
        self.database = Database(f"sqlite:///{self._path}")
        event.listen(self.database.engine, "connect", _do_not_sync)

    def renew(self) -> Database:
        """The same engine on an empty file at the newest schema."""
        self.database.dispose()
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)
        shutil.copyfile(self._migrated, self._path)
        return self.database


class KeptPostgresql:
    """One engine for a PostgreSQL database that is made afresh for each test."""

    def __init__(self, server: PostgreSQL, template: str) -> None:
        self._server, self._template = server, template
        self.database = Database(server.create("kept", template=template))

    def renew(self) -> Database:
        """The same engine on an empty database at the newest schema."""
        self.database.dispose()
        self._server.drop("kept")
        self._server.create("kept", template=self._template)
        return self.database


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database.engine)
    database.dispose()


def _do_not_sync(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
