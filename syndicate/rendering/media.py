"""Images from people, made anew from their pixels: no position, no comment, no hidden bytes."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from syndicate.errors import SyndicateError, TooLarge, UnsupportedMedia
from syndicate.i18n import Text, _
from syndicate.rendering.limits import MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, MAX_PIXELS
from syndicate.rendering.post import ImageRef

_WORKER = "syndicate.rendering.media_worker"
_SECONDS = 30
_SVG = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE|svg)", re.IGNORECASE)
# ISO 14496-12: a file type box at the start names the brand.
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF = frozenset({b"avif", b"avis"})

_PROBLEMS: dict[str, tuple[type[SyndicateError], Text]] = {
    "broken": (
        UnsupportedMedia,
        _("The image file is damaged or incomplete. Please export it again."),
    ),
    "moving": (
        UnsupportedMedia,
        _("Moving images cannot be used. Please choose a still image."),
    ),
    "too_many_pixels": (
        TooLarge,
        _(
            "The image has more than %(limit)s megapixels. Please make it smaller first.",
            limit=MAX_PIXELS // 1_000_000,
        ),
    ),
    "unknown": (
        UnsupportedMedia,
        _("This file is no image that can be used. Please take a JPEG, PNG, WebP or GIF file."),
    ),
}


@dataclass(frozen=True)
class Image:
    """A photo or drawing ready to be stored and published."""

    data: bytes
    sha256: str
    media_type: str
    """`image/jpeg` or `image/png`."""
    width: int
    height: int

    def ref(self, alt: str) -> ImageRef:
        """How a post names this image."""
        return ImageRef(self.sha256, self.media_type, self.width, self.height, alt)


def reencode(data: bytes) -> Image:
    """`data`, a JPEG, PNG, WebP or still GIF, made anew: upright, in sRGB, at most 2,400 px long.

    Nothing but the pixels is kept, and the same bytes give the same image. It takes a process of
    its own for less than a second. Raises `TooLarge` over the limits of bytes and pixels, which
    are read before anything is decoded, and `UnsupportedMedia` for anything else.
    """
    _refuse_unread(data)
    return _made(data)


def obscured(data: bytes, regions: Sequence[Sequence[float]], *, cells: int) -> Image:
    """One of our own images with `regions` destroyed in its very pixels.

    A region is `[x, y, w, h]` in parts of the image; `cells` averages across are all that stays
    of it. The same regions give the same image.
    """
    return _made(data, json.dumps({"regions": list(regions), "cells": cells}))


def _made(data: bytes, *more: str) -> Image:
    answer, pixels = _ask_worker(data, *more)
    if "problem" in answer:
        raise _refusal(answer["problem"])
    return Image(
        data=pixels,
        sha256=hashlib.sha256(pixels).hexdigest(),
        media_type=answer["media_type"],
        width=answer["width"],
        height=answer["height"],
    )


def _refuse_unread(data: bytes) -> None:
    """What the first bytes tell, so that the sentence can say how to get a good file."""
    if not data:
        raise UnsupportedMedia(_("The image file is empty. Please choose it again."))
    if len(data) > MAX_IMAGE_BYTES:
        raise TooLarge(
            _(
                "The image file is larger than %(limit)s MB. Please save it smaller first.",
                limit=MAX_IMAGE_BYTES // 1_000_000,
            )
        )
    brand = data[8:12] if data[4:8] == b"ftyp" else b""
    if brand in _HEIC:
        raise UnsupportedMedia(
            _("HEIC photos cannot be used. Please export the photo as JPEG and try again.")
        )
    if brand in _AVIF:
        raise UnsupportedMedia(
            _("AVIF images cannot be used. Please export the image as JPEG or PNG and try again.")
        )
    if _SVG.match(data):
        raise UnsupportedMedia(
            _("SVG drawings cannot be used. Please export the drawing as PNG and try again.")
        )


def _ask_worker(data: bytes, *more: str) -> tuple[Any, bytes]:
    """The worker's answer and the new bytes. No setting of ours is in its environment."""
    command = [sys.executable, "-I", "-m", _WORKER, str(MAX_PIXELS), str(MAX_IMAGE_SIDE), *more]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=_SECONDS, check=True, env={}
        )
    except subprocess.SubprocessError as error:
        raise _refusal("broken") from error
    line, _newline, pixels = done.stdout.partition(b"\n")
    return json.loads(line), pixels


def _refusal(word: str) -> SyndicateError:
    kind, sentence = _PROBLEMS[word]
    return kind(sentence)
