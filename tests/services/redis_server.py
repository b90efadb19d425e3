"""A Redis server of our own on a free port, without persistence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from syndicate.dev.processes import free_port, program, running


@contextmanager
def redis_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """The URL of a fresh server; what it holds is lost when it ends."""
    port = port or free_port()
    url = f"redis://127.0.0.1:{port}/0"
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    command = [program("redis-server", "redis-server"), "--port", str(port), *options]
    with running(command, folder / "redis.log", answers=lambda: _answers(url)):
        yield url


def _answers(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False
