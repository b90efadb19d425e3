"""Two real worker processes on PostgreSQL and Redis, one of them killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from syndicate.db import Database, database_now
from syndicate.dev.bench.crew import kit_for
from syndicate.dev.bench.hall import standing
from syndicate.dev.bench.stories import PAGES, Stories
from syndicate.jobs.sweep import recover_dead
from syndicate.models import Delivery, DeliveryState, State, Story

STORIES = 3


def count(database: Database, *states: DeliveryState) -> int:
    """How many deliveries stand there."""
    with database.reading() as session:
        query = select(func.count()).where(Delivery.state.in_(states))
        return session.scalars(query).one()


def wait_until(true: Callable[[], bool], log: Path) -> None:
    """Look again and again; a test that waits too long fails with what the workers said."""
    ends = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends, log.read_text()[-2000:]
        time.sleep(0.02)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    postgresql_database: Database, redis_url: str, tmp_path: Path
) -> None:
    database = postgresql_database
    kit = kit_for(database.url, redis_url, str(tmp_path))
    kit.database = database
    with standing(tmp_path / "place.log", database.url) as place:
        company = Stories(kit, place.port)
        first = company.cleared()
        company.publish(first)
        company.copy(first, STORIES - 1)
        company.make_due()
        log = tmp_path / "workers.log"
        command = [sys.executable, "-m", "syndicate.dev.bench.crew", "deliver"]
        with log.open("wb") as output:
            workers = [
                subprocess.Popen([*command, database.url, redis_url], stdout=output, stderr=output)
                for _worker in range(2)
            ]
        try:
            wait_until(lambda: count(database, DeliveryState.DONE) >= 1, log)
            os.kill(workers[0].pid, signal.SIGKILL)
            workers[0].wait()
            wait_until(lambda: count(database, DeliveryState.READY) == 0, log)
            let_its_leases_end(database)
            recover_dead(kit)
            wait_until(lambda: count(database, DeliveryState.DONE) == STORIES * len(PAGES), log)
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait()
        copies = place.log()["copies"]

    with database.reading() as session:
        assert set(session.scalars(select(Story.state))) == {State.LIVE}
        keys = set(session.scalars(select(Delivery.id)))
    assert {name.split("/")[1] for name in copies} == keys
    assert set(copies.values()) == {1}


def let_its_leases_end(database: Database) -> None:
    """What the killed one held is taken back as if its time had passed."""
    with database.begin() as session:
        now = database_now(session)
        session.execute(
            update(Delivery).where(Delivery.lease_until.is_not(None)).values(lease_until=now)
        )
