"""The stage every test of the deliveries plays on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from syndicate.db import Database
from tests.functional.delivery.stage import Stage


@pytest.fixture(scope="session")
def kept_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One engine for all tests here: compiling every statement anew is half of what they take."""
    path = tmp_path_factory.mktemp("kept") / "syndicate.db"
    database = Database(f"sqlite:///{path}")
    event.listen(database.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
    yield database
    database.dispose()


@pytest.fixture
def empty_database(kept_database: Database, migrated_sqlite: Path) -> Database:
    """The same engine on a fresh file."""
    kept_database.dispose()
    path = Path(kept_database.engine.url.database or "")
    for name in ("", "-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)
    shutil.copyfile(migrated_sqlite, path)
    return kept_database


@pytest.fixture
def stage(empty_database: Database, tmp_path: Path) -> Stage:
    """A company with two hostile channels."""
    return Stage(empty_database, tmp_path)


@pytest.fixture(params=["empty_database", "postgresql_database"], ids=["sqlite", "postgresql"])
def stage_on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """The same on either database, for what rests on locks, clocks and SQL."""
    return Stage(request.getfixturevalue(request.param), tmp_path)
