"""Changes to a bucket: several at a time, ways in alone, never over what somebody else wrote."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import obstore

from syndicate.storage.errors import Overtaken, StoreError, Unsettled
from syndicate.storage.object_errors import understood
from syndicate.storage.object_lease import Lease
from syndicate.storage.port import Change

if TYPE_CHECKING:
    from syndicate.storage.objects import ObjectStore


class ObjectWriter:
    """Fills in `syndicate.storage.port.Writer`.

    What is read here is written only if it still stands as it was read: a writer that was frozen
    and wakes up after its lease changes no file that its successor has touched.
    """

    def __init__(self, store: ObjectStore, lease: Lease, workshop: Path) -> None:
        self._store = store
        self._lease = lease
        self.workshop = workshop
        self._listed: dict[str, str | None] | None = None
        self._seen: dict[str, str | None] = {}
        """Versions as last read, and None for what was not there."""
        self._begun = threading.Event()
        self._broken = threading.Event()

    def learn(self) -> None:
        """One listing answers instead of a request for each file."""
        self._lease.keep()
        self._listed = self._store.listed()

    def digest(self, name: str) -> str | None:
        """The version, in a bucket whose versions are digests; in an encrypted one they are not."""
        self._lease.keep()
        listed = self._listed if self._lease.shows_digests else None
        return listed.get(name) if listed is not None else None

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when there is none."""
        self._lease.keep()
        absent = self._listed is not None and name not in self._listed
        found = None if absent else self._store.find(name)
        self._seen[name] = found.version if found else None
        return found.body if found else None

    def has(self, name: str) -> bool:
        """Whether there was such a file."""
        return self._store.has(name) if self._listed is None else name in self._listed

    def names(self, folder: str = "") -> Sequence[str]:
        """Every file there was beneath `folder`."""
        if self._listed is None:
            return self._store.names(folder)
        return sorted(name for name in self._listed if name.startswith(folder))

    def carry_out(self, changes: Sequence[Change]) -> None:
        """Make the changes; those of one folder one after the other, folders side by side."""
        try:
            for batch in _batches(changes):
                self._carry_out_batch(batch)
        except StoreError as error:
            if self._begun.is_set():
                raise Unsettled(error.place, error.problem) from error
            raise

    def _carry_out_batch(self, batch: Sequence[Change]) -> None:
        lanes: dict[str, list[Change]] = {}
        for change in batch:
            lanes.setdefault(change.name.rpartition("/")[0], []).append(change)
        if len(lanes) == 1:
            self._carry_out_lane(batch)
            return
        with ThreadPoolExecutor(min(self._store.at_once, len(lanes)), "objects") as pool:
            for result in [pool.submit(self._carry_out_lane, lane) for lane in lanes.values()]:
                result.result()

    def _carry_out_lane(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if self._broken.is_set():
                return
            try:
                self._carry_out_one(change)
            except BaseException:
                self._broken.set()
                raise
            self._begun.set()

    def _carry_out_one(self, change: Change) -> None:
        self._lease.keep()
        try:
            if change.source is None:
                self._store.remove(change.name)
            else:
                self._write(change, change.source.read_bytes())
        except Unsettled:
            self._begun.set()
            raise

    def _write(self, change: Change, body: bytes) -> None:
        try:
            with understood(self._store.place, writes=True):
                obstore.put(
                    self._store.client,
                    change.name,
                    body,
                    attributes=self._store.attributes(change.label),
                    mode=self._condition(change.name),
                    use_multipart=False,
                )
        except Overtaken:
            # Sent again below us after a lost answer, it finds itself there.
            if self._store.read(change.name) != body:
                raise

    def _condition(self, name: str) -> Any:
        known = self._seen if name in self._seen else self._listed
        if known is None:
            return "overwrite"
        version = known.get(name)
        return {"e_tag": f'"{version}"'} if version else "create"


def _batches(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Runs of changes whose order does not matter beyond one folder."""
    batch: list[Change] = []
    for change in changes:
        if change.alone:
            if batch:
                yield batch
            yield [change]
            batch = []
        else:
            batch.append(change)
    if batch:
        yield batch
