"""A company whose channels are real ones, with servers where a test starts them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from syndicate.db import Database
from syndicate.models import Channel
from syndicate.policy import Actor, Way
from syndicate.services import channels
from tests.factories.world import World


@dataclass
class Office:
    """The company, and a way to add channels to it."""

    world: World

    def add(self, kind: str, name: str = "", **config: Any) -> Channel:
        """A new channel of that kind."""
        with self.world.database.begin() as session:
            return channels.add_channel(
                session,
                name=name or kind,
                kind=kind,
                title=kind.title(),
                config=config,
                languages=[],
                actor=Actor(Way.CLI),
                now=self.world.now,
                registry=self.world.kit.registry,
            )

    def webhook(self, url: str = "https://hooks.example.com/in") -> Channel:
        """A webhook to that address."""
        return self.add("webhook", url=url)


@pytest.fixture
def office(sqlite_database: Database, tmp_path: Path) -> Office:
    """A company with a blog."""
    return Office(World(sqlite_database, tmp_path))
