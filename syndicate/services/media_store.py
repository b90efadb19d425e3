"""Approved images as files named by the hash of their bytes."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from syndicate.errors import Misconfigured, NotFound
from syndicate.i18n import _

_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png"}
_FILE_NAME = re.compile(r"[0-9a-f]{64}\.(?:jpg|png)")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class MediaStore:
    """A folder of images; the first two digits of the hash name the folder within it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes, sha256: str, media_type: str) -> Path:
        """Keep `data`, whole or not at all; raises `Misconfigured` where nothing can be written."""
        path = self._path(f"{sha256}.{_SUFFIXES[media_type]}")
        if path.is_file():
            return path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_beside(path, data)
        except OSError as error:
            raise Misconfigured(
                _(
                    "Images cannot be kept in %(folder)s: %(problem)s. "
                    "Make the folder writable or set SYNDICATE_MEDIA_STORE.",
                    folder=str(self.root),
                    problem=error.strerror or str(error),
                )
            ) from error
        return path

    def read(self, sha256: str) -> bytes:
        """The bytes of an image; raises `NotFound`."""
        if _SHA256.fullmatch(sha256):
            for suffix in _SUFFIXES.values():
                path = self._path(f"{sha256}.{suffix}")
                if path.is_file():
                    return path.read_bytes()
        raise NotFound(_("There is no such image."))

    def open_path(self, file_name: str) -> Path | None:
        """Where `<sha256>.jpg` or `.png` stands; None for anything else or nothing there."""
        if not _FILE_NAME.fullmatch(file_name):
            return None
        path = self._path(file_name)
        return path if path.is_file() else None

    def _path(self, file_name: str) -> Path:
        return self.root / file_name[:2] / file_name


def _write_beside(path: Path, data: bytes) -> None:
    """A reader sees the whole file or none, and a power cut cannot leave half of it."""
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
