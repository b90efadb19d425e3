"""The demo's servers: the app, and what each publisher brings, all on loopback."""

from __future__ import annotations

import logging
import os
import shlex
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import inspect

from syndicate.app import create_app
from syndicate.db import Database
from syndicate.errors import Misconfigured
from syndicate.i18n import _
from syndicate.jobs.serving import bound_server
from syndicate.jobs.worker import EmbeddedWorker
from syndicate.migrations import run as migrations
from syndicate.publishing.demo import Stand, StandSite
from syndicate.registry import Registry
from syndicate.services.kit import Kit
from syndicate.settings import load_settings

HOST = "127.0.0.1"
PREFIX = "SYNDICATE_"
DATABASE = "SYNDICATE_DATABASE_URL"
"""Where it is set, the demo uses that database instead of a file of its own."""
THREADS = 4


class Stage:
    """Everything that runs during a demo; `close` ends all of it."""

    def __init__(self, folder: Path, port: int, *, mail_url: str | None = None) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self.places: dict[str, str] = {}
        self._servers: list[Any] = []
        self._before: Mapping[str, str] = dict(os.environ)
        self._mail_url = mail_url
        self._closing = False
        log_to(folder / "syndicate.log")

    def open(self) -> Kit:
        """Bind every port, migrate, and answer requests; the kit of the app comes back."""
        registry = Registry()
        stands = [(plug.kind, plug.demo) for plug in registry.plugs.values() if plug.demo]
        for kind, stand in stands:
            self._prepare(kind, stand)
        kit = self._kit(registry)
        self._leave_environment(kit)
        app = create_app(kit.settings, kit=kit)
        self._serve("app", app, self.port)
        for kind, stand in stands:
            site = self._site(stand)
            self._serve(kind, stand.app(site), self.port + stand.port_offset)
        self.worker = EmbeddedWorker(kit)
        self.worker.start()
        return kit

    def close(self) -> None:
        """End the worker and every server, and give the environment back."""
        self._closing = True
        if hasattr(self, "worker"):
            self.worker.stop()
        for server in self._servers:
            server.close()
        os.environ.clear()
        os.environ.update(self._before)

    def _prepare(self, kind: str, stand: Stand) -> None:
        site = self._site(stand)
        self.places[kind] = site.url
        os.environ.update(stand.environ(site))

    def _site(self, stand: Stand) -> StandSite:
        return StandSite(
            url=f"http://{HOST}:{self.port + stand.port_offset}",
            site_store=self.folder / "site",
        )

    def _kit(self, registry: Registry) -> Kit:
        settings = load_settings(
            database_url=os.environ.get(DATABASE) or f"sqlite:///{self.folder / 'syndicate.db'}",
            media_store=str(self.folder / "media"),
            site_store=str(self.folder / "site"),
            base_url=self.url,
            site_name="星あかり Hoshiakari",
            company_name="Hoshikawa Works",
            time_zone="Asia/Tokyo",
            mail_url=self._mail_url,
        )
        database = Database(settings.database_url)
        demand_empty(database)
        migrations.upgrade(database.engine)
        return Kit(settings, database, registry)

    def _leave_environment(self, kit: Kit) -> None:
        """A file for shells that want more workers for this demo: `set -a; . environment`."""
        settings = kit.settings
        here = {
            DATABASE: settings.database_url,
            "SYNDICATE_BASE_URL": settings.base_url,
            "SYNDICATE_MEDIA_STORE": str(Path(settings.media_store).resolve()),
            "SYNDICATE_SITE_STORE": str(Path(settings.site_store).resolve()),
            "SYNDICATE_SITE_NAME": settings.site_name,
            "SYNDICATE_COMPANY_NAME": settings.company_name,
            "SYNDICATE_TIME_ZONE": settings.time_zone,
        }
        given = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
        lines = [f"{name}={shlex.quote(value)}\n" for name, value in sorted((given | here).items())]
        path = self.folder / "environment"
        path.touch(mode=0o600)
        path.write_text("".join(lines), "utf-8")

    def _serve(self, name: str, app: Callable[..., Any], port: int) -> None:
        server = bound_server(app, host=HOST, port=port, threads=THREADS)
        self._servers.append(server)
        threading.Thread(target=self._run, args=(server,), name=name, daemon=True).start()

    def _run(self, server: Any) -> None:
        try:
            server.run()
        except OSError:  # its socket is closed while it waits for one
            if not self._closing:
                raise


def demand_free_ports(first: int) -> None:
    """Raise `Misconfigured` for a port in use, before anything was made or removed."""
    stands = [plug.demo for plug in Registry().plugs.values() if plug.demo]
    for port in (first, *(first + stand.port_offset for stand in stands)):
        _demand_free(port)


def _demand_free(port: int) -> None:
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        raise Misconfigured(
            _(
                "Port %(port)s on %(host)s is not free (%(problem)s). Choose another by --port.",
                port=port,
                host=HOST,
                problem=error.strerror or str(error),
            )
        ) from error


def demand_empty(database: Database) -> None:
    """Raise `Misconfigured` for a database that holds anything: the demo fills a fresh one."""
    if inspect(database.engine).get_table_names():
        database.dispose()
        raise Misconfigured(
            _(
                "The database in %(name)s is not empty. Give the demo a fresh one, "
                "or unset it: the demo then keeps a file of its own.",
                name=DATABASE,
            )
        )


def log_to(path: Path) -> None:
    """Send every log line of this process to a file, so that the terminal stays readable."""
    handler = logging.FileHandler(path, encoding="utf-8")
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
