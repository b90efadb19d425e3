"""The object store of the tests over HTTP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.services.s3 import S3
from tests.services.s3_requests import Request


class _Door(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, s3: S3) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.s3 = s3
        self.connections: set[socket.socket] = set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may hang up whenever it likes."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Door

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            answer = self.server.s3.answer(Request(self.command, self.path, headers, body))
        except Exception as error:  # noqa: BLE001 - told by the fixture, at the end of the test
            self.server.s3.mistakes.append(error)
            answer = None
        if answer is None:
            self.close_connection = True
            return
        length = {} if answer.status == 304 else {"content-length": str(len(answer.body))}
        lines = [f"HTTP/1.1 {answer.status} X"]
        lines += [f"{name}: {value}" for name, value in {**answer.headers, **length}.items()]
        head = "\r\n".join([*lines, "", ""]).encode()
        self.wfile.write(head if self.command == "HEAD" else head + answer.body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 - the base class's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has there
        """Nothing: `S3.asked` holds what came in."""


@contextmanager
def s3_server() -> Iterator[S3]:
    """An S3 on a port of this machine."""
    s3 = S3()
    door = _Door(s3)
    s3.url = f"http://127.0.0.1:{door.server_port}"
    thread = threading.Thread(target=door.serve_forever, args=(0.05,), name="S3")
    thread.start()
    try:
        yield s3
    finally:
        door.shutdown()
        thread.join()
        door.server_close()
        for connection in list(door.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
