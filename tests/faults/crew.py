"""Worker processes forked from a warm parent, to be killed, frozen and replaced."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from redis.exceptions import RedisError
from rq import Worker as ForkingWorker

from syndicate.jobs import rq_carrier
from syndicate.jobs.worker import EmbeddedWorker, run_worker
from syndicate.services.kit import Kit
from tests.faults.plan import Carrier, Plan


def embedded(kit: Kit) -> None:
    """What `syndicate serve` runs beside its pages."""
    EmbeddedWorker(kit).start()
    while True:
        signal.pause()


def polling(kit: Kit) -> None:
    """`syndicate worker`."""
    run_worker(kit)


def rq(kit: Kit) -> None:
    """`syndicate worker --rq`, again whenever it ends because Redis is away."""
    rq_carrier._PROCESS = rq_carrier._Process()  # its name must not be its parent's
    while True:
        with contextlib.suppress(RedisError):
            rq_carrier.run_rq_worker(kit)
        time.sleep(0.5)


def rq_forking(kit: Kit) -> None:
    """rq's own worker, which does each job in a work-horse: it takes our wake-ups too."""
    rq_carrier._PROCESS = rq_carrier._Process(kit=kit)
    assert kit.settings.redis_url
    while True:
        with contextlib.suppress(RedisError):
            queue = rq_carrier.queue_at(kit.settings.redis_url)
            worker = ForkingWorker([queue], connection=queue.connection, serializer="json")
            worker.work(logging_level="WARNING")
        time.sleep(0.5)


def jobs_of(plan: Plan) -> list[Callable[[Kit], None]]:
    """What each worker process does."""
    if plan.carrier is Carrier.RQ:
        return [rq_forking, *[rq] * (plan.workers - 1)]
    return [embedded if plan.carrier is Carrier.EMBEDDED else polling] * plan.workers


class Crew:
    """The worker processes of one run."""

    def __init__(self, plan: Plan, kit: Kit, log: Path) -> None:
        self.kills = self.horses = self.stops = 0
        self._orphans: list[int | None] = []
        self._kit, self._log, self._jobs = kit, log, jobs_of(plan)
        self._pids = [self._start(number) for number in range(len(self._jobs))]
        self._stopped: dict[int, float] = {}

    def kill(self, dice: random.Random) -> None:
        """SIGKILL one of them, perhaps with its work-horse, and start another."""
        number = dice.randrange(len(self._pids))
        pid = self._pids[number]
        horses = [_handle(horse) for horse in _children(pid)]
        os.kill(pid, signal.SIGKILL)
        self._stopped.pop(pid, None)
        os.waitpid(pid, 0)
        self.kills += 1
        if dice.random() < 0.5:
            self.horses += sum(_kill(horse) for horse in horses)
        else:  # it lives on as an orphan, until the job it does is done
            self._orphans += horses
        self._pids[number] = self._start(number)

    def stop(self, dice: random.Random, seconds: float) -> None:
        """SIGSTOP one of them for a while, its work-horses too; one at a time."""
        pid = dice.choice(self._pids)
        if self._stopped:
            return
        for each in (pid, *_children(pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGSTOP)
        self._stopped[pid] = time.monotonic() + seconds
        self.stops += 1

    def go_on(self, *, all_of_them: bool = False) -> None:
        """SIGCONT to those whose time is up."""
        for pid, until in list(self._stopped.items()):
            if all_of_them or time.monotonic() >= until:
                del self._stopped[pid]
                for each in (pid, *_children(pid)):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(each, signal.SIGCONT)

    def dismiss(self) -> None:
        """End them all, whatever they do."""
        for pid in self._pids:
            self._orphans += [_handle(horse) for horse in _children(pid)]
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        for orphan in self._orphans:
            _kill(orphan)

    def _start(self, number: int) -> int:
        self._kit.database.dispose()  # a child must inherit no connection
        pid = os.fork()
        if pid == 0:
            self._work(self._jobs[number])
        return pid

    def _work(self, job: Callable[[Kit], None]) -> None:
        """The life of a worker process; never returns."""
        output = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            job(self._kit)
        finally:
            os._exit(1)


@contextmanager
def crew(plan: Plan, kit: Kit, log: Path) -> Iterator[Crew]:
    """Workers until the end of the block."""
    workers = Crew(plan, kit, log)
    try:
        yield workers
    finally:
        workers.dismiss()


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _handle(pid: int) -> int | None:
    """Names this very process for ever, even when its number is given to another."""
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def _kill(handle: int | None) -> bool:
    """Whether it still lived."""
    if handle is None:
        return False
    try:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)
    return True
