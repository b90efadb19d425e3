"""QR and bar codes in an image: what a telephone would read there, and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from syndicate.privacy.images.reading import Box, Code

if TYPE_CHECKING:
    from PIL import Image

MOST = 50
MAX_CHARS = 8000
"""More than the largest code holds."""
SURE_LENGTH = 6
"""A bar code of fewer characters is as likely a fence or a keyboard."""
CONTACT = re.compile(r"(?i)\s*(?:BEGIN:VCARD|MECARD:|BIZCARD:|BEGIN:VEVENT)")
NETWORK = re.compile(r"(?i)\s*WIFI:")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PART = re.compile(r"((?:\\.|[^;\\])*);")
_ESCAPED = re.compile(r"\\(.)")
_NETWORK_WORDS = {"S": "Wi-Fi", "P": "password", "I": "user", "PH2": "", "T": "", "H": "", "E": ""}


def read_codes(image: Image.Image) -> list[Code]:
    """Codes in an RGB image, each once, at most `MOST`."""
    import zxingcpp  # the one place that needs it, in a process of its own

    found = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    codes = [
        Code(_said(one.text), _box(one.position, image.size))
        for one in found
        if _is_sure(one, zxingcpp)
    ]
    return list(dict.fromkeys(codes))[:MOST]


def _is_sure(one: Any, zxingcpp: Any) -> bool:
    linear = one.format in zxingcpp.barcode_formats_list(zxingcpp.BarcodeFormat.AllLinear)
    return bool(one.text.strip()) and (not linear or len(one.text) >= SURE_LENGTH)


def _said(text: str) -> str:
    """The content as lines a person can read; what opens a network with its words."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))[:MAX_CHARS]
    return _network(text) if NETWORK.match(text) else text


def _network(text: str) -> str:
    """`WIFI:S:office;P:word;;` as lines, so that the word is known for a password."""
    lines = ["WIFI:"]
    for part in _PART.findall(text.partition(":")[2]):
        name, _colon, value = part.partition(":")
        word = _NETWORK_WORDS.get(name.upper(), name)
        if value and word:
            plain = _ESCAPED.sub(r"\1", value)
            lines.append(f"{word}: {plain}")
    return "\n".join(lines)


def _box(place: Any, size: tuple[int, int]) -> Box:
    """The upright rectangle around the four corners."""
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across = [min(max(corner.x / size[0], 0.0), 1.0) for corner in corners]
    down = [min(max(corner.y / size[1], 0.0), 1.0) for corner in corners]
    left, top = min(across), min(down)
    # A bar code is found along one line and has no height of its own: take what a code has.
    wide, high = max(across) - left, max(down) - top
    least = 0.15 * wide * size[0] / size[1]
    if high < least:
        top, high = max(0.0, top - least), min(1.0, high + 2 * least)
    return Box(round(left, 4), round(top, 4), round(wide, 4), round(min(high, 1.0 - top), 4))
