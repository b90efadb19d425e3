"""A PostgreSQL server of our own: a temporary folder, a Unix socket, nothing left behind."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg

from syndicate.dev.processes import program, run_as, running
from syndicate.dev.servers.restartable import Restartable

DEBIAN_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
OWNER = "syndicate"
# Durability costs most of the time a test takes; the fault tests say when they want it.
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
PLAIN = ("listen_addresses=", "max_connections=200", "shared_buffers=64MB", "timezone=UTC")


class PostgreSQL:
    """A running server that makes and drops databases."""

    process: Restartable

    def __init__(self, socket_folder: Path) -> None:
        self.socket_folder = socket_folder

    def url(self, name: str) -> str:
        """Where SQLAlchemy finds the database `name`."""
        return f"postgresql://{OWNER}@/{name}?host={self.socket_folder}"

    def create(self, name: str, *, template: str = "template1") -> str:
        """Make a database as a copy of `template`; gives its URL."""
        self._say(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def restart(self, by: signal.Signals = signal.SIGQUIT) -> None:
        """End every connection at once and start again from what was committed."""
        self.process.restart(by)

    def answers(self) -> bool:
        """Whether the server takes connections."""
        try:
            self._say("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _say(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_folder), user=OWNER, dbname="postgres", autocommit=True
        )


@contextmanager
def postgresql_server(*, durable: bool = False) -> Iterator[PostgreSQL]:
    """A fresh server; `durable` keeps its promises across a crash of the machine, and is slow."""
    user = _unprivileged_user()
    # Not below the tests' own folder: its path is too long for a socket, and closed to `user`.
    folder = Path(tempfile.mkdtemp(prefix="syndicate-pg-", dir="/tmp"))
    try:
        if user is not None:
            shutil.chown(folder, user, user)
        server = PostgreSQL(folder)
        data = folder / "data"
        run_as(user, program("initdb", "postgresql", *DEBIAN_FOLDERS), *_initdb(data))
        command = [program("postgres", "postgresql", *DEBIAN_FOLDERS), "-D", str(data)]
        for option in (*PLAIN, f"unix_socket_directories={folder}", *(() if durable else QUICK)):
            command += ["-c", option]
        start = partial(running, command, folder / "log", answers=server.answers, user=user)
        server.process = Restartable(start)
        try:
            yield server
        finally:
            server.process.stop()
    finally:
        shutil.rmtree(folder)


def _initdb(data: Path) -> list[str]:
    plain = ["--no-sync", "--no-locale", "--encoding=UTF8", "--auth=trust"]
    return [*plain, f"--username={OWNER}", f"--pgdata={data}"]


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; its own user exists wherever Debian installed it."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
