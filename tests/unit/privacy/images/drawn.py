"""Pictures for the tests: two real ones, and pages with words on them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

PICTURES = Path(__file__).parent / "pictures"
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


def astronaut() -> Image.Image:
    """One face, a little left of the middle and near the top."""
    return Image.open(PICTURES / "astronaut.jpg").convert("RGB")


def rocket() -> Image.Image:
    """Nobody."""
    return Image.open(PICTURES / "rocket.jpg").convert("RGB")


def page(*lines: str, size: int = 30) -> Image.Image:
    """Black words on white."""
    image = Image.new("RGB", (900, 60 + len(lines) * size * 2), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, size)
    for number, line in enumerate(lines):
        pen.text((40, 30 + number * size * 2), line, fill="black", font=font)
    return image


def as_bytes(image: Image.Image, form: str = "PNG") -> bytes:
    """The file."""
    target = BytesIO()
    image.save(target, form)
    return target.getvalue()


def code(said: str, form: str = "QRCode", scale: int = 6) -> Image.Image:
    """That text as a code with its quiet zone."""
    drawn = zxingcpp.create_barcode(said, zxingcpp.barcode_format_from_str(form))
    return Image.fromarray(np.array(drawn.to_image(scale=scale))).convert("RGB")


def with_code(image: Image.Image, said: str, at: tuple[int, int], **how: Any) -> Image.Image:
    """A copy of `image` with a code pasted into it."""
    copy = image.copy()
    copy.paste(code(said, **how), at)
    return copy
