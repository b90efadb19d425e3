"""The stage every test of the deliveries plays on."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate.db import Database
from tests.functional.delivery.stage import Stage


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    """A company with two hostile channels, on either database."""
    return Stage(database, tmp_path)


@pytest.fixture
def stage_on_file(sqlite_database: Database, tmp_path: Path) -> Stage:
    """The same for what does not depend on the kind of database."""
    return Stage(sqlite_database, tmp_path)
