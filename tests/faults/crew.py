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
    """`syndicate worker --rq`."""
    rq_carrier._PROCESS = rq_carrier._Process()  # its name must not be its parent's
    rq_carrier.run_rq_worker(kit)


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
        self._orphans: list[int] = []
        self._kit, self._log, self._jobs = kit, log, jobs_of(plan)
        self._pids = [self._start(number) for number in range(len(self._jobs))]
        self._stopped: int | None = None

    def kill(self, dice: random.Random) -> None:
        """SIGKILL one of them, perhaps with its work-horse, and start another."""
        number = dice.randrange(len(self._pids))
        pid = self._pids[number]
        horses = _handles(_children(pid))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.kills += 1
        if dice.random() < 0.5:
            self.horses += sum(_kill(horse) for horse in horses)
        else:  # it lives on as an orphan, until the job it does is done
            self._orphans += horses
        self._pids[number] = self._start(number)

    def stop(self, dice: random.Random, seconds: float) -> None:
        """SIGSTOP one of them for a while, its work-horses too; one at a time."""
        if self._stopped is not None and os.waitpid(self._stopped, os.WNOHANG) == (0, 0):
            return
        self._stopped = None
        pid = dice.choice(self._pids)
        frozen = _handles([pid, *_children(pid)])
        for handle in frozen:
            _signal(handle, signal.SIGSTOP)
        self._stopped = _wake_later(frozen, seconds)
        self.stops += 1

    def all_awake(self) -> None:
        """Wait until the one that is stopped goes on."""
        if self._stopped is not None:
            os.waitpid(self._stopped, 0)
            self._stopped = None

    def dismiss(self) -> None:
        """End them all, whatever they do."""
        for pid in self._pids:
            self._orphans += _handles(_children(pid))
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


def _handles(pids: list[int]) -> list[int]:
    return [handle for pid in pids if (handle := _handle(pid)) is not None]


def _kill(handle: int) -> bool:
    """Whether it still lived."""
    killed = _signal(handle, signal.SIGKILL)
    os.close(handle)
    return killed


def _signal(handle: int, number: signal.Signals) -> bool:
    try:
        signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        return False
    return True


def _wake_later(handles: list[int], seconds: float) -> int:
    """A process that sends SIGCONT: its parent may wait for a lock one of them holds."""
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # it must not tidy up after its parent
        try:
            time.sleep(seconds)
            for handle in handles:
                _signal(handle, signal.SIGCONT)
        finally:
            os._exit(0)
    for handle in handles:
        os.close(handle)
    return pid
