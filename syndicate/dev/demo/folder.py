"""The demo's folder: made fresh each time, and never over anybody's own data."""

from __future__ import annotations

import shutil
from pathlib import Path

from syndicate.errors import Misconfigured
from syndicate.i18n import _

MARK = ".syndicate-demo"
_MADE = ("syndicate.db", "syndicate.db-wal", "syndicate.db-shm", "media", "site", "syndicate.log")


def fresh(folder: Path) -> Path:
    """`folder`, empty but for our mark. Raises `Misconfigured` where that cannot be."""
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
        for name in _MADE:
            _remove(folder / name)
    except OSError as error:
        raise Misconfigured(
            _(
                "%(folder)s cannot be written: %(problem)s. Give another folder: --data DIR.",
                folder=folder,
                problem=error.strerror or str(error),
            )
        ) from error
    return folder.resolve()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
