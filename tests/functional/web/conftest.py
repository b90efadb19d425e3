"""One small company and its app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask

from syndicate.app import create_app
from syndicate.db import Database
from syndicate.services import accounts
from tests.factories.world import START, World
from tests.functional.web.visitor import Visitor

PASSWORD = "a bench for everybody"


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm with less work: these tests are not about its cost."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(1, 8, 1))
    accounts._nobodys_hash.cache_clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock begins at the world's start and goes on: identifiers sort by the millisecond."""
    with time_machine.travel(START, tick=True) as traveller:
        yield traveller


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, clock: time_machine.Traveller) -> World:
    """People, a blog, and a morning in December."""
    return World(sqlite_database, tmp_path)


@pytest.fixture
def app(world: World) -> Flask:
    """The app of that company."""
    return create_app(world.settings, kit=world.kit)


@pytest.fixture
def visit(app: Flask, world: World) -> Callable[[str | None], Visitor]:
    """`visit("petra")` is Petra at her desk; `visit(None)` a stranger."""
    return lambda name: Visitor(app, world, name)
