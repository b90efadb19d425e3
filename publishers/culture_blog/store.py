"""The site's folder: files written aside, then renamed into place in one order."""

from __future__ import annotations

import gzip
import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishers.culture_blog.lock import locked
from syndicate.publishing.errors import Refused, UnknownOutcome

STATE = ".state/"
"""What the blog remembers; the name keeps web servers away from it."""
LOCK = f"{STATE}lock"
_INCOMING = f"{STATE}incoming"
_COMPRESSED = (".html", ".xml", ".json", ".css", ".svg", ".txt")
_LOCK_SECONDS = 30.0
_SYNC_ONE_BY_ONE = 64
"""With more files than this, one call that syncs everything is faster."""


@contextmanager
def changing(root: Path, *, seconds: float = _LOCK_SECONDS) -> Iterator[Changes]:
    """Changes to the site, while nobody else may make any.

    Raises `NotSent` when somebody else holds the lock for `seconds`, and `Refused` when the folder
    cannot be written and nothing visible has changed.
    """
    try:
        with locked(root / LOCK, seconds=seconds):
            incoming = root / _INCOMING
            shutil.rmtree(incoming, ignore_errors=True)
            incoming.mkdir()
            try:
                yield Changes(root)
            finally:
                shutil.rmtree(incoming, ignore_errors=True)
    except OSError as error:
        raise Refused(_unwritable(error), permanent=False) from error


class Changes:
    """Files to write and to remove, carried out in the order they were named."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._todo: dict[str, Path | None] = {}
        self._wanted: set[str] = set()
        self._staged = 0

    @property
    def wanted(self) -> frozenset[str]:
        """Every file named so far that shall exist, compressed copies included."""
        return frozenset(self._wanted)

    @property
    def pending(self) -> tuple[str, ...]:
        """The files that do not yet hold what they should."""
        return tuple(self._todo)

    def put(self, name: str, body: bytes | str) -> None:
        """Let the file `name` hold `body`; named again, it moves to the end of the order."""
        data = body.encode() if isinstance(body, str) else body
        if _is_compressed(name):
            self._put_compressed(f"{name}.gz", data)
        self._put(name, data)

    def keep(self, name: str) -> None:
        """Leave the file `name` as it is on disk."""
        self._wanted.add(name)

    def remove(self, name: str) -> None:
        """Let there be no file `name`."""
        for each in (f"{name}.gz", name) if _is_compressed(name) else (name,):
            self._wanted.discard(each)
            self._todo.pop(each, None)
            if (self.root / each).exists():
                self._todo[each] = None

    def read(self, name: str) -> bytes | None:
        """What `name` will hold, None when there will be no such file."""
        place = self._todo[name] if name in self._todo else self.root / name
        return None if place is None else _bytes(place)

    def names(self, folder: str) -> list[str]:
        """Every file there will be directly in `folder`, without compressed copies, by name."""
        found = {name for name, place in self._todo.items() if place is not None}
        if (self.root / folder).is_dir():
            on_disk = {f"{folder}{entry.name}" for entry in os.scandir(self.root / folder)}
            found |= on_disk - self._todo.keys()
        inside = (name for name in found if name.startswith(folder))
        return sorted(n for n in inside if "/" not in n[len(folder) :] and not n.endswith(".gz"))

    def apply(self) -> int:
        """Carry everything out; returns how many files changed.

        Nothing visible changes until the last new byte is safely on disk. Raises `UnknownOutcome`
        when a file cannot be put in its place after that.
        """
        staged = [place for place in self._todo.values() if place is not None]
        if len(staged) > _SYNC_ONE_BY_ONE:
            os.sync()
        else:
            for place in staged:
                _sync(place)
        try:
            self._place()
        except OSError as error:
            raise UnknownOutcome(_unwritable(error)) from error
        return len(self._todo)

    def _put_compressed(self, name: str, plain: bytes) -> None:
        there = _bytes(self.root / name)
        if there is not None and is_gzip_of(there, plain):
            self._put(name, there)
        else:
            self._put(name, gzip.compress(plain, 6, mtime=0))

    def _put(self, name: str, body: bytes) -> None:
        self._wanted.add(name)
        self._todo.pop(name, None)
        if _bytes(self.root / name) == body:
            return
        staged = self.root / _INCOMING / str(self._staged)
        self._staged += 1
        staged.write_bytes(body)
        self._todo[name] = staged

    def _place(self) -> None:
        for name, staged in self._todo.items():
            target = self.root / name
            if staged is None:
                target.unlink(missing_ok=True)
                self._drop_empty(target.parent)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                staged.replace(target)
        for folder in {(self.root / name).parent for name in self._todo}:
            if folder.is_dir():
                _sync(folder)

    def _drop_empty(self, folder: Path) -> None:
        """Remove `folder` and those above it as far as nothing is left in them."""
        while folder != self.root and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def is_gzip_of(compressed: bytes, plain: bytes) -> bool:
    """Whether the check sum and length at the end of `compressed` are those of `plain`."""
    return compressed[-8:] == struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)


def _is_compressed(name: str) -> bool:
    return name.endswith(_COMPRESSED) and not name.startswith(STATE)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _sync(path: Path) -> None:
    """Make a file's bytes, or the renames in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(error: OSError) -> str:
    return f"The site's folder cannot be written: {error.strerror or error}."
