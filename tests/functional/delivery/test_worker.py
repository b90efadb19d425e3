"""The loop that keeps everything moving, alone or beside others."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from syndicate import clock
from syndicate.jobs import sweep
from syndicate.jobs.deliver import drain
from syndicate.jobs.tending import tend_next
from syndicate.jobs.worker import EmbeddedWorker, Worker, run_worker, stop_on_signals, worker_name
from syndicate.models import Channel, State, Story, WorkerHeartbeat
from syndicate.services import heartbeats
from syndicate.workflow import settle
from tests.functional.delivery.stage import Stage


def wait_until(true: Callable[[], bool], *, seconds: float = 20) -> None:
    """Look again and again; a test that waits too long fails."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)


def living(stage: Stage) -> list[str]:
    with stage.database.reading() as session:
        return [row.kind for row in heartbeats.living(session, now=clock.now())]


def test_the_embedded_worker_delivers_and_ends_cleanly(stage_on_each: Stage) -> None:
    stage = stage_on_each
    worker = EmbeddedWorker(stage.kit)
    worker.start()
    story = stage.story()

    wait_until(lambda: stage.state(story) is State.LIVE)
    wait_until(lambda: bool(stage.feed.tends))

    assert living(stage) == ["embedded"]
    worker.stop()
    assert living(stage) == []


def test_what_this_process_commits_wakes_its_worker_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep = threading.Event()

    def sleep(self: Worker, *, busy: bool) -> None:
        asleep.set()
        assert self._woken.wait(20)
        self._woken.clear()

    monkeypatch.setattr(Worker, "_rest", sleep)
    worker = EmbeddedWorker(stage.kit)
    worker.start()
    assert asleep.wait(20)

    story = stage.story("feed")

    wait_until(lambda: stage.state(story) is State.LIVE)
    worker.stop()


