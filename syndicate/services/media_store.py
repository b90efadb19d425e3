"""Approved images as files named by the hash of their bytes, in a folder or a bucket."""

from __future__ import annotations

import hashlib
import io
import re
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
from syndicate.publishing.errors import NotSent
from syndicate.publishing.port import Media
from syndicate.rendering.media import Image, reencode
from syndicate.storage.errors import Denied, StoreError
from syndicate.storage.port import Label, Store

_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png"}
_FILE_NAME = re.compile(r"[0-9a-f]{64}\.(?:jpg|png)")
_KEPT_FOR_EVER = "private, max-age=31536000, immutable"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class MediaStore:
    """Images by their hash, whose first two digits name the folder they stand in."""

    def __init__(self, files: Store) -> None:
        self.files = files

    def put(self, data: bytes, sha256: str, media_type: str) -> None:
        """Keep `data`, whole or not at all.

        Raises `Misconfigured` where nothing can be written, another `StoreError` when not now.
        """
        name = _name(f"{sha256}.{_SUFFIXES[media_type]}")
        try:
            if not self.files.has(name):
                self.files.put(name, data, Label(media_type, _KEPT_FOR_EVER))
        except Denied as error:
            raise Misconfigured(
                _(
                    "Images cannot be kept in %(folder)s: %(problem)s. "
                    "Make it writable or set SYNDICATE_MEDIA_STORE.",
                    folder=error.place,
                    problem=error.problem,
                )
            ) from error

    def read(self, sha256: str) -> bytes:
        """The bytes of an image; raises `NotFound` when they are not there or not the same."""
        if _SHA256.fullmatch(sha256):
            for suffix in _SUFFIXES.values():
                body = self.files.read(_name(f"{sha256}.{suffix}"))
                if body is not None:
                    return _unaltered(body, sha256)
        raise NotFound(_("There is no such image."))

    def find(self, file_name: str) -> Path | io.BytesIO | None:
        """`<sha256>.jpg` or `.png` as a server may send it: a file of this machine, or its bytes.

        None for anything else or nothing there.
        """
        if not _FILE_NAME.fullmatch(file_name):
            return None
        path = self.files.path(_name(file_name))
        if path is not None or self.files.is_local:
            return path
        body = self.files.read(_name(file_name))
        return None if body is None else io.BytesIO(body)

    def is_ready(self) -> bool:
        """Whether images could be kept now."""
        return self.files.is_ready()

    def remove(self, sha256: str) -> None:
        """Take an image out of the store, if it is there."""
        for suffix in _SUFFIXES.values():
            self.files.remove(_name(f"{sha256}.{suffix}"))


class ChannelMedia:
    """Images for publishers, who learn in their own words that one cannot be read right now."""

    def __init__(self, media: Media) -> None:
        self._media = media

    def read(self, sha256: str) -> bytes:
        """The bytes of an image; raises `NotFound` or `NotSent`."""
        try:
            return self._media.read(sha256)
        except StoreError as error:
            msg = f"An image cannot be read from the store: {error.problem}."
            raise NotSent(msg) from error


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
    """Approved is published: a file that was changed in its place is no longer the image."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise NotFound(_("An image was altered in the store. Please upload it again."))
    return data


def _name(file_name: str) -> str:
    return f"{file_name[:2]}/{file_name}"
