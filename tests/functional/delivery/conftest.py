"""The stage every test of the deliveries plays on."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate.db import Database
from tests.functional.delivery.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database, tmp_path: Path) -> Stage:
    """A company with two hostile channels."""
    return Stage(sqlite_database, tmp_path)


@pytest.fixture
def stage_on_each(database: Database, tmp_path: Path) -> Stage:
    """The same on either database, for what rests on locks, clocks and SQL."""
    return Stage(database, tmp_path)
