"""Objects of the site's bucket kept in memory, within a bound, and asked for anew each second."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from publishers.culture_blog.files import KeptFile, variants
from syndicate.storage.errors import StoreError
from syndicate.storage.port import Object, Remote, Unchanged

_LOOK_EVERY = 1.0
"""Seconds for which what was found is believed; readers behind a cache see minutes anyway."""
_STALE_FOR = 300.0
"""Seconds for which it is shown while the store does not answer: as long as caches keep it."""
_ABSENT_BYTES = 1_000


@dataclass(slots=True)
class _Entry:
    kept: KeptFile | None
    seen: float
    """When the store last said so."""

    @property
    def size(self) -> int:
        return self.kept.size if self.kept else _ABSENT_BYTES


class ObjectCache:
    """Fills in `publishers.culture_blog.files.SiteFiles` for a bucket."""

    def __init__(self, store: Remote, limit: int) -> None:
        self._store = store
        self._limit = limit
        self._largest = limit // 8
        self._size = 0
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Bytes kept now."""
        return self._size

    def get(self, path: str, *, fresh: bool = False) -> KeptFile | None:
        """The file at `path` as it stood within the last second; now, if it must be `fresh`."""
        name = path.removeprefix("/")
        with self._lock:
            entry = self._entries.get(name)
            if entry:
                self._entries.move_to_end(name)
        age = time.monotonic() - entry.seen if entry else 0.0
        if entry and not fresh and age < _LOOK_EVERY:
            return entry.kept
        try:
            kept = self._load(name, entry.kept if entry else None)
        except StoreError:
            if entry is None or fresh or age > _STALE_FOR:
                raise
            return entry.kept
        self._keep(name, kept)
        return kept

    def is_folder(self, path: str) -> bool:
        """Whether something would be shown at `path/`."""
        return self.get(f"{path}/index.html") is not None

    def chunks(self, kept: KeptFile) -> Iterator[bytes]:
        """A file too large to keep, read again."""
        body = self._store.read(kept.name)
        if body is not None:
            yield body

    def _load(self, name: str, before: KeptFile | None) -> KeptFile | None:
        known = before.stamp if before and isinstance(before.stamp, str) else ""
        found = self._store.find_newer(name, known) if known else self._store.find(name)
        if isinstance(found, Unchanged):
            return before
        return None if found is None else self._described(name, found)

    def _described(self, name: str, found: Object) -> KeptFile:
        body = found.body if len(found.body) <= self._largest else None
        modified = int(found.modified.timestamp())
        return KeptFile(
            name=name,
            stamp=found.version or "",
            is_gone=found.notes.get("status") == "410",
            modified=modified,
            **variants(
                name,
                body,
                self._store.read(f"{name}.gz") if body is not None else None,
                length=len(found.body),
                digest=hashlib.sha256(found.body).hexdigest(),
                modified=modified,
            ),
        )

    def _keep(self, name: str, kept: KeptFile | None) -> None:
        entry = _Entry(kept, time.monotonic())
        with self._lock:
            earlier = self._entries.pop(name, None)
            self._entries[name] = entry
            self._size += entry.size - (earlier.size if earlier else 0)
            while self._size > self._limit and len(self._entries) > 1:
                self._size -= self._entries.popitem(last=False)[1].size
