"""A blog in a folder of its own, at a time that stands still."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine

from tests.site.world import World


@pytest.fixture
def world(tmp_path: Path, clock: time_machine.Traveller) -> World:
    """A blog with nothing on it yet."""
    return World(tmp_path, clock)
