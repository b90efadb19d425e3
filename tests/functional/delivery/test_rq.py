"""rq wakes workers up; what is to be done stands in SQL."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.job import Job
from rq.worker import SimpleWorker

from syndicate.db import Database
from syndicate.errors import Misconfigured
from syndicate.jobs import rq_carrier
from syndicate.jobs.rq_carrier import Announcer, Herald, queue_at, run_rq_worker
from syndicate.models import State
from tests.functional.delivery.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database, tmp_path: Path, redis_url: str) -> Iterator[Stage]:
    """The stage with Redis, and rq's jobs finding it."""
    Redis.from_url(redis_url).flushall()
    stage = Stage(sqlite_database, tmp_path, redis_url=redis_url)
    rq_carrier._PROCESS.kit = stage.kit
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield stage
    rq_carrier._PROCESS.kit = None
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def queue(redis_url: str) -> Queue:
    return queue_at(redis_url)


def work(queue: Queue) -> None:
    """Do what stands in the queue, as rq does."""
    SimpleWorker([queue], connection=queue.connection, serializer="json").work(
        burst=True, logging_level="WARNING"
    )


def test_a_wake_up_drains_everything_that_is_due(stage: Stage, queue: Queue) -> None:
    stories = [stage.story() for _ in range(3)]
    Announcer(stage.kit, queue)()

    work(queue)

    assert {stage.state(story) for story in stories} == {State.LIVE}
    assert queue.count == 0


def test_nothing_due_is_not_announced_and_much_is_announced_a_few_times(
    stage: Stage, queue: Queue
) -> None:
    announce = Announcer(stage.kit, queue)
    announce()
    assert queue.count == 0

    for _ in range(9):
        stage.story("feed")
        announce()

    assert queue.count == 4


def test_a_wake_up_carries_no_data_in_json(stage: Stage, queue: Queue) -> None:
    stage.story("feed")
    Announcer(stage.kit, queue)()

    [job] = queue.jobs

    assert isinstance(job, Job)
    assert job.args == [rq_carrier.DRAIN_SECONDS]
    assert job.retries_left is None


def test_what_was_just_committed_is_announced_at_once(stage: Stage, queue: Queue) -> None:
    assert stage.kit.settings.redis_url
    herald = Herald(stage.kit.settings.redis_url)
    stage.database.when_there_is_work(herald)

    for _ in range(6):
        stage.story("feed")

    stage.database.no_longer_tell(herald)
    assert queue.count == rq_carrier.WAITING_AT_MOST


def test_without_redis_nobody_waits_for_it_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    herald = Herald("redis://127.0.0.1:1/0")
    monkeypatch.setattr(rq_carrier.log, "warning", lambda name, **_more: asked.append(name))

    herald()
    herald()

    assert asked == ["redis.away"]


def test_losing_redis_loses_nothing(stage: Stage, queue: Queue) -> None:
    story = stage.story("feed")
    announce = Announcer(stage.kit, queue)
    announce()
    queue.connection.flushall()
    work(queue)
    assert stage.state(story) is State.PUBLISHING

    announce()
    work(queue)

    assert stage.state(story) is State.LIVE


def test_what_is_due_is_delivered_here_while_redis_is_away(stage: Stage) -> None:
    story = stage.story("feed")
    nobody = Queue(connection=Redis(port=1), serializer="json")

    assert Announcer(stage.kit, nobody)()

    assert stage.state(story) is State.LIVE


def test_an_rq_worker_delivers_until_it_is_told_to_stop(stage: Stage) -> None:
    story = stage.story()

    def stop_when_out() -> None:
        ends = time.monotonic() + 30
        while stage.state(story) is not State.LIVE and time.monotonic() < ends:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    watcher = threading.Thread(target=stop_when_out)
    watcher.start()
    run_rq_worker(stage.kit)
    watcher.join()

    assert stage.state(story) is State.LIVE


@pytest.mark.parametrize("fault", [RedisError, ValueError])
def test_an_rq_worker_goes_on_after_a_fault(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    monkeypatch.setattr(rq_carrier, "AFTER_FAULT_SECONDS", 0.05)
    gave_up = 0

    def give_up(_worker: SimpleWorker, **_options: object) -> None:
        nonlocal gave_up
        gave_up += 1
        if gave_up == 1:
            raise fault
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(rq_carrier._Woken, "work", give_up)

    run_rq_worker(stage.kit)

    assert gave_up == 2


def test_rq_without_redis_names_the_setting(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="SYNDICATE_REDIS_URL"):
        run_rq_worker(Stage(sqlite_database, tmp_path).kit)


def test_a_worker_started_by_rq_itself_reads_the_environment(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATE_DATABASE_URL", sqlite_database.url)
    rq_carrier._installed_kit.cache_clear()

    assert rq_carrier.drain_due(1.0) == 0

    rq_carrier._installed_kit().database.dispose()
    rq_carrier._installed_kit.cache_clear()
