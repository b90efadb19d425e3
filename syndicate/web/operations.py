"""For machines that watch: does the process live, may it take work, how does the work flow."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from syndicate.migrations.version import is_current
from syndicate.services.pulse import Pulse, pulse
from syndicate.web.guard import public
from syndicate.web.request import db, kit, now, settings


def register(pages: Blueprint) -> None:
    """Add the addresses monitors ask, which need no sign-in."""
    pages.add_url_rule("/healthz", "healthz", public(healthz))
    pages.add_url_rule("/readyz", "readyz", public(readyz))
    pages.add_url_rule("/metrics", "metrics", public(metrics))


def healthz() -> Response:
    """200 for as long as the process answers at all; asks nothing of the database."""
    return jsonify(alive=True)


def readyz() -> tuple[Response, int]:
    """200 when requests can be served well, else 503 with the names of what is missing."""
    missing = [name for name, works in _needs() if not works]
    return jsonify(ready=not missing, missing=missing), 503 if missing else 200


def metrics() -> Response:
    """The figures of this moment for Prometheus; all workers see the same database."""
    if not _is_monitor():
        return Response("For monitors only: see SYNDICATE_METRICS_TOKEN.\n", 403)
    registry = CollectorRegistry()
    registry.register(_Figures(pulse(db(), now())))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _needs() -> Iterator[tuple[str, bool]]:
    yield "database", _database_is_current()
    yield "media_store", kit().media.is_ready()
    yield "site_store", kit().site.is_ready()


def _database_is_current() -> bool:
    try:
        return is_current(kit().database.engine)
    except SQLAlchemyError:
        return False


def _is_monitor() -> bool:
    """Whoever has the token where one is set; else callers on this machine only."""
    token = settings().metrics_token
    if token is None:
        return ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 - not bound to
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), token.get_secret_value().encode())


class _Figures(Collector):
    """One pulse in Prometheus's words."""

    def __init__(self, figures: Pulse) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """The gauges, by name."""
        figures = self._figures
        for name, help_text, value in (
            ("due", "Deliveries a worker may take now.", figures.due),
            ("overdue", "Deliveries due for more than a minute.", figures.overdue),
            ("queue_age_seconds", "How long the oldest has been due.", figures.oldest_seconds),
            ("needs_person", "Deliveries a person must decide.", figures.needs_person),
        ):
            yield GaugeMetricFamily(f"syndicate_deliveries_{name}", help_text, value=value)
        yield self._outcomes()
        yield self._workers()

    def _outcomes(self) -> Metric:
        family = GaugeMetricFamily(
            "syndicate_attempts_last_hour",
            "Attempts begun in the last hour, by channel and outcome.",
            labels=["channel", "outcome"],
        )
        for channel, outcome, count in self._figures.outcomes:
            family.add_metric([channel, outcome], count)
        return family

    def _workers(self) -> Metric:
        family = GaugeMetricFamily(
            "syndicate_worker_seen_timestamp_seconds",
            "When a living worker was last heard of.",
            labels=["worker", "kind"],
        )
        for worker in self._figures.workers:
            family.add_metric([worker.name, worker.kind], worker.seen_at.timestamp())
        return family
