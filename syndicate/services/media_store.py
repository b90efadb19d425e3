"""Approved images as files named by the hash of their bytes."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from syndicate.errors import Misconfigured, NotFound, TooLarge
from syndicate.i18n import _
from syndicate.ids import new_id
from syndicate.models import Asset
from syndicate.policy import Actor
from syndicate.process import Pictures
from syndicate.rendering.media import Image, reencode

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
        """The bytes of an image; raises `NotFound` when they are not there or not the same."""
        if _SHA256.fullmatch(sha256):
            for suffix in _SUFFIXES.values():
                path = self._path(f"{sha256}.{suffix}")
                if path.is_file():
                    return _unaltered(path.read_bytes(), sha256)
        raise NotFound(_("There is no such image."))

    def open_path(self, file_name: str) -> Path | None:
        """Where `<sha256>.jpg` or `.png` stands; None for anything else or nothing there."""
        if not _FILE_NAME.fullmatch(file_name):
            return None
        path = self._path(file_name)
        return path if path.is_file() else None

    def remove(self, sha256: str) -> None:
        """Take an image out of the store, if it is there."""
        for suffix in _SUFFIXES.values():
            self._path(f"{sha256}.{suffix}").unlink(missing_ok=True)

    def _path(self, file_name: str) -> Path:
        return self.root / file_name[:2] / file_name


def upload(
    session: Session,
    data: bytes,
    *,
    actor: Actor,
    store: MediaStore,
    max_bytes: int,
    now: datetime,
) -> Asset:
    """The image in `data`, made anew and kept once however often it is sent.

    Raises `TooLarge`, `UnsupportedMedia` or `Misconfigured`.
    """
    return keep(session, prepared(data, max_bytes=max_bytes), actor=actor, store=store, now=now)


def prepared(data: bytes, *, max_bytes: int) -> Image:
    """The image in `data` made anew; it takes a while, so doors do it before their transaction.

    Raises `TooLarge` or `UnsupportedMedia`.
    """
    if len(data) > max_bytes:
        raise TooLarge(
            _(
                "The image file is larger than %(limit)s MB. Please save it smaller first.",
                limit=max_bytes // 1_000_000,
            )
        )
    return reencode(data)


def keep(session: Session, image: Image, *, actor: Actor, store: Pictures, now: datetime) -> Asset:
    """The row of a prepared image, its bytes stored. Raises `Misconfigured`."""
    store.put(image.data, image.sha256, image.media_type)
    asset = _asset(session, image.sha256)
    if asset is not None:
        return _taken_up_again(asset, image)
    try:
        with session.begin_nested():
            asset = _row(image, actor, now)
            session.add(asset)
    except IntegrityError:  # somebody sends the same image at this very moment
        return session.scalars(select(Asset).where(Asset.sha256 == image.sha256)).one()
    return asset


def _taken_up_again(asset: Asset, image: Image) -> Asset:
    """An image that was erased once may be sent anew, by somebody who may."""
    asset.erased_at, asset.size = None, len(image.data)
    return asset


def _asset(session: Session, sha256: str) -> Asset | None:
    return session.scalars(select(Asset).where(Asset.sha256 == sha256)).one_or_none()


def _row(image: Image, actor: Actor, now: datetime) -> Asset:
    return Asset(
        id=new_id(),
        sha256=image.sha256,
        media_type=image.media_type,
        width=image.width,
        height=image.height,
        size=len(image.data),
        uploaded_by_id=actor.user.id if actor.user else None,
        created_at=now,
    )


def _unaltered(data: bytes, sha256: str) -> bytes:
    """Approved is published: a file that was changed on disk is no longer the image."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise NotFound(_("An image was altered in the store. Please upload it again."))
    return data


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
