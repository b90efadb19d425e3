"""Images in the page: which sizes are offered, and the bytes of the smaller ones."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

from PIL import Image

from publishers.culture_blog.addresses import media
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Media
from syndicate.rendering.post import ImageRef

WIDTHS = (480, 960, 1600)
"""Smaller copies, in pixels: a telephone, a card on a dense screen, a wide photograph."""


def smaller_widths(image: ImageRef) -> tuple[int, ...]:
    """The widths of the smaller copies made of `image`."""
    return tuple(width for width in WIDTHS if width < image.width)


def copy_name(image: ImageRef, width: int) -> str:
    """File name of the smaller copy of `image`."""
    stem, _dot, suffix = image.file_name.partition(".")
    return f"{stem}-{width}.{suffix}"


def srcset(image: ImageRef) -> str:
    """The candidates a browser may choose from, empty when there is only one."""
    copies = [f"{media(copy_name(image, w))} {w}w" for w in smaller_widths(image)]
    return ", ".join([*copies, f"{media(image.file_name)} {image.width}w"]) if copies else ""


def file_names(image: ImageRef) -> tuple[str, ...]:
    """Every file that shows `image`, the original first."""
    return (image.file_name, *(copy_name(image, width) for width in smaller_widths(image)))


def files(image: ImageRef, store: Media) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the original and its smaller copies.

    Raises `Refused` when the store's bytes are not the ones that were approved.
    """
    original = store.read(image.sha256)
    if hashlib.sha256(original).hexdigest() != image.sha256:
        raise Refused("An image in the store is not the one that was approved.")
    yield image.file_name, original
    for width in smaller_widths(image):
        yield copy_name(image, width), _shrunk(original, image, width)


def _shrunk(original: bytes, image: ImageRef, width: int) -> bytes:
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(original), formats=("JPEG", "PNG")) as picture:
            height = max(1, round(picture.height * width / picture.width))
            smaller = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    except OSError as error:
        raise Refused("An image of the story cannot be read.") from error
    if image.media_type == "image/png":
        smaller.save(out, "PNG", optimize=True)
    else:
        smaller.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()
