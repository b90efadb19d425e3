"""One small company and its app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask

from syndicate.app import create_app
from syndicate.services import accounts
from syndicate.services.kit import Kit
from tests.factories.office import MORE, Office
from tests.factories.world import START, World
from tests.functional.web.visitor import Visitor
from tests.services.databases import sqlite_copy

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


@pytest.fixture(scope="session")
def furnished(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, World]:
    """A database with the world in it, to be copied: furnishing takes longer than most tests."""
    folder = tmp_path_factory.mktemp("furnished")
    with time_machine.travel(START, tick=True), sqlite_copy(migrated_sqlite, folder) as database:
        world = World(database, folder)
        database.dispose()
        return Path(str(database.engine.url.database)), world


@pytest.fixture
def world(
    furnished: tuple[Path, World], tmp_path: Path, clock: time_machine.Traveller
) -> Iterator[World]:
    """People, a blog, and a morning in December."""
    file, template = furnished
    with sqlite_copy(file, tmp_path) as database:
        world = copy(template)
        world.database = database
        world.settings = template.settings.model_copy(
            update={"media_store": str(tmp_path / "media"), "site_store": str(tmp_path / "site")},
            deep=True,  # a list a test adds to is its own
        )
        world.kit = Kit(world.settings, database, template.kit.registry)
        yield world


@pytest.fixture
def office(world: World) -> Office:
    """The same company with five colleagues without a role, for deputies and routes."""
    made = Office.__new__(Office)
    made.__dict__ = world.__dict__ | {"users": dict(world.users)}
    made.hire(*MORE)
    return made


@pytest.fixture
def app(world: World) -> Flask:
    """The app of that company."""
    return create_app(world.settings, kit=world.kit)


@pytest.fixture
def call_on(app: Flask, office: Office) -> Callable[[str], Visitor]:
    """`call_on("sam")` is Sam at his desk in the office."""
    return lambda name: Visitor(app, office, name)


@pytest.fixture
def visit(app: Flask, world: World) -> Callable[[str | None], Visitor]:
    """`visit("petra")` is Petra at her desk; `visit(None)` a stranger."""
    return lambda name: Visitor(app, world, name)
