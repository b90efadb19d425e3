"""What HTML a story may hold: one list, read by both sanitisers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from syndicate.rendering.limits import MAX_ALT_CHARS
from syndicate.rendering.links import safe_href
from syndicate.rendering.text import joined, truncate


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = _names(
    """
    a b blockquote br code dd del dl dt em figcaption figure h2 h3 h4 hr i img ins li ol p pre
    rp rt ruby s span strong sub sup table tbody td th thead tr ul
    """
)
ATTRIBUTES = {
    "a": ("href", "rel"),
    "blockquote": ("lang",),
    "img": ("src", "alt", "width", "height"),
    "ol": ("start",),
    "p": ("lang",),
    "span": ("lang",),
}
"""In the order in which they are written."""

SCHEMES = _names("http https mailto media")

DROPPED_WITH_CONTENT = _names(
    """
    applet audio canvas datalist embed frameset head iframe math noembed noframes noscript
    object option picture plaintext script select style svg template textarea title video xmp
    """
)
"""Elements whose text is no text of the story, or which parsers read differently."""

_REL = "noopener noreferrer"
_OWN_IMAGE = re.compile(r"media:[0-9a-f]{64}\.(jpg|png)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
_NUMBER = re.compile(r"[0-9]{1,5}")
_PATTERNS = {
    "height": _NUMBER,
    "lang": _LANGUAGE,
    "src": _OWN_IMAGE,
    "start": _NUMBER,
    "width": _NUMBER,
}
_NEEDED = {"a": "href", "img": "src", "span": "lang"}
"""Without these the element says nothing."""


def attributes(tag: str, given: Mapping[str, str]) -> dict[str, str] | None:
    """The attributes `tag` keeps, or None when the tag itself must go."""
    kept = {}
    for name in ATTRIBUTES.get(tag, ()):
        value = _value(name, given.get(name))
        if value is not None:
            kept[name] = value
    return None if tag in _NEEDED and _NEEDED[tag] not in kept else kept


def _value(name: str, value: str | None) -> str | None:
    if name == "rel":
        return _REL
    if name == "alt":
        return truncate(joined(value or ""), MAX_ALT_CHARS)
    if value is None:
        return None
    if name == "href":
        return safe_href(value)
    return value if _PATTERNS[name].fullmatch(value) else None
