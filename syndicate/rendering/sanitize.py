"""The one gate HTML passes before it is stored, shown or sent: bleach, then nh3, then our policy.

bleach 6.4.0 is its last release, so nothing rests on it alone: the setting USE_BLEACH takes it out.
"""

from __future__ import annotations

import re
from html import escape

import nh3
from bleach.sanitizer import Cleaner

from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.rendering import allowed
from syndicate.rendering.soup import TAG, VOID, attributes_in, check_shape, tame
from syndicate.rendering.text import normalise

_TAG_OR_TEXT = re.compile(r"<[^>]*>|[^<>]+")
_ROUNDS = 8


def sanitize(html: str, *, first_pass: bool = True) -> str:
    """`html` with only what a story may hold; doing it again changes nothing.

    Links are absolute http, https or mailto; images only our own, as `media:<sha256>.jpg|png`.
    Raises `TooLarge` for more than the limits, `Invalid` for text that is broken.
    """
    # nh3 also prepares the way: bleach would keep the text of a script, and is slow on tag soup.
    safe = _settled(tame(html))
    return _settled(_bleach(safe)) if first_pass else safe


def _bleach(html: str) -> str:
    """bleach's own reading of `html`. A Cleaner is not thread-safe, so each call has its own."""
    cleaner = Cleaner(
        tags=allowed.TAGS,
        attributes={tag: list(names) for tag, names in allowed.ATTRIBUTES.items()},
        protocols=allowed.SCHEMES,
        strip=True,
        strip_comments=True,
    )
    return cleaner.clean(html)


def _settled(html: str) -> str:
    """`html` through nh3 and our policy until it no longer changes.

    Removing an element can change how a parser nests its neighbours; once is nearly always enough.
    """
    for _round in range(_ROUNDS):
        parsed = _nh3(html)
        check_shape(parsed)
        again = _tidy(parsed)
        if again == html:
            return html
        html = again
    raise Invalid(_("This text cannot be read in one safe way. Please paste it as plain text."))


def _nh3(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(allowed.TAGS),
        attributes={tag: set(names) for tag, names in allowed.ATTRIBUTES.items()},
        clean_content_tags=set(allowed.DROPPED_WITH_CONTENT),
        generic_attribute_prefixes=set(),
        link_rel=None,
        strip_comments=True,
        url_schemes=set(allowed.SCHEMES),
        url_relative="deny",
    )


def _tidy(html: str) -> str:
    """Our own policy on what nh3 wrote: addresses, useless tags, and the text between tags."""
    opened: list[bool] = []

    def ruled(found: re.Match[str]) -> str:
        closing, name, written = found.groups()
        if closing:
            return found.group() if opened.pop() else ""
        attributes = allowed.attributes(name, attributes_in(written))
        if name not in VOID:
            opened.append(attributes is not None)
        return "" if attributes is None else _tag(name, attributes)

    return _TAG_OR_TEXT.sub(_text, TAG.sub(ruled, html))


def _tag(name: str, attributes: dict[str, str]) -> str:
    """A start tag, escaped the way nh3 does it."""
    written = (
        f' {key}="{escape(value, quote=False).replace(chr(34), "&quot;")}"'
        for key, value in attributes.items()
    )
    return f"<{name}{''.join(written)}>"


def _text(found: re.Match[str]) -> str:
    """Tags as they are; of a run of text goes what would merge with the tag before it."""
    if found.group().startswith("<"):
        return found.group()
    before = found.string[max(0, found.start() - 5) : found.start()]
    text = normalise(found.group())
    if before == "<pre>":
        text = text.lstrip("\n")
    return text.lstrip("\u0338") if before else text
