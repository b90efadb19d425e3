"""Where deliveries are measured: PostgreSQL that waits for its disk, Redis, a channel."""

from __future__ import annotations

import json
import socket
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from syndicate.db import Database
from syndicate.dev.bench.crew import kit_for
from syndicate.dev.bench.place import LOG
from syndicate.dev.bench.stories import Stories
from syndicate.dev.processes import free_port, running
from syndicate.dev.servers.postgresql import PostgreSQL, postgresql_server
from syndicate.dev.servers.redis_server import redis_server
from syndicate.migrations.run import upgrade

MIGRATED = "migrated"
"""A database at the newest schema, to be copied."""


@dataclass(frozen=True)
class Hall:
    """Running servers, and what is made on them."""

    folder: Path
    postgresql: PostgreSQL
    redis_url: str

    @contextmanager
    def company(self, name: str) -> Iterator[tuple[Stories, Place]]:
        """A company with a database and a channel of its own."""
        url = self.postgresql.create(name, template=MIGRATED)
        kit = kit_for(url, self.redis_url, str(self.folder / name))
        try:
            with standing(self.folder / f"{name}-place.log", url) as place:
                yield Stories(kit, place.port), place
        finally:
            kit.database.dispose()
            self.postgresql.drop(name)

    @contextmanager
    def crew(self, job: str, database_url: str, *, count: int = 2) -> Iterator[list[int]]:
        """So many worker processes; their pids."""
        command = [sys.executable, "-m", "syndicate.dev.bench.crew", job, database_url]
        with ExitStack() as stack:
            yield [
                stack.enter_context(
                    running(
                        [*command, self.redis_url],
                        self.folder / f"{job}-{number}.log",
                        answers=lambda: True,
                    )
                ).pid
                for number in range(count)
            ]


@dataclass(frozen=True)
class Place:
    """The channel's process, as the benchmark sees it."""

    port: int

    def log(self) -> dict[str, Any]:
        """What it was sent; see `syndicate.dev.bench.place`."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{LOG}", timeout=30) as answer:
            told: dict[str, Any] = json.load(answer)
            return told


@contextmanager
def standing(log: Path, database_url: str) -> Iterator[Place]:
    """The channel in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "syndicate.dev.bench.place", str(port), database_url]
    with running(command, log, answers=partial(_listens, port)):
        yield Place(port)


@contextmanager
def hall() -> Iterator[Hall]:
    """Everything, until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="syndicate-bench-") as name:
        folder = Path(name)
        with (
            postgresql_server(durable=True) as postgresql,
            redis_server(folder / "redis") as redis_url,
        ):
            database = Database(postgresql.create(MIGRATED))
            upgrade(database.engine)
            database.dispose()
            yield Hall(folder, postgresql, redis_url)


def analyze(database: Database, tables: Sequence[str] = ()) -> None:
    """Let the database know how large its tables have become."""
    with database.engine.begin() as connection:
        connection.execute(text(f"ANALYZE {', '.join(tables)}"))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
