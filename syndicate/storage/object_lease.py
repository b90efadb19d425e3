"""One writer at a time in a bucket: an object that says who writes, changed only by condition.

The holder renews it while it works. One that was left behind is over when it has not been renewed
for `LEASE` seconds by the clock of the store, whatever the clocks of the machines say.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import obstore

from syndicate.storage.errors import Held, Overtaken, StoreError, Unsettled
from syndicate.storage.object_errors import understood
from syndicate.storage.port import Object

if TYPE_CHECKING:
    from syndicate.storage.objects import ObjectStore

LEASE = 60.0
_RENEW_AFTER = LEASE / 3
_GIVE_UP_AFTER = LEASE * 2 / 3
_POLL_SECONDS = 0.25
_Condition = Any
"""`create`, or the version that must stand there still, as obstore wants it."""


class Lease:
    """The right to write, for as long as it is kept."""

    def __init__(self, store: ObjectStore, state: str) -> None:
        self._store = store
        self._name = f"{state}lock"
        self._clock = f"{state}clock"
        self._holder = uuid4().hex
        self._version = ""
        self._renewed = 0.0
        self._guard = threading.Lock()
        self.shows_digests = False
        """Whether versions in this bucket are the MD5 of the bytes: ours was, when last written."""

    @contextmanager
    def held(self, seconds: float) -> Iterator[Lease]:
        """Hold the lease; raises `Held` when somebody else does for `seconds`."""
        deadline = time.monotonic() + seconds
        while not self._is_taken():
            if time.monotonic() >= deadline:
                raise Held(self._store.place, "somebody else is writing there")
            time.sleep(_POLL_SECONDS)
        try:
            yield self
        finally:
            with suppress(StoreError):  # it runs out by itself
                self._write("")

    def keep(self) -> None:
        """Renew the lease when it is time to; raises `Overtaken` when it is lost."""
        with self._guard:
            age = time.monotonic() - self._renewed
            if age < _RENEW_AFTER:
                return
            try:
                self._write(self._holder)
            except Overtaken:
                self._look_again()
            except StoreError:
                if age > _GIVE_UP_AFTER:
                    raise

    def _is_taken(self) -> bool:
        """Take the lease if nobody has it, or has left it behind."""
        found = self._look()
        if found is not None and self._is_ours(found):
            return True
        if found is not None and _holder(found) and not self._is_over(found):
            return False
        self._version = found.version or "" if found else ""
        try:
            self._write(self._holder)
        except (Overtaken, Unsettled):  # the next look tells who has it
            return False
        return True

    def _look_again(self) -> None:
        """Our own renewal may have arrived though its answer did not."""
        found = self._look()
        if found is None or not self._is_ours(found):
            self._version = "lost"
            raise Overtaken(self._store.place, "somebody else has begun to write there")

    def _look(self) -> Object | None:
        return self._store.find(self._name)

    def _is_ours(self, found: Object) -> bool:
        """Whether we hold it, and if so its present version is the one to go on from."""
        if _holder(found) != self._holder:
            return False
        self._version, self._renewed = found.version or "", time.monotonic()
        return True

    def _is_over(self, found: Object) -> bool:
        store = self._store
        with understood(store.place, writes=False):  # whether it arrived is seen by reading it
            obstore.put(store.client, self._clock, uuid4().hex.encode(), use_multipart=False)
        now = store.find(self._clock)
        return now is not None and (now.modified - found.modified).total_seconds() > LEASE

    def _write(self, holder: str) -> None:
        began = time.monotonic()
        # The mark makes every version another one, though its holder be the same.
        body = json.dumps({"holder": holder, "mark": uuid4().hex}).encode()
        mode: _Condition = {"e_tag": f'"{self._version}"'} if self._version else "create"
        with understood(self._store.place, writes=True):
            kept = obstore.put(self._store.client, self._name, body, mode=mode, use_multipart=False)
        self._version, self._renewed = (kept["e_tag"] or "").strip('"'), began
        self.shows_digests = self._version == hashlib.md5(body, usedforsecurity=False).hexdigest()


def _holder(found: Object) -> str:
    """Who writes; "" for nobody, also where somebody left what is no lease."""
    try:
        return str(json.loads(found.body)["holder"])
    except (ValueError, KeyError, TypeError):
        return ""
