"""A worker process of the benchmarks: `… -m syndicate.dev.bench.crew JOB DATABASE_URL REDIS_URL`.

Each ends by SIGTERM, or by itself when its work is done.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

import structlog
from redis import Redis
from rq import Queue
from rq.worker import SimpleWorker
from sqlalchemy import Connection, text

from syndicate.db import Database
from syndicate.dev.bench.channel import PLUG
from syndicate.jobs.rq_carrier import MAINTENANCE_INTERVAL, WORKER_TTL, run_rq_worker
from syndicate.registry import Registry
from syndicate.services.kit import Kit
from syndicate.settings import Settings

NOTHING = "nothing"
"""The queue of jobs that do nothing."""

_CLAIM = text("""
    UPDATE plain SET state = 'sending' WHERE id = (
        SELECT id FROM plain WHERE state = 'ready' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id
""")
_SENT = text("UPDATE plain SET state = 'sent' WHERE id = :id")


def kit_for(database_url: str, redis_url: str | None, folder: str = "var/bench") -> Kit:
    """What the product's own workers work with, and the one channel of the benchmarks."""
    settings = Settings(
        database_url=database_url,
        redis_url=redis_url,
        media_store=f"{folder}/media",
        site_store=f"{folder}/site",
    )
    return Kit(settings, Database(database_url), Registry(plugs=[PLUG]))


def do_nothing() -> None:
    """The job everything else is compared with."""


def deliver(database_url: str, redis_url: str) -> None:
    """`syndicate worker --rq`, as it is."""
    run_rq_worker(kit_for(database_url, redis_url))


def rq_alone(_database_url: str, redis_url: str) -> None:
    """The same kind of rq worker for jobs that do nothing."""
    queue = Queue(NOTHING, connection=Redis.from_url(redis_url), serializer="json")
    SimpleWorker(
        [queue],
        connection=queue.connection,
        serializer="json",
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_INTERVAL,
        log_job_description=False,
    ).work(logging_level="WARNING")


def sql_alone(database_url: str, _redis_url: str) -> None:
    """Claim a row, commit, mark it, commit, until there is none: SQL with nothing around it."""
    database = Database(database_url)
    with database.engine.connect() as connection:
        while _mark_one(connection):
            pass
    database.dispose()


def _mark_one(connection: Connection) -> bool:
    taken = connection.execute(_CLAIM).scalar_one_or_none()
    connection.commit()
    if taken is not None:
        connection.execute(_SENT, {"id": taken})
        connection.commit()
    return taken is not None


JOBS: dict[str, Callable[[str, str], None]] = {
    "deliver": deliver,
    "rq": rq_alone,
    "sql": sql_alone,
}

if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    JOBS[sys.argv[1]](sys.argv[2], sys.argv[3])
