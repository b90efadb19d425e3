"""A company whose people can sign in, served to a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from syndicate import clock
from syndicate.app import create_app
from syndicate.db import Database
from syndicate.policy import Actor, Way
from syndicate.services import accounts
from tests.factories.world import World

PASSWORD = "a bench for everybody"
PEOPLE = ("nina", "arthur", "petra", "paul", "vera")


@pytest.fixture
def company(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(1, 8, 1))
    world = World(sqlite_database, tmp_path)
    world.now = clock.now()
    with world.database.begin() as session:
        for name in PEOPLE:
            user = session.merge(world.users[name])
            accounts.set_password(session, user, PASSWORD, actor=Actor(Way.CLI), now=world.now)
    return world


@pytest.fixture
def origin(company: World, serve: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    with serve(create_app(company.settings, kit=company.kit)) as address:
        yield address
