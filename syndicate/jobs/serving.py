"""One process that answers HTTP and delivers: waitress in front, the embedded worker beside it."""

from __future__ import annotations

import signal
import threading
from typing import Any

from waitress.server import create_server

from syndicate.errors import Misconfigured
from syndicate.i18n import _
from syndicate.jobs.worker import EmbeddedWorker
from syndicate.services.kit import Kit

CONNECTION_LIMIT = 500


def bound_server(app: Any, *, host: str, port: int, threads: int) -> Any:
    """A waitress server that holds its port. Raises `Misconfigured` when the port is taken."""
    try:
        return create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            connection_limit=CONNECTION_LIMIT,
            ident=None,
        )
    except OSError as error:
        raise Misconfigured(
            _(
                "Port %(port)s on %(host)s is not free (%(problem)s). Choose another by --port.",
                port=port,
                host=host,
                problem=error.strerror or str(error),
            )
        ) from error


def serve_with_worker(
    app: Any, kit: Kit, *, host: str, port: int, threads: int, worker: bool
) -> None:
    """Serve until SIGINT or SIGTERM; the worker ends its delivery before the process ends."""
    server = bound_server(app, host=host, port=port, threads=threads)
    embedded = EmbeddedWorker(kit) if worker else None
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    if embedded:
        embedded.start()
    stop.wait()
    if embedded:
        embedded.stop()
    server.close()
