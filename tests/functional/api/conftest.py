"""The API of a small company at a time that stands still."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import time_machine
from PIL import Image

from syndicate.db import Database
from tests.factories.world import World
from tests.functional.api.client import Api


@pytest.fixture
def api(clock: time_machine.Traveller, sqlite_database: Database, tmp_path: Path) -> Api:
    """On SQLite, for what does not depend on the kind of database."""
    return Api(World(sqlite_database, tmp_path))


@pytest.fixture
def either_api(clock: time_machine.Traveller, database: Database, tmp_path: Path) -> Api:
    """Once on each kind of database."""
    return Api(World(database, tmp_path))


@pytest.fixture
def image() -> bytes:
    """A small PNG."""
    return png("teal")


@pytest.fixture
def other_image() -> bytes:
    """Another one."""
    return png("coral")


def png(colour: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """An image of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()
