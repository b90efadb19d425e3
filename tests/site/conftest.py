"""A blog in a folder of its own, at a time that stands still."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import time_machine

from tests.site.world import World


@pytest.fixture(autouse=True)
def _trusted_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test cuts the power, and syncing takes longer than everything else."""
    for name in ("fsync", "sync"):
        monkeypatch.setattr(os, name, lambda *_: None)


@pytest.fixture
def world(tmp_path: Path, clock: time_machine.Traveller) -> World:
    """A blog with nothing on it yet."""
    return World(tmp_path, clock)
