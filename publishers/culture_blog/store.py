"""The files of the site: made aside, then carried out in one order."""

from __future__ import annotations

import gzip
import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from publishers.culture_blog.addresses import is_door
from publishers.culture_blog.headers import label
from syndicate.publishing.errors import NotSent, PublishError, Refused, UnknownOutcome
from syndicate.storage.errors import Busy, Held, Overtaken, StoreError, Unsettled
from syndicate.storage.port import Change, Store, Writer

STATE = ".state/"
"""What the blog remembers; the name keeps web servers away from it."""
_COMPRESSED = (".html", ".xml", ".json", ".css", ".svg", ".txt")
_LOCK_SECONDS = 30.0


class Building(NotSent):
    """Somebody else is writing the site."""


@contextmanager
def changing(store: Store, *, seconds: float = _LOCK_SECONDS) -> Iterator[Changes]:
    """Changes to the site, while nobody else may make any.

    Raises `NotSent` when somebody else holds the lock for `seconds` or the store takes nothing
    now, `Refused` when it cannot be written and nothing visible has changed, and `UnknownOutcome`
    when something has.
    """
    try:
        with store.writing(STATE, seconds=seconds) as writer:
            yield Changes(writer)
    except StoreError as error:
        raise in_words(error) from error
    except OSError as error:  # of the workshop, where new bytes are laid down first
        raise Refused(_unwritable(error.strerror or str(error)), permanent=False) from error


def in_words(error: StoreError) -> PublishError:
    """What a store's failure means for a delivery.

    Rights and settings are an operator's to mend, not an account's to connect anew: it is tried
    again by itself, so that a withdrawal is never left waiting for somebody to press a button.
    """
    if isinstance(error, Held):
        return Building("The site is being built by somebody else.")
    if isinstance(error, Busy | Overtaken):
        return NotSent(_unwritable(error.problem))
    if isinstance(error, Unsettled):
        return UnknownOutcome(_unwritable(error.problem))
    return Refused(_unwritable(error.problem), permanent=False)


class Changes:
    """Files to write and to remove, carried out in the order they were named."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._todo: dict[str, Change] = {}
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

    def learn(self) -> None:
        """Be ready for questions about nearly every file there is."""
        self._writer.learn()

    def put(self, name: str, body: bytes | str, *, gone: bool = False) -> None:
        """Let the file `name` hold `body`; named again, it moves to the end of the order.

        `gone` says that it stands for something withdrawn.
        """
        data = body.encode() if isinstance(body, str) else body
        digest = self._writer.digest(name)
        differs = digest is not None and digest != _md5(data)
        if _is_compressed(name):
            self._put(
                f"{name}.gz",
                lambda: gzip.compress(data, 6, mtime=0),
                # Another machine may compress the same bytes in another way.
                lambda there: is_gzip_of(there, data),
                read=not differs,
                gone=gone,
            )
        self._put(name, lambda: data, data.__eq__, read=not differs, gone=gone)

    def keep(self, name: str) -> None:
        """Leave the file `name` as it stands."""
        self._wanted.add(name)

    def remove(self, name: str) -> None:
        """Let there be no file `name`."""
        for each in (f"{name}.gz", name) if _is_compressed(name) else (name,):
            self._wanted.discard(each)
            self._todo.pop(each, None)
            if self._writer.has(each):
                self._todo[each] = Change(each, None, label(each), alone=is_door(each))

    def read(self, name: str) -> bytes | None:
        """What `name` will hold, None when there will be no such file."""
        if name not in self._todo:
            return self._writer.read(name)
        source = self._todo[name].source
        return None if source is None else source.read_bytes()

    def stood(self, name: str) -> bool:
        """Whether there was a file `name` before these changes."""
        return self._writer.has(name)

    def standing(self, folder: str) -> list[str]:
        """Every file there was beneath `folder` before these changes, at any depth."""
        return list(self._writer.names(folder))

    def names(self, folder: str) -> list[str]:
        """Every file there will be directly in `folder`, without compressed copies, by name."""
        found = {name for name, change in self._todo.items() if change.source is not None}
        found |= set(self._writer.names(folder)) - self._todo.keys()
        inside = (name for name in found if name.startswith(folder))
        return sorted(n for n in inside if "/" not in n[len(folder) :] and not n.endswith(".gz"))

    def apply(self) -> int:
        """Carry everything out; returns how many files changed. The index stands last."""
        self._writer.carry_out(list(self._todo.values()))
        return len(self._todo)

    def _put(
        self,
        name: str,
        make: Callable[[], bytes],
        is_same: Callable[[bytes], bool],
        *,
        read: bool,
        gone: bool,
    ) -> None:
        """`read` unless it is known that other bytes stand there, which a request would cost."""
        self._wanted.add(name)
        self._todo.pop(name, None)
        digest = self._writer.digest(name)
        body = None if digest is None else make()
        if body is not None and _md5(body) == digest:
            return
        there = self._writer.read(name) if read else None
        if there is not None and is_same(there):
            return
        source = self._stage(make() if body is None else body)
        self._todo[name] = Change(name, source, label(name, gone=gone), alone=is_door(name))

    def _stage(self, body: bytes) -> Path:
        staged = self._writer.workshop / str(self._staged)
        self._staged += 1
        staged.write_bytes(body)
        return staged


def is_gzip_of(compressed: bytes, plain: bytes) -> bool:
    """Whether the check sum and length at the end of `compressed` are those of `plain`."""
    return compressed[-8:] == struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)


def _is_compressed(name: str) -> bool:
    return name.endswith(_COMPRESSED) and not name.startswith(STATE)


def _md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def _unwritable(problem: str) -> str:
    return f"The site cannot be written: {problem}."
