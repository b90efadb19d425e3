"""What a place for files must be able to do. Names are relative, with `/` between their parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from syndicate.i18n import Text


@dataclass(frozen=True, slots=True)
class Label:
    """What whoever hands a file out says about it; in a folder that is left to the web server."""

    media_type: str
    cache_control: str = ""
    encoding: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Kept with the file, for rules at the edge of a network."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file to write or to remove."""

    name: str
    source: Path | None
    """Holds the new bytes; None to remove the file."""
    label: Label
    alone: bool = False
    """A way in: not before everything named earlier stands, and before anything named later."""


@dataclass(frozen=True, slots=True)
class Object:
    """A file with what a remote store says about it."""

    body: bytes
    version: str | None
    modified: datetime
    notes: Mapping[str, str]
    """Those of its label among others."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """In place of a file that still is what it was."""


class Files(Protocol):
    """Reading. All methods raise `StoreError`."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when there is none."""
        ...

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        ...

    def names(self, folder: str = "") -> Sequence[str]:
        """Every file at any depth beneath `folder`, which ends in `/` or is empty; in order."""
        ...


class Writer(Files, Protocol):
    """The only writer there is for as long as it lasts."""

    @property
    def workshop(self) -> Path:
        """A folder of this machine for new bytes; emptied in the end."""
        ...

    def learn(self) -> None:
        """Be ready for questions about nearly every file there is."""
        ...

    def digest(self, name: str) -> str | None:
        """The MD5 of a file's bytes where that is known without reading them."""
        ...

    def carry_out(self, changes: Sequence[Change]) -> None:
        """Make the changes so that what was `alone` stands only on what was named before it.

        Raises `Unsettled` once anything visible may have changed; any other error means that
        nothing has.
        """
        ...


class Store(Files, Protocol):
    """A place for files. All methods raise `StoreError`."""

    @property
    def place(self) -> str:
        """Its address, as an operator wrote it."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether files stand on this machine."""
        ...

    def path(self, name: str) -> Path | None:
        """Where a file stands on this machine; None where there is none, or nothing local."""
        ...

    def bodies(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """These files with their bytes, in order; what is gone by then is left out."""
        ...

    def put(self, name: str, body: bytes, label: Label) -> None:
        """Keep a file, whole or not at all."""
        ...

    def remove(self, name: str) -> None:
        """Let there be no such file."""
        ...

    def is_ready(self) -> bool:
        """Whether it could be written; cheap enough to be asked every few seconds."""
        ...

    def try_out(self) -> Sequence[Text]:
        """Write something and remove it; what an operator should know besides."""
        ...

    def writing(self, state: str, *, seconds: float) -> AbstractContextManager[Writer]:
        """Write while nobody else may, with a lock in the folder `state`.

        Raises `Held` when somebody else has it for `seconds`.
        """
        ...


@runtime_checkable
class Remote(Store, Protocol):
    """A store elsewhere, which tells versions apart."""

    def find(self, name: str) -> Object | None:
        """A file with its facts; None when there is none."""
        ...

    def find_newer(self, name: str, known: str) -> Object | Unchanged | None:
        """The same, unless its version is the one `known`."""
        ...
