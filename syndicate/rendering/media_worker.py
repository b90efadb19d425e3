"""The process that decodes one image: bytes on stdin, a line of JSON and new bytes on stdout.

It runs apart from the server with little memory and time, since decoders are written in C and
are fed by strangers. Problems are words; `syndicate.rendering.media` makes sentences of them.
"""

from __future__ import annotations

import io
import json
import math
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, UnidentifiedImageError, WebPImagePlugin

from syndicate.confine import confine

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 20

# WebP is imported above by name: Pillow would load every format it knows to find it.
_FORMATS = ("JPEG", "PNG", "GIF", WebPImagePlugin.WebPImageFile.format)
# An MPO is a JPEG with a second picture behind it (a preview, a depth map): a still photo.
_MOVING = frozenset({"GIF", "PNG", "WEBP"})
_DRAWN = frozenset({"1", "P", "PA"})
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Problem(Exception):
    """Why there is no image, in one word for the other side."""


@dataclass(frozen=True)
class Obscured:
    """What is to be made unrecognisable."""

    regions: Sequence[Sequence[float]] = ()
    """`[x, y, w, h]` each, as parts of the upright image."""
    cells: int = 5
    """Cells of one colour that are left across a region: their number is all that stays of it."""


def main(
    source: BinaryIO,
    target: BinaryIO,
    max_pixels: int,
    max_side: int,
    obscured: Obscured = Obscured(),
) -> None:
    """Read an image from `source`, write the answer to `target`."""
    try:
        data, answer = convert(source.read(), max_pixels, max_side, obscured)
    except Problem as problem:
        data, answer = b"", {"problem": str(problem)}
    target.write(json.dumps(answer).encode() + b"\n" + data)


def convert(
    data: bytes, max_pixels: int, max_side: int, obscured: Obscured = Obscured()
) -> tuple[bytes, dict[str, str | int]]:
    """The image anew, and what it is; raises `Problem`."""
    Image.MAX_IMAGE_PIXELS = max_pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Raised when the header is read, before anything is decoded.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                drawn = image.mode in _DRAWN or (bool(obscured.regions) and image.format == "PNG")
                clean = _clean(image, max_side)
                for region in obscured.regions:
                    _destroy(clean, region, obscured.cells)
                return _encoded(clean, drawn=drawn)
    except Problem:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError) as error:
        raise Problem("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise Problem("unknown") from error
    except Exception as error:
        raise Problem("broken") from error


def _clean(image: Image.Image, max_side: int) -> Image.Image:
    """Upright sRGB pixels, at most `max_side` long, in a new image that carries nothing else."""
    if image.format in _MOVING and getattr(image, "is_animated", False):
        raise Problem("moving")
    upright = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
    small = _eight_bit(image)
    small.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    pixels = _srgb(small)
    if upright is not None:
        pixels = pixels.transpose(upright)
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    return bare


def _destroy(image: Image.Image, region: Sequence[float], cells: int) -> None:
    """Few averages instead of the pixels, blurred so that no edge of a cell tells anything."""
    width, height = image.size
    left, top = int(region[0] * width), int(region[1] * height)
    right = min(width, math.ceil((region[0] + region[2]) * width))
    bottom = min(height, math.ceil((region[1] + region[3]) * height))
    if right <= left or bottom <= top:
        return
    size = (right - left, bottom - top)
    few = image.crop((left, top, right, bottom)).resize(
        (min(cells, size[0]), min(cells, size[1])), Image.Resampling.BOX
    )
    if few.mode == "RGBA":
        few.putalpha(255)  # nothing is left to guess from what shows through
    image.paste(few.resize(size, Image.Resampling.BICUBIC), (left, top))


def _eight_bit(image: Image.Image) -> Image.Image:
    """Modes that can be made smaller without harm; palettes and 16 bits cannot."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in _DRAWN or image.mode == "LA":
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode != "RGBA" and image.has_transparency_data:
        return image.convert("RGBA")
    return image


def _srgb(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through, with the colours the profile meant."""
    opaque = image.convert("RGB") if image.mode == "RGBA" else image
    profile = image.info.get("icc_profile")
    converted = _converted(opaque, profile) if profile else opaque.convert("RGB")
    if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
        converted.putalpha(image.getchannel("A"))
    return converted


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    """`image` in sRGB; a profile that does not fit is left out of account."""
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, meant, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image.convert("RGB")
    return converted or image.convert("RGB")


def _encoded(image: Image.Image, *, drawn: bool) -> tuple[bytes, dict[str, str | int]]:
    """JPEG, or PNG where there is transparency or there were few colours."""
    target = io.BytesIO()
    if drawn or image.mode == "RGBA":
        media_type = "image/png"
        image.save(target, "PNG")
    else:
        media_type = "image/jpeg"
        image.save(target, "JPEG", quality=86, progressive=True, optimize=True)
    size = {"width": image.width, "height": image.height}
    return target.getvalue(), {"media_type": media_type, **size}


if __name__ == "__main__":
    confine(MEMORY_BYTES, CPU_SECONDS)
    wanted = Obscured(**json.loads(sys.argv[3])) if sys.argv[3:] else Obscured()
    main(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]), wanted)