def test_four_workers_side_by_side_send_everything_once(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stories = [stage.story() for _ in range(6)]
    workers = [
        threading.Thread(target=lambda n=n: drain(stage.kit, f"worker {n}", seconds=30))
        for n in range(4)
    ]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    stage.deliver()

    for remote in (stage.blog, stage.feed):
        assert sorted(copy.story_id for copy in remote.copies.values()) == sorted(stories)
        assert remote.calls.count("publish") == 6
    assert {stage.state(story) for story in stories} == {State.LIVE}


def test_a_drain_ends_when_its_time_is_up(stage: Stage) -> None:
    stage.story("feed")

    assert drain(stage.kit, "tess", seconds=0) == 0
    assert drain(stage.kit, "tess", seconds=20) == 1


def test_a_fault_in_one_round_does_not_end_the_worker(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(stage.kit, name="tess", kind="worker")
    faults = iter([RuntimeError("the database is away"), None])
    rounds: list[str] = []

    def round_(self: Worker) -> bool:
        fault = next(faults)
        if fault:
            raise fault
        rounds.append("done")
        self.stop()
        return False

    monkeypatch.setattr(Worker, "round", round_)
    monkeypatch.setattr("syndicate.jobs.worker.AFTER_FAULT_SECONDS", 0.01)
    worker.run()

    assert rounds == ["done"]


def test_a_worker_takes_back_what_a_dead_one_held(stage: Stage) -> None:
    story = stage.story("blog")

    def die() -> None:
        stage.pass_time(minutes=1)
        raise SystemExit

    stage.blog.during["publish"] = die
    with pytest.raises(SystemExit):
        stage.deliver()

    Worker(stage.kit, name="tess", kind="worker").round()

    assert stage.row(story, "blog").deaths == 1


def test_a_worker_stopped_in_a_round_leaves_the_other_chores(stage: Stage) -> None:
    stage.story("blog")
    worker = Worker(stage.kit, name="tess", kind="worker")
    stage.blog.during["publish"] = worker.stop

    worker.run()

    assert stage.blog.calls == ["publish", "read_back"]
    assert living(stage) == []


def test_the_worker_process_ends_on_a_signal(stage: Stage) -> None:
    story = stage.story("blog")
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    try:
        run_worker(stage.kit)
    finally:
        timer.join()
        for number, handler in before.items():
            signal.signal(number, handler)

    assert stage.state(story) is State.LIVE


def test_the_second_signal_does_what_it_always_does() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    told: list[bool] = []
    try:
        stop_on_signals(lambda: told.append(True))
        os.kill(os.getpid(), signal.SIGINT)
        wait_until(lambda: told == [True])
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_no_two_workers_have_one_name() -> None:
    assert worker_name("rq").startswith("rq@")
    assert worker_name("rq") != worker_name("rq")
    assert len(worker_name("embedded")) <= 80


def test_a_story_whose_time_has_come_is_settled(stage: Stage) -> None:
    """The toy process has no schedule, so only the looking is seen."""
    story = stage.story("blog")
    with stage.database.begin() as session:
        row = session.get_one(Story, story)
        row.state = State.SCHEDULED
        row.scheduled_at = clock.now() - timedelta(minutes=1)

    assert sweep.settle_due(stage.kit) == 1
    assert stage.state(story) is State.SCHEDULED


def test_a_story_left_standing_is_moved_on(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    with stage.database.begin() as session:
        session.get_one(Story, story).state = State.PUBLISHING

    assert sweep.settle_forgotten(stage.kit) == 1
    assert stage.state(story) is State.LIVE


def test_one_storys_fault_does_not_hold_up_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [stage.story("blog") for _ in range(2)]
    stage.deliver()
    with stage.database.begin() as session:
        for story in stories:
            session.get_one(Story, story).state = State.PUBLISHING
    faults = iter([True, False])

    def broken(session: Session, story_id: str, **values: Any) -> object:
        if next(faults):
            raise KeyError("a bug in a guard")
        return settle(session, story_id, **values)

    monkeypatch.setattr(sweep, "settle", broken)
    sweep.settle_forgotten(stage.kit)

    states = [stage.state(story).value for story in stories]
    assert sorted(states) == ["live", "publishing"]


def test_upkeep_is_done_when_it_is_due_and_asked_for_again(stage_on_each: Stage) -> None:
    stage = stage_on_each
    again = clock.now() + timedelta(minutes=10)
    stage.blog.tend_again = again
    stage.set_channel("blog", tend_at=clock.now() - timedelta(seconds=1))

    assert tend_next(stage.kit)
    assert not tend_next(stage.kit)

    channel = stage.channel("blog")
    assert len(stage.blog.tends) == 1
    assert channel.tend_at == again
    assert channel.tending_until is None


def test_upkeep_waits_for_a_delivery_where_one_is_done_at_a_time(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stage.story("blog")
    stage.set_channel("blog", tend_at=clock.now() - timedelta(seconds=1))
    seen: list[bool] = []
    stage.blog.during["publish"] = lambda: seen.append(tend_next(stage.kit))

    stage.deliver(times=1)

    assert seen == [False]
    assert tend_next(stage.kit)


def test_only_one_worker_does_the_upkeep_of_a_channel(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stage.story("blog")
    stage.set_channel("blog", tend_at=clock.now() - timedelta(seconds=1))
    seen: list[object] = []

    def meanwhile() -> None:
        seen.append(tend_next(stage.kit))
        seen.append(stage.deliver())

    stage.blog.during["tend"] = meanwhile
    tend_next(stage.kit)

    assert seen == [False, 0]


@pytest.mark.parametrize("plan", ["dropped", "bug"])
def test_upkeep_that_failed_is_tried_again_soon(stage: Stage, plan: str) -> None:
    stage.blog.plan("tend", plan)
    stage.set_channel("blog", tend_at=clock.now() - timedelta(seconds=1))

    assert tend_next(stage.kit)

    channel: Channel = stage.channel("blog")
    assert channel.tend_at is not None
    assert clock.now() < channel.tend_at < clock.now() + timedelta(minutes=2)


def test_a_worker_not_heard_of_counts_as_dead(stage: Stage) -> None:
    long_ago = clock.now() - timedelta(minutes=2)
    with stage.database.begin() as session:
        heartbeats.beat(session, "old", "worker", now=long_ago)
        heartbeats.beat(session, "tess", "worker", now=long_ago)
        heartbeats.beat(session, "tess", "worker", now=clock.now())

    with stage.database.reading() as session:
        assert [row.name for row in heartbeats.living(session, now=clock.now())] == ["tess"]


def test_workers_of_last_week_are_forgotten(stage: Stage) -> None:
    with stage.database.begin() as session:
        heartbeats.beat(session, "old", "worker", now=clock.now() - timedelta(days=8))
    with stage.database.begin() as session:
        heartbeats.beat(session, "tess", "worker", now=clock.now())
    with stage.database.reading() as session:
        assert session.get(WorkerHeartbeat, "old") is None
