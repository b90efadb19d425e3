"""A Redis server of our own on a free port, without persistence."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import redis

from syndicate.dev.processes import free_port, program, running
from syndicate.dev.servers.restartable import Restartable


class RedisServer:
    """A running server; what it holds is lost when it ends."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"redis://127.0.0.1:{port}/0"
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        command = [program("redis-server", "redis-server"), "--port", str(port), *options]
        start = partial(running, command, folder / "redis.log", answers=lambda: _answers(self.url))
        self.process = Restartable(start)

    def restart(self, by: signal.Signals = signal.SIGKILL) -> None:
        """Kill it; the one that follows at the same address knows nothing."""
        self.process.restart(by)


@contextmanager
def restartable_redis(folder: Path, port: int | None = None) -> Iterator[RedisServer]:
    """A fresh server until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    server = RedisServer(folder, port or free_port())
    try:
        yield server
    finally:
        server.process.stop()


@contextmanager
def redis_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """The URL of a fresh server."""
    with restartable_redis(folder, port) as server:
        yield server.url


def _answers(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False
