"""The loop that keeps everything moving, as a thread beside the app or a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from syndicate.db import database_now
from syndicate.ids import new_token
from syndicate.jobs import (
    counting,
    housekeeping,
    mail,
    reconcile,
    rescanning,
    sweep,
    tending,
    warning,
)
from syndicate.jobs.deliver import drain
from syndicate.services import heartbeats
from syndicate.services.kit import Kit

log = structlog.get_logger(__name__)

SHORTEST_NAP, LONGEST_NAP = 0.05, 1.0
AFTER_FAULT_SECONDS = 2.0
DRAIN_SECONDS = 5.0
"""Deliveries in a row before the other chores get their turn."""
STOP_SECONDS = 75.0
"""As long as the slowest channel may take: a send that has begun is written down."""


@dataclass
class Chore:
    """Something to do every so often; `run` says whether there was anything to do."""

    name: str
    every: float
    """Seconds."""
    run: Callable[[], object]
    due: float = field(default=0.0)


class Worker:
    """Delivers, sweeps, tends and mails until it is told to stop.

    `deliver` takes the place of delivering here, for a carrier that only announces what is due.
    """

    def __init__(
        self, kit: Kit, *, name: str, kind: str, deliver: Callable[[], object] | None = None
    ) -> None:
        self.kit = kit
        self.name = name
        self.kind = kind
        deliver = deliver or (lambda: drain(kit, name, seconds=DRAIN_SECONDS))
        self._nap = SHORTEST_NAP
        self._woken = threading.Event()
        self._stop = threading.Event()
        self._chores = [
            Chore("heartbeat", heartbeats.BEAT_EVERY.total_seconds(), self._beat),
            Chore("deliveries", 0.0, deliver),
            Chore("due stories", 1.0, lambda: sweep.settle_due(kit)),
            Chore("dead workers", 5.0, lambda: sweep.recover_dead(kit)),
            Chore("changed rules", 5.0, lambda: rescanning.rescan_due(kit)),
            Chore("forgotten stories", 30.0, lambda: sweep.settle_forgotten(kit)),
            Chore("housekeeping", 60.0, lambda: housekeeping.keep_house(kit)),
            Chore("silence", 60.0, lambda: sweep.keep_silence(kit)),
            Chore("follow-up", 300.0, lambda: sweep.follow_up(kit)),
            Chore("upkeep", 0.5, lambda: tending.tend_next(kit)),
            Chore("counts", 60.0, lambda: counting.count_due(kit)),
            Chore("lists", 600.0, lambda: reconcile.compare_due(kit)),
            Chore("endings", 3600.0, lambda: warning.warn_of_endings(kit)),
            Chore("mail", 1.0, lambda: mail.send_due(kit)),
        ]

    def run(self) -> None:
        """Work until `stop`; a fault in one round is logged and the next round begins anew."""
        while not self._stop.is_set():
            try:
                busy = self.round()
            except Exception:
                log.exception("worker.fault", worker=self.name)
                self._stop.wait(AFTER_FAULT_SECONDS)
            else:
                self._rest(busy=busy)
        self._leave()

    def round(self) -> bool:
        """Do every chore that is due once; whether deliveries were among it."""
        busy = False
        for chore in self._chores:
            now = time.monotonic()
            if now >= chore.due:
                chore.due = now + chore.every
                busy = (bool(chore.run()) and chore.name == "deliveries") or busy
            if self._stop.is_set():
                break
        return busy

    def wake(self) -> None:
        """Something may be due: look at once."""
        self._woken.set()

    def stop(self) -> None:
        """End after what is being done now."""
        self._stop.set()
        self._woken.set()

    def _rest(self, *, busy: bool) -> None:
        self._nap = SHORTEST_NAP if busy else min(LONGEST_NAP, self._nap * 1.5)
        if self._woken.wait(self._nap):
            self._woken.clear()
            self._nap = SHORTEST_NAP

    def _beat(self) -> None:
        with self.kit.database.begin() as session:
            heartbeats.beat(session, self.name, self.kind, now=database_now(session))

    def _leave(self) -> None:
        with self.kit.database.begin() as session:
            heartbeats.end(session, self.name)


class EmbeddedWorker:
    """A worker in a daemon thread of the app's own process."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._worker = Worker(kit, name=worker_name("embedded"), kind="embedded")
        self._thread = threading.Thread(target=self._worker.run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to work; what this process commits from now on wakes it."""
        self._kit.database.when_there_is_work(self.wake)
        self._thread.start()

    def wake(self) -> None:
        """Something may be due: look at once."""
        self._worker.wake()

    def stop(self) -> None:
        """End cleanly: what is being sent is sent and written down."""
        self._kit.database.no_longer_tell(self.wake)
        self._worker.stop()
        self._thread.join(STOP_SECONDS)


def run_worker(kit: Kit) -> None:
    """Work in this process until SIGTERM or SIGINT; a second signal ends it at once."""
    worker = Worker(kit, name=worker_name("worker"), kind="worker")
    stop_on_signals(worker.stop)
    log.info("worker.started", worker=worker.name)
    worker.run()
    log.info("worker.stopped", worker=worker.name)


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` on the first SIGTERM or SIGINT; the second one does what it always does."""

    def first(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, first)


def worker_name(kind: str) -> str:
    """`worker@host:pid:a1b2c3`: of one worker only, readable in the delivery log."""
    return f"{kind}@{socket.gethostname()[:30]}:{os.getpid()}:{new_token()[:6]}"
