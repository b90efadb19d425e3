"""What stands behind the benchmarks' channel: `… -m syndicate.dev.bench.place PORT DATABASE_URL`.

It keeps every copy it was ever sent, so that a doubled one shows, and asks the database itself
whether the claim behind a post was already durable when the post came in.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
from collections import defaultdict
from typing import Any

from sqlalchemy import text

from syndicate.db import Database

WITNESS_EVERY = 20
"""So many posts apart, since every look takes time from what is measured."""
LOG = "/log"
_CLAIMED = text("SELECT state FROM delivery WHERE id = :id")


class Place:
    """Pages of copies, and what was noticed while they came."""

    def __init__(self, database: Database | None) -> None:
        self._database = database
        self._copies: dict[str, list[str]] = defaultdict(list)
        self._first: dict[str, float] = {}
        self.seen = self.durable = 0

    def answer(self, method: str, path: str, body: bytes, at: float) -> dict[str, Any] | None:
        """What is said to one request that began `at`; None where there is nothing."""
        if path == LOG:
            return self._log()
        page, key, *number = path.removeprefix("/").split("/")
        name = f"{page}/{key}"
        if method == "POST":
            self._first.setdefault(name, at)
            self._witness(key)
            self._copies[name].append(hashlib.sha256(body).hexdigest())
        if method == "DELETE":
            self._copies[name] = []
        index = int(number[0]) if number else 0
        if index >= len(self._copies[name]):
            return None
        return {"id": f"{name}/{index}", "sha256": self._copies[name][index]}

    def _witness(self, key: str) -> None:
        """Look, as anybody else, whether the claim is to be seen before the post is taken."""
        if self._database is None or len(self._first) % WITNESS_EVERY:
            return
        with self._database.reading() as session:
            state = session.execute(_CLAIMED, {"id": key}).scalar_one_or_none()
        self.seen += 1
        self.durable += state == "sending"

    def _log(self) -> dict[str, Any]:
        return {
            "copies": {name: len(copies) for name, copies in self._copies.items()},
            "first": self._first,
            "seen": self.seen,
            "durable": self.durable,
        }


class Line(asyncio.Protocol):
    """One kept-alive connection: as little HTTP as `http.client` needs."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody called."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # TCP gives one

    def data_received(self, data: bytes) -> None:
        """Answer every whole request there is."""
        at = time.time()
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end].decode("latin-1")
            whole = end + 4 + _length(head)
            if len(self._read) < whole:
                return
            body, self._read = self._read[end + 4 : whole], self._read[whole:]
            method, path, _version = head.split("\r\n", 1)[0].split(" ")
            self._transport.write(_said(self._place.answer(method, path, body, at)))


def _length(head: str) -> int:
    for line in head.split("\r\n")[1:]:
        name, _colon, value = line.partition(":")
        if name.lower() == "content-length":
            return int(value)
    return 0


def _said(told: dict[str, Any] | None) -> bytes:
    body = json.dumps(told).encode()
    status = b"404 Not Found" if told is None else b"200 OK"
    return b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)


async def serve(port: int, database: Database) -> None:
    """Answer until the process is ended."""
    place = Place(database)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(place), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Database(sys.argv[2])))
