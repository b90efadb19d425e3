"""An office for each test of the gates."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate.db import Database
from tests.factories.office import MORE, Office


@pytest.fixture
def office(sqlite_database: Database, tmp_path: Path) -> Office:
    """The people of the sample world and five colleagues without a role."""
    made = Office(sqlite_database, tmp_path)
    made.hire(*MORE)
    return made
