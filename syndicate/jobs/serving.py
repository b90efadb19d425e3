"""One process that answers HTTP and delivers: waitress in front, the embedded worker beside it."""

from __future__ import annotations

import signal
from types import FrameType
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


def serve(app: Any, *, host: str, port: int, threads: int) -> None:
    """Serve until SIGINT or SIGTERM."""
    server = bound_server(app, host=host, port=port, threads=threads)
    _end_on_signals()
    try:
        server.run()
    finally:
        server.close()


def serve_with_worker(
    app: Any, kit: Kit, *, host: str, port: int, threads: int, worker: bool
) -> None:
    """Serve until SIGINT or SIGTERM; the worker ends its delivery before the process ends."""
    server = bound_server(app, host=host, port=port, threads=threads)
    embedded = EmbeddedWorker(kit) if worker else None
    _end_on_signals()
    try:
        if embedded:
            embedded.start()
        server.run()
    finally:
        if embedded:
            embedded.stop()
        server.close()


def _end_on_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    """Leave waitress's loop the way it leaves it cleanly, its threads with it."""
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)
