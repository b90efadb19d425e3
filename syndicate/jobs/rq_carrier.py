"""rq as a carrier: a job is a wake-up that drains what is due; Redis holds nothing that matters.

No retries and no scheduling of rq's: both belong to the delivery's row. Losing Redis loses only
announcements, and those are made again.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import cache
from types import FrameType
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import StopRequested
from rq.worker import SimpleWorker

from syndicate.db import Database
from syndicate.errors import Misconfigured
from syndicate.i18n import _
from syndicate.jobs.deliver import drain
from syndicate.jobs.worker import (
    AFTER_FAULT_SECONDS,
    STOP_SECONDS,
    Worker,
    stop_on_signals,
    worker_name,
)
from syndicate.registry import Registry
from syndicate.services.claims import peek
from syndicate.services.kit import Kit
from syndicate.settings import load_settings

log = structlog.get_logger(__name__)

QUEUE = "syndicate"
DRAIN_SECONDS = 10.0
WAITING_AT_MOST = 4
"""Wake-ups in the queue; each drains all that is due, so more would find nothing to do."""
JOB_SECONDS = int(DRAIN_SECONDS + 2 * STOP_SECONDS)
"""Far above what a drain takes: rq must never end a send."""
WAKE_UP_LIVES = 60
HERALD_WAITS, HERALD_RESTS = 0.5, 30.0
WORKER_TTL, MAINTENANCE_INTERVAL = 60, 30
"""Short, so that what a dead worker leaves in Redis is tidied soon; deliveries do not need it."""


@dataclass
class _Process:
    """What this process was started with; a job finds it here."""

    kit: Kit | None = None
    name: str = field(default_factory=lambda: worker_name("rq"))


_PROCESS = _Process()


def drain_due(seconds: float) -> int:
    """The job: deliver what is due for so long; how many deliveries were taken."""
    return drain(_PROCESS.kit or _installed_kit(), _PROCESS.name, seconds=seconds)


class Announcer:
    """Tells rq that something is due; delivers here while Redis is away."""

    def __init__(self, kit: Kit, queue: Queue) -> None:
        self._kit = kit
        self._queue = queue

    def __call__(self) -> bool:
        """Whether something was due and could not be announced, so that it was done here."""
        with self._kit.database.reading() as session:
            due = len(peek(session, self._kit))
        try:
            self._announce(due)
        except RedisError as error:
            log.warning("redis.away", problem=type(error).__name__)
            return drain(self._kit, _PROCESS.name, seconds=DRAIN_SECONDS) > 0
        return False

    def _announce(self, due: int) -> None:
        if due == 0:
            return
        for _number in range(min(due, WAITING_AT_MOST) - self._queue.count):
            announce(self._queue)


class Herald:
    """Announces at once what was just committed; the workers' own announcing makes up for it.

    Redis may be away while a person waits for a page: it is asked for a moment only, and then
    left alone for a while.
    """

    def __init__(self, url: str) -> None:
        waits = {"socket_connect_timeout": HERALD_WAITS, "socket_timeout": HERALD_WAITS}
        self._queue = queue_at(url, **waits)
        self._silent_until = 0.0

    def __call__(self) -> None:
        """Put one wake-up into the queue, if there is a Redis and room."""
        if time.monotonic() < self._silent_until:
            return
        try:
            if self._queue.count < WAITING_AT_MOST:
                announce(self._queue)
        except RedisError as error:
            log.warning("redis.away", problem=type(error).__name__)
            self._silent_until = time.monotonic() + HERALD_RESTS


def announce(queue: Queue) -> None:
    """One wake-up more. Raises `RedisError`."""
    queue.enqueue_call(
        drain_due,
        args=(DRAIN_SECONDS,),
        timeout=JOB_SECONDS,
        ttl=WAKE_UP_LIVES,
        result_ttl=0,
        failure_ttl=WAKE_UP_LIVES,
    )


def queue_at(url: str, **options: Any) -> Queue:
    """Our queue in this Redis; JSON, since pickle would run whatever somebody writes there."""
    return Queue(QUEUE, connection=Redis.from_url(url, **options), serializer="json")


def run_rq_worker(kit: Kit) -> None:
    """Be woken by rq until SIGTERM or SIGINT; announcing and all other chores run beside it."""
    queue = queue_at(_redis_url(kit))
    _PROCESS.kit = kit
    relay = Worker(kit, name=_PROCESS.name, kind="rq", deliver=Announcer(kit, queue))
    thread = threading.Thread(target=relay.run, name="relay", daemon=True)
    thread.start()
    told_to_stop = threading.Event()
    try:
        while not told_to_stop.is_set():
            _be_woken(queue, told_to_stop)
    finally:
        relay.stop()
        thread.join(STOP_SECONDS)


class _Woken(SimpleWorker):
    """rq's worker without a fork: the engine stays open, and a job costs a seventh.

    It remembers that it was told to stop, which rq's own forgets when Redis is away just then.
    """

    told_to_stop: threading.Event

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """End after the job under way."""
        self.told_to_stop.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call] # rq left it so


def _be_woken(queue: Queue, told_to_stop: threading.Event) -> None:
    """Until told to stop, or until rq gives up, which it does after an error it does not know."""
    try:
        worker = _Woken(
            [queue],
            connection=queue.connection,
            serializer="json",
            worker_ttl=WORKER_TTL,
            maintenance_interval=MAINTENANCE_INTERVAL,
            log_job_description=False,
        )
        worker.told_to_stop = told_to_stop
        worker.work(logging_level="WARNING")
    except RedisError as error:
        log.warning("redis.away", problem=type(error).__name__)
    except StopRequested:
        return
    except Exception:
        log.exception("rq.fault")
    if not told_to_stop.is_set():
        stop_on_signals(told_to_stop.set)
        told_to_stop.wait(AFTER_FAULT_SECONDS)


def _redis_url(kit: Kit) -> str:
    if kit.settings.redis_url is None:
        raise Misconfigured(
            _("Set SYNDICATE_REDIS_URL to use rq, or run `syndicate worker` without --rq.")
        )
    return kit.settings.redis_url


@cache
def _installed_kit() -> Kit:
    """For a worker that was started by rq itself: everything from the environment, once."""
    settings = load_settings()
    return Kit(settings, Database(settings.database_url), Registry())
