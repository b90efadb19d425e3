"""The demo's folder: made fresh each time, and never over anybody's own data."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syndicate.errors import Misconfigured
from syndicate.i18n import _

MARK = ".syndicate-demo"
_MADE = ("syndicate.db", "syndicate.db-wal", "syndicate.db-shm", "media", "site", "syndicate.log")


@contextmanager
def reserved(folder: Path) -> Iterator[Path]:
    """`folder`, empty but for our mark, and ours alone until the end.

    Raises `Misconfigured` where that cannot be.
    """
    _marked(folder)
    with (folder / MARK).open("w") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Misconfigured(
                _(
                    "Another demo is running in %(folder)s. Stop it, or give another folder: "
                    "--data DIR.",
                    folder=folder,
                )
            ) from error
        for name in _MADE:
            _remove(folder / name)
        yield folder.resolve()


def _marked(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / MARK
        if not mark.exists() and any(folder.iterdir()):
            raise Misconfigured(
                _(
                    "%(folder)s holds files of somebody else. Give an empty folder: --data DIR.",
                    folder=folder,
                )
            )
        mark.touch()
    except OSError as error:
        raise Misconfigured(
            _(
                "%(folder)s cannot be written: %(problem)s. Give another folder: --data DIR.",
                folder=folder,
                problem=error.strerror or str(error),
            )
        ) from error


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
