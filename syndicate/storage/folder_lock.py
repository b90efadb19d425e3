"""One writer at a time: a lock on a folder that dies with its holder."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syndicate.storage.errors import Held

_POLL_SECONDS = 0.05


@contextmanager
def locked(file: Path, *, seconds: float, place: str) -> Iterator[None]:
    """Hold the lock `file`; raises `Held` when somebody else holds it for `seconds`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as handle:
        deadline = time.monotonic() + seconds
        while not _taken(handle.fileno()):
            if time.monotonic() >= deadline:
                raise Held(place, "somebody else is writing there")
            time.sleep(_POLL_SECONDS)
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
