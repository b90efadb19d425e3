"""Files in a folder of this machine, or of one that machines share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from syndicate.i18n import Text
from syndicate.storage.errors import Denied, Unsettled
from syndicate.storage.folder_lock import locked
from syndicate.storage.port import Change, Label

_SYNC_ONE_BY_ONE = 64
"""With more files than this, one call that syncs everything is faster."""


@dataclass(frozen=True)
class FolderStore:
    """Fills in `syndicate.storage.port.Store` for a folder."""

    root: Path

    @property
    def place(self) -> str:
        """The folder."""
        return str(self.root)

    @property
    def is_local(self) -> bool:
        """Files stand on this machine."""
        return True

    def path(self, name: str) -> Path | None:
        """Where the file stands."""
        path = self.root / name
        return path if path.is_file() else None

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when there is none."""
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self.denied(error) from error

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.root / name).exists()

    def names(self, folder: str = "") -> Sequence[str]:
        """Every file beneath `folder`."""
        found = (path for path in (self.root / folder).rglob("*") if path.is_file())
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    def bodies(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """These files with their bytes."""
        for name in names:
            body = self.read(name)
            if body is not None:
                yield name, body

    def put(self, name: str, body: bytes, label: Label) -> None:  # noqa: ARG002 - no place for it
        """Keep a file: a reader sees the whole of it or nothing, even after a power cut."""
        path = self.root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_beside(path, body)
        except OSError as error:
            raise self.denied(error) from error

    def remove(self, name: str) -> None:
        """Let there be no such file."""
        try:
            (self.root / name).unlink(missing_ok=True)
        except OSError as error:
            raise self.denied(error) from error

    def is_ready(self) -> bool:
        """Whether files can be made in the folder, or the folder itself where it is not there."""
        folder = self.root
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)

    def try_out(self) -> Sequence[Text]:
        """Make a file that leaves no trace."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root):
                return ()
        except OSError as error:
            raise self.denied(error) from error

    @contextmanager
    def writing(self, state: str, *, seconds: float) -> Iterator[FolderWriter]:
        """Write while nobody else may: files are written aside, then renamed into place."""
        workshop = self.root / state / "incoming"
        try:
            with locked(self.root / state / "lock", seconds=seconds, place=self.place):
                shutil.rmtree(workshop, ignore_errors=True)
                workshop.mkdir()
                try:
                    yield FolderWriter(self, workshop)
                finally:
                    shutil.rmtree(workshop, ignore_errors=True)
        except OSError as error:
            raise self.denied(error) from error

    def denied(self, error: OSError) -> Denied:
        """The system's own reason."""
        return Denied(self.place, error.strerror or str(error))


class FolderWriter:
    """Fills in `syndicate.storage.port.Writer`: new files are renamed into place one by one."""

    def __init__(self, store: FolderStore, workshop: Path) -> None:
        self._store = store
        self._root = store.root
        self.workshop = workshop
        self.read = store.read
        self.has = store.has
        self.names = store.names

    def learn(self) -> None:
        """Nothing to prepare: a look at a folder costs little."""

    def digest(self, name: str) -> str | None:  # noqa: ARG002 - as in every folder
        """Nothing is known without reading."""
        return None

    def carry_out(self, changes: Sequence[Change]) -> None:
        """Nothing visible changes until the last new byte is safely on disk."""
        staged = [change.source for change in changes if change.source is not None]
        if len(staged) > _SYNC_ONE_BY_ONE:
            os.sync()
        else:
            for source in staged:
                _sync(source)
        try:
            self._place(changes)
        except OSError as error:
            raise Unsettled(self._store.place, error.strerror or str(error)) from error

    def _place(self, changes: Sequence[Change]) -> None:
        for change in changes:
            target = self._root / change.name
            if change.source is None:
                target.unlink(missing_ok=True)
                self._drop_empty(target.parent)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                change.source.replace(target)
        for folder in {(self._root / change.name).parent for change in changes}:
            if folder.is_dir():
                _sync(folder)

    def _drop_empty(self, folder: Path) -> None:
        """Remove `folder` and those above it as far as nothing is left in them."""
        while folder != self._root and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _write_beside(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Make a file's bytes, or the renames in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
