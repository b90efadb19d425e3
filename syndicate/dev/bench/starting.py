"""From “publish now” to the first byte at an idle channel, against what no design can avoid."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles

from redis import Redis
from sqlalchemy import event, func, select, text

from syndicate.dev.bench.hall import Hall, Place
from syndicate.dev.bench.stories import PAGES, Stories
from syndicate.jobs.rq_carrier import Herald
from syndicate.models import Delivery, DeliveryState

TIMES = 100
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Starts:
    """Milliseconds, one for each story; measured in turns."""

    ours: list[float]
    floor: list[float]
    """One Redis round trip and two durable commits."""

    def lines(self) -> list[str]:
        """A table for people."""
        p50, p99 = median(self.ours), _p99(self.ours)
        floor50, floor99 = median(self.floor), _p99(self.floor)
        return [
            "publish one story while nothing else is due: to the first byte at the channel",
            f"  ours                     p50 {p50:7.1f} ms  p99 {p99:7.1f} ms",
            f"  Redis and two commits    p50 {floor50:7.1f} ms  p99 {floor99:7.1f} ms",
            f"  ratio                        {p50 / floor50:7.2f}         {p99 / floor99:7.2f}",
        ]


def comparison(hall: Hall, *, times: int = TIMES) -> Starts:
    """Publish stories one by one through an rq worker that sleeps; the floor between them."""
    with hall.company("starting") as (company, place):
        database = company.kit.database
        commits: list[float] = []
        event.listen(database.engine, "commit", lambda _connection: commits.append(time.time()))
        database.when_there_is_work(Herald(hall.redis_url))
        first = company.cleared()
        waiting = [first, *company.copy(first, times)]
        ours, floor = [], []
        with hall.crew("deliver", database.url, count=1):
            for number, story_id in enumerate(waiting):
                floor.append(_floor(hall, company))
                company.publish(story_id)
                committed = commits[-1]
                _until(lambda wanted=number + 1: _done(company) == wanted * len(PAGES))  # type: ignore[misc] # bound at once
                ours.append((_first_post(place, company, story_id) - committed) * 1000)
        # The first one waits for the worker's own start.
        return Starts(ours[1:], floor[1:])


def _floor(hall: Hall, company: Stories) -> float:
    """Milliseconds for one round trip through a list in Redis and two commits of one row."""
    redis = Redis.from_url(hall.redis_url)
    redis.ping()
    with company.kit.database.engine.connect() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS floor (n int)"))
        connection.commit()
        begun = time.perf_counter()
        redis.lpush("floor", "1")
        redis.brpop(["floor"])
        for _commit in range(2):
            connection.execute(text("INSERT INTO floor VALUES (1)"))
            connection.commit()
        return (time.perf_counter() - begun) * 1000


def _done(company: Stories) -> int:
    with company.kit.database.reading() as session:
        query = select(func.count()).where(Delivery.state == DeliveryState.DONE)
        return session.scalars(query).one()


def _first_post(place: Place, company: Stories, story_id: str) -> float:
    with company.kit.database.reading() as session:
        query = select(Delivery.id).where(Delivery.story_id == story_id)
        keys = set(session.scalars(query))
    firsts: dict[str, float] = place.log()["first"]
    return min(at for name, at in firsts.items() if name.split("/")[1] in keys)


def _until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > ends:
            msg = "a published story did not go out"
            raise RuntimeError(msg)
        time.sleep(0.01)


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[98] if len(values) > 1 else values[0]
