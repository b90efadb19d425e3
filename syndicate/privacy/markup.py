"""HTML as the scan reads it: shown text, hidden text and attributes, each mapped onto the source.

A reader of its own, because it must keep offsets, lose nothing, and stay linear on broken input.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from syndicate.privacy.fold import Builder, Mapped
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.tables import CELL, ROW

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,60})")
_ATTRIBUTE = re.compile(
    r"[\s/]*(?P<name>[^\s=>/\"'<]{1,80})(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|"
    r"'(?P<single>[^']*)'|(?P<bare>[^\s>]+)))?"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_URLS = frozenset(
    [
        "href",
        "src",
        "action",
        "formaction",
        "poster",
        "cite",
        "background",
        "data",
        "longdesc",
        "ping",
        "xlink:href",
    ]
)
_RAW = frozenset(["script", "style", "textarea", "title", "xmp", "noscript", "iframe", "noembed"])
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.0-9])|"
    r"opacity\s*:\s*0(?![.0-9])|clip\s*:\s*rect",
    re.IGNORECASE,
)


_CELLS = {"tr": ROW, "td": CELL, "th": CELL}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the page: what is shown, or one attribute, comment or hidden element."""

    surface: str
    text: Mapped
    is_url: bool = False


@dataclass(slots=True)
class _Reader:
    html: str
    surface: str
    shown: Builder = field(default_factory=Builder)
    hidden: Builder = field(default_factory=Builder)
    parts: list[Part] = field(default_factory=list)
    hiding: list[str] = field(default_factory=list)
    """Open elements from the outermost hidden one on."""

    def text(self, start: int, end: int) -> None:
        """Read `html[start:end]` as text, shown or hidden."""
        _decode(self.html, start, end, self.hidden if self.hiding else self.shown)

    def gap(self, at: int) -> None:
        """Begin a new line."""
        (self.hidden if self.hiding else self.shown).stand_in("\n", at, at)

    def cell(self, at: int, mark: str) -> None:
        """Begin a row or a cell of a table, on a line of its own."""
        if not self.hiding:
            self.shown.stand_in(f"{mark}\n", at, at)

    def aside(self, surface: str, start: int, end: int, *, is_url: bool = False) -> None:
        """Read `html[start:end]` as a part of its own."""
        if start < end:
            builder = Builder()
            _decode(self.html, start, end, builder)
            self.parts.append(Part(surface, builder.done(), is_url))


def read(html: str, surface: str = "body") -> list[Part]:
    """The parts of `html`; the shown text is one part, with a new line at each block."""
    reader = _Reader(html, surface)
    at = 0
    while at < len(html):
        opening = html.find("<", at)
        if opening < 0:
            opening = len(html)
        if opening > at:
            reader.text(at, opening)
        at = _markup(reader, opening) if opening < len(html) else opening
    shown, hidden = reader.shown.done(), reader.hidden.done()
    parts = [Part(surface, shown), *reader.parts]
    return parts if not hidden.text.strip() else [*parts, Part("hidden", hidden)]


def _markup(reader: _Reader, at: int) -> int:
    """Read the markup at `at`; returns where it ends."""
    html = reader.html
    if html.startswith("<!--", at):
        close = html.find("-->", at + 4)
        end = len(html) if close < 0 else close
        reader.aside("hidden", at + 4, end)
        return min(len(html), end + 3)
    if html.startswith(("<!", "<?"), at):
        close = html.find(">", at)
        end = len(html) if close < 0 else close
        reader.aside("hidden", at + 2, end)
        return min(len(html), end + 1)
    tag = _TAG.match(html, at)
    if tag is None:
        reader.text(at, at + 1)
        return at + 1
    name = tag["name"].lower()
    attributes, end = _attributes(reader, tag.end())
    if name in word_list("html_blocks"):
        reader.gap(at)
    if name in _CELLS and not tag["end"]:
        reader.cell(at, _CELLS[name])
    if tag["end"]:
        _close(reader, name)
        return end
    return _open(reader, name, attributes, end)


def _attributes(reader: _Reader, at: int) -> tuple[dict[str, str], int]:
    """Read attributes up to the end of the tag; their values become parts."""
    html = reader.html
    found: dict[str, str] = {}
    while at < len(html):
        match = _ATTRIBUTE.match(html, at)
        if match is None:
            if html[at] == ">":
                return found, at + 1
            at += 1
            continue
        name = match["name"].lower()
        group = next((one for one in ("double", "single", "bare") if match[one] is not None), None)
        found.setdefault(name, match[group] if group else "")
        if group:
            _value(reader, name, *match.span(group))
        at = match.end()
    return found, at


def _value(reader: _Reader, name: str, start: int, end: int) -> None:
    if name in _URLS:
        reader.aside("link", start, end, is_url=True)
    elif name == "srcset":
        for match in re.finditer(r"[^\s,][^\s]*[^\s,]", reader.html[start:end]):
            reader.aside("link", start + match.start(), start + match.end(), is_url=True)
    elif name == "alt":
        reader.aside("alt", start, end)
    elif name not in word_list("html_silent_attributes"):
        reader.aside("attribute", start, end)


def _open(reader: _Reader, name: str, attributes: dict[str, str], end: int) -> int:
    if name in _RAW:
        return _raw(reader, name, end)
    if name in word_list("html_void"):
        return end
    hides = "hidden" in attributes or _HIDING_STYLE.search(attributes.get("style", "")) is not None
    if (reader.hiding or hides or name == "template") and len(reader.hiding) < _DEEPEST:
        reader.hiding.append(name)
    return end


_DEEPEST = 10_000
"""Nesting of hidden elements that is followed; what is deeper stays hidden."""


def _raw(reader: _Reader, name: str, at: int) -> int:
    """The content of an element whose text is no markup."""
    close = re.compile(rf"</{name}", re.IGNORECASE).search(reader.html, at)
    end = close.start() if close else len(reader.html)
    if name in {"title", "textarea"} and not reader.hiding:
        reader.text(at, end)
    else:
        reader.aside("hidden", at, end)
    return end


def _close(reader: _Reader, name: str) -> None:
    """Leave the innermost open element of that name; a stray end tag closes nothing."""
    for depth in range(len(reader.hiding) - 1, max(-1, len(reader.hiding) - 50), -1):
        if reader.hiding[depth] == name:
            del reader.hiding[depth:]
            return


def _decode(html: str, start: int, end: int, builder: Builder) -> None:
    """Append `html[start:end]` with its entities decoded."""
    at = start
    for match in _ENTITY.finditer(html, start, end):
        plain = unescape(match[0])
        if plain != match[0]:
            builder.copy(html[at : match.start()], at)
            builder.stand_in(plain, match.start(), match.end())
            at = match.end()
    builder.copy(html[at:end], at)
