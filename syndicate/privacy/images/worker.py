"""The process that looks at one image: bytes on stdin, a line of JSON on stdout.

It runs apart from the server with little memory and time, and loads what nothing else needs.
"""

from __future__ import annotations

import io
import json
import sys
from typing import BinaryIO

from PIL import Image

from syndicate.confine import confine
from syndicate.privacy.images import tesseract
from syndicate.privacy.images.codes import read_codes
from syndicate.privacy.images.faces import find_faces
from syndicate.privacy.images.reading import Code, Face, Line, Reading

MEMORY_BYTES = 3_000_000_000
"""Of addresses: onnxruntime and numpy reserve far more than the 0.6 GB they use."""
CPU_SECONDS = 40


def main(source: BinaryIO, target: BinaryIO, path: str) -> None:
    """Look at the image in `source`; `path` is tesseract's, or empty."""
    target.write(json.dumps(look(source.read(), path).as_json()).encode())


def look(data: bytes, path: str) -> Reading:
    """Faces, text and codes, each with what kept it from being looked for."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            pixels = _on_white(image)
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises, nothing was seen
        name = type(error).__name__
        return Reading(failed=name, unread="failed", undecoded=name)
    faces, failed = _faces(pixels)
    lines, unread = _lines(pixels, path)
    codes, undecoded = _codes(pixels)
    return Reading(tuple(faces), tuple(lines), unread, failed, tuple(codes), undecoded)


def _on_white(image: Image.Image) -> Image.Image:
    """What a reader sees on a page: where nothing is drawn, it is white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    drawn = image.convert("RGBA")
    page = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(page, drawn).convert("RGB")


def _faces(image: Image.Image) -> tuple[list[Face], str]:
    try:
        return find_faces(image), ""
    except Exception as error:  # noqa: BLE001 - told as a blocking finding
        return [], type(error).__name__


def _codes(image: Image.Image) -> tuple[list[Code], str]:
    try:
        return read_codes(image), ""
    except Exception as error:  # noqa: BLE001 - told as a blocking finding
        return [], type(error).__name__


def _lines(image: Image.Image, path: str) -> tuple[list[Line], str]:
    if not path:
        return [], "missing"
    try:
        return tesseract.read_text(image, path), ""
    except Exception:  # noqa: BLE001 - told as a finding
        return [], "failed"


if __name__ == "__main__":
    confine(MEMORY_BYTES, CPU_SECONDS)
    main(sys.stdin.buffer, sys.stdout.buffer, sys.argv[1])
