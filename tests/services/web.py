"""A WSGI application served over real HTTP on a free loopback port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from waitress.server import create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@contextmanager
def serving(application: WSGIApplication, port: int = 0) -> Iterator[str]:
    """The origin, `http://127.0.0.1:PORT`, at which `application` answers."""
    sockets: dict[int, object] = {}
    server = create_server(application, map=sockets, host="127.0.0.1", port=port, threads=4)
    stopping = threading.Event()

    def answer() -> None:
        while not stopping.is_set():
            server.asyncore.loop(timeout=1, map=sockets, count=1)
        # Browsers hold connections open; waitress itself would wait for them.
        server.asyncore.close_all(sockets)
        server.task_dispatcher.shutdown()

    thread = threading.Thread(target=answer, name=f"test server {server.effective_port}")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        stopping.set()
        # The thread may have seen it by itself, and closed the trigger.
        with suppress(OSError):
            server.pull_trigger()
        thread.join()
