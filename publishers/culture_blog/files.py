"""Files of the site kept in memory, within a bound, for as long as they do not change on disk."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from threading import Lock
from typing import Protocol, TypedDict

from publishers.culture_blog.addresses import GONE_MARK
from publishers.culture_blog.headers import Headers, describe
from publishers.culture_blog.store import is_gzip_of

_CHUNK = 1 << 20
_PIECE = 1 << 16
Stamp = tuple[int, int, int] | str
"""Time of change in nanoseconds, size, and inode: a renamed file is another one. Of an object, its
version."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way a file is sent: as it is, or compressed."""

    etag: str
    length: int
    body: bytes | None
    """None when the file is too large to keep."""
    headers: tuple[Headers, Headers]
    """For HTTP and for HTTPS."""


class Variants(TypedDict):
    """The ways in which one file is sent."""

    plain: Variant
    gzip: Variant | None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was when it had this stamp."""

    name: str
    stamp: Stamp
    is_gone: bool
    modified: int
    """Seconds since 1970."""
    plain: Variant
    gzip: Variant | None

    @property
    def size(self) -> int:
        """Bytes kept in memory."""
        variants = (self.plain, self.gzip)
        return 1_000 + sum(len(each.body or b"") for each in variants if each)


class SiteFiles(Protocol):
    """Where the server finds what it sends. Paths begin with `/`."""

    @property
    def size(self) -> int:
        """Bytes kept in memory now."""
        ...

    def get(self, path: str, *, fresh: bool = False) -> KeptFile | None:
        """The file at `path`; `fresh` for a reader who must not be shown a moment ago."""
        ...

    def is_folder(self, path: str) -> bool:
        """Whether something stands beneath `path`."""
        ...

    def chunks(self, kept: KeptFile) -> Iterator[bytes]:
        """A file too large to keep, piece by piece."""
        ...


class FileCache:
    """Files of a folder by path, the least recently asked for thrown out first."""

    def __init__(self, root: str, limit: int) -> None:
        self._root = root
        self._limit = limit
        self._largest = limit // 8
        self._size = 0
        self._kept: OrderedDict[str, KeptFile] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Bytes kept now."""
        return self._size

    def get(self, path: str, *, fresh: bool = False) -> KeptFile | None:  # noqa: ARG002 - it is
        """The regular file at `path` as it is on disk now; None when there is none."""
        name = f"{self._root}{path}"
        try:
            found = os.stat(name)  # noqa: PTH116  # once per request: pathlib doubles its cost
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        with self._lock:
            kept = self._kept.get(name)
            if kept and kept.stamp == _stamp(found):
                self._kept.move_to_end(name)
                return kept
        return self._load(name)

    def is_folder(self, path: str) -> bool:
        """Whether there is such a folder."""
        return os.path.isdir(f"{self._root}{path}")  # noqa: PTH112  # False for a name too long

    def chunks(self, kept: KeptFile) -> Iterator[bytes]:
        """A file too large to keep, piece by piece."""
        with open(kept.name, "rb") as file:  # noqa: PTH123  # names are strings here, see `get`
            while chunk := file.read(_PIECE):
                yield chunk

    def _load(self, name: str) -> KeptFile | None:
        try:
            kept = _read(name, self._largest)
        except OSError:
            return None
        with self._lock:
            earlier = self._kept.pop(name, None)
            self._kept[name] = kept
            self._size += kept.size - (earlier.size if earlier else 0)
            while self._size > self._limit and len(self._kept) > 1:
                self._size -= self._kept.popitem(last=False)[1].size
        return kept


def _read(name: str, largest: int) -> KeptFile:
    with open(name, "rb") as file:  # noqa: PTH123  # names are strings here, see `get`
        found = os.fstat(file.fileno())
        body = file.read() if found.st_size <= largest else None
        digest = hashlib.sha256(body or b"")
        while body is None and (chunk := file.read(_CHUNK)):
            digest.update(chunk)
    return KeptFile(
        name=name,
        stamp=_stamp(found),
        is_gone=os.path.exists(f"{name.rpartition('/')[0]}/{GONE_MARK}"),  # noqa: PTH110  # as in `get`
        modified=int(found.st_mtime),
        **variants(
            name,
            body,
            _compressed(name) if body is not None else None,
            length=found.st_size,
            digest=digest.hexdigest(),
            modified=int(found.st_mtime),
        ),
    )


def _compressed(name: str) -> bytes | None:
    try:
        with open(f"{name}.gz", "rb") as file:  # noqa: PTH123  # as above
            return file.read()
    except OSError:
        return None


def variants(
    name: str,
    body: bytes | None,
    compressed: bytes | None,
    *,
    length: int,
    digest: str,
    modified: int,
) -> Variants:
    """How a file is sent; without its bytes when there are too many to keep."""
    tag = digest[:20]
    whole = length if body is None else len(body)
    return {
        "plain": _variant(name, f'"{tag}"', whole, body, modified),
        "gzip": _gzip_variant(name, tag, body, compressed, modified),
    }


def _gzip_variant(
    name: str, tag: str, body: bytes | None, compressed: bytes | None, modified: int
) -> Variant | None:
    """The compressed copy, unless it is another version's: the two are replaced one by one."""
    if body is None or compressed is None:
        return None
    if not is_gzip_of(compressed, body) or len(compressed) >= len(body):
        return None
    variant = _variant(name, f'"{tag}-gz"', len(compressed), compressed, modified)
    for headers in variant.headers:
        headers.append(("Content-Encoding", "gzip"))
    return variant


def _variant(name: str, etag: str, length: int, body: bytes | None, modified: int) -> Variant:
    facts = [("Content-Length", str(length)), ("Last-Modified", formatdate(modified, usegmt=True))]
    headers = tuple([*describe(name, secure=secure), *facts] for secure in (False, True))
    return Variant(etag, length, body, (headers[0], headers[1]))


def _stamp(found: os.stat_result) -> Stamp:
    return (found.st_mtime_ns, found.st_size, found.st_ino)
