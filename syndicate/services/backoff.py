"""How long to wait before the next try: full jitter, so that many waiters do not come at once."""

from __future__ import annotations

import secrets
from datetime import timedelta

BASE = timedelta(seconds=10)
CAP = timedelta(minutes=15)
_RANDOM = secrets.SystemRandom()


def backoff(failures: int, *, base: timedelta = BASE, cap: timedelta = CAP) -> timedelta:
    """A random time up to `base` doubled with each failure in a row, and never above `cap`."""
    longest = min(cap, base * 2 ** min(failures, 20))
    return timedelta(seconds=_RANDOM.uniform(0, longest.total_seconds()))
