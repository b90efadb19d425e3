"""Pictures for the tests: two real ones, and pages with words on them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

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
