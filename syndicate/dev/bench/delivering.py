"""How fast approved stories go out, against a queue that does nothing and against plain SQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from redis import Redis
from rq import Queue
from sqlalchemy import func, select, text

from syndicate.db import Database
from syndicate.dev.bench.crew import NOTHING, do_nothing
from syndicate.dev.bench.hall import Hall, analyze
from syndicate.dev.bench.load import cpu_seconds
from syndicate.dev.bench.stories import PAGES
from syndicate.models import Delivery, DeliveryState

STORIES, ROUNDS = 1000, 3
WORKERS = 2
PATIENCE_SECONDS = 1200.0
LOOK_EVERY = 0.02


@dataclass(frozen=True)
class Pace:
    """Of one round."""

    per_second: float
    cpu_us: float
    """Microseconds of the workers' CPU, user and system, for each job, their start included."""


@dataclass(frozen=True)
class Exactly:
    """What the channel itself saw of all rounds together."""

    posted: int
    doubled: int
    lost: int
    seen: int
    durable: int
    """Of `seen` posts, how many had a claim anybody could read before they were taken."""


@dataclass(frozen=True)
class Deliveries:
    """Medians over the rounds, which were run in turns."""

    ours: Pace
    rq: Pace
    sql: Pace
    exactly: Exactly
    jobs: int

    def lines(self) -> list[str]:
        """A table for people."""
        found = self.exactly
        return [
            f"deliver {self.jobs:,} times to a loopback channel, {WORKERS} rq workers, PostgreSQL",
            *(
                f"  {name:<22} {pace.per_second:8.1f} /s  {pace.cpu_us:10,.0f} µs CPU each"
                for name, pace in (
                    ("ours", self.ours),
                    ("rq, jobs of nothing", self.rq),
                    ("SQL, claim and update", self.sql),
                )
            ),
            (
                f"  ratio  {self.ours.per_second / self.rq.per_second:6.2f} of rq's speed at"
                f" {self.ours.cpu_us / self.rq.cpu_us:.2f} of its CPU;"
                f" {self.ours.per_second / self.sql.per_second:.2f} of plain SQL's speed"
            ),
            (
                f"  posted {found.posted:,}, lost {found.lost}, doubled {found.doubled};"
                f" claims durable before the post: {found.durable} of {found.seen} looked at"
            ),
        ]


def comparison(hall: Hall, *, stories: int = STORIES, rounds: int = ROUNDS) -> Deliveries:
    """Run all three in turns, each from an empty queue to the last job done."""
    jobs = stories * len(PAGES)
    found: list[tuple[Pace, Pace, Pace, Exactly]] = []
    for number in range(rounds):
        ours, exactly = _ours(hall, f"round{number}", stories)
        found.append((ours, _rq(hall, jobs), _sql(hall, f"plain{number}", jobs), exactly))
    ours, rq, sql = (_median([row[place] for row in found]) for place in range(3))  # type: ignore[misc] # the first three are paces
    return Deliveries(ours, rq, sql, _together([row[3] for row in found]), jobs)


def _ours(hall: Hall, name: str, stories: int) -> tuple[Pace, Exactly]:
    with hall.company(name) as (company, place):
        database = company.kit.database
        first = company.cleared()
        company.publish(first)
        company.copy(first, stories - 1)
        company.make_due()
        analyze(database)

        def left() -> int:
            query = select(func.count()).where(Delivery.state != DeliveryState.DONE)
            with database.reading() as session:
                return session.scalars(query).one()

        pace = _paced(hall, "deliver", database.url, stories * len(PAGES), left)
        told = place.log()
    copies = list(told["copies"].values())
    return pace, Exactly(
        posted=len(copies),
        doubled=sum(count - 1 for count in copies if count > 1),
        lost=stories * len(PAGES) - sum(count > 0 for count in copies),
        seen=told["seen"],
        durable=told["durable"],
    )


def _rq(hall: Hall, jobs: int) -> Pace:
    queue = Queue(NOTHING, connection=Redis.from_url(hall.redis_url), serializer="json")
    queue.enqueue_many(
        [Queue.prepare_data(do_nothing, result_ttl=0, timeout=60) for _job in range(jobs)]
    )
    return _paced(hall, "rq", "-", jobs, lambda: queue.count)


def _sql(hall: Hall, name: str, jobs: int) -> Pace:
    url = hall.postgresql.create(name)
    try:
        database = Database(url)
        with database.engine.begin() as connection:
            connection.execute(text("CREATE TABLE plain (id int PRIMARY KEY, state text)"))
            connection.execute(
                text("INSERT INTO plain SELECT n, 'ready' FROM generate_series(1, :n) AS n"),
                {"n": jobs},
            )
            connection.execute(
                text("CREATE INDEX ON plain (id) WHERE state IN ('ready', 'sending')")
            )
        analyze(database)

        def left() -> int:
            with database.engine.connect() as connection:
                query = text("SELECT count(*) FROM plain WHERE state <> 'sent'")
                return int(connection.execute(query).scalar_one())

        pace = _paced(hall, "sql", url, jobs, left)
        database.dispose()
        return pace
    finally:
        hall.postgresql.drop(name)


def _paced(hall: Hall, job: str, url: str, jobs: int, left: Callable[[], int]) -> Pace:
    """From the first job that is done to the last; the CPU from the workers' birth."""
    ends = time.monotonic() + PATIENCE_SECONDS
    with hall.crew(job, url, count=WORKERS) as pids:
        born = time.monotonic()
        while (waiting := left()) == jobs:
            _wait(ends, waiting)
        begun, first = time.monotonic(), jobs - waiting
        if waiting == 0:  # so few that all were done between two looks
            begun, first = born, 0
        while (waiting := left()) > 0:
            _wait(ends, waiting)
        seconds = time.monotonic() - begun
        cpu = sum(cpu_seconds(pid) for pid in pids)
    return Pace((jobs - first) / seconds, cpu / jobs * 1e6)


def _wait(ends: float, waiting: int) -> None:
    if time.monotonic() > ends:
        msg = f"{waiting} jobs were still waiting after {PATIENCE_SECONDS:.0f} seconds"
        raise RuntimeError(msg)
    time.sleep(LOOK_EVERY)


def _median(paces: Sequence[Pace]) -> Pace:
    return Pace(median(pace.per_second for pace in paces), median(pace.cpu_us for pace in paces))


def _together(rounds: Sequence[Exactly]) -> Exactly:
    return Exactly(
        *(sum(getattr(each, name) for each in rounds) for name in Exactly.__dataclass_fields__)
    )
