"""How often something may fail before it must wait. Counted in this process, never on disk."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

from syndicate.errors import TooMany
from syndicate.i18n import _

KEYS_KEPT = 10_000
"""A flood of made-up keys cannot fill the memory: the oldest are forgotten."""


class Limiter:
    """At most `limit` failures a key in any `window`."""

    def __init__(self, limit: int, window: timedelta) -> None:
        self.limit = limit
        self.window = window
        self._failures: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def demand(self, key: str, *, now: datetime) -> None:
        """Raise `TooMany` while `key` has used up its failures."""
        with self._lock:
            times = self._recent(key, now)
            if len(times) < self.limit:
                return
            wait = times[0] + self.window - now
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        raise TooMany(
            _(
                "Too many attempts. Please wait %(minutes)s minutes, then try again.",
                minutes=minutes,
            ),
            retry_after=minutes * 60,
        )

    def failed(self, key: str, *, now: datetime) -> None:
        """Count one failure."""
        with self._lock:
            self._recent(key, now).append(now)
            self._failures.move_to_end(key)
            while len(self._failures) > KEYS_KEPT:
                self._failures.popitem(last=False)

    def clear(self, key: str) -> None:
        """Forget the failures of `key`."""
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        times = self._failures.setdefault(key, deque())
        while times and times[0] <= now - self.window:
            times.popleft()
        return times
