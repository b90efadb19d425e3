"""HTML pasted from an internal tool, turned into the Markdown our stories are written in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from syndicate.rendering.text import normalise

_DROPPED = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "head"})
_PARAGRAPHS = frozenset(
    {"p", "div", "section", "article", "blockquote", "ul", "ol", "pre", "table"}
)
_HEADINGS = {f"h{level}": "#" * max(level, 2) + " " for level in range(1, 7)}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}


def markdown_from_html(html: str) -> str:
    """Paragraphs, headings, lists, links and emphasis survive; everything else is its text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]+\n", "\n", "".join(reader.pieces))
    return normalise(re.sub(r"\n{3,}", "\n\n", text)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._dropping = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropping += 1
        elif tag in _PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag in _HEADINGS:
            self.pieces.append("\n\n" + _HEADINGS[tag])
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self.pieces.append("[")
        else:
            self.pieces.append(_MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropping = max(0, self._dropping - 1)
        elif tag in _PARAGRAPHS or tag in _HEADINGS:
            self.pieces.append("\n\n")
        elif tag == "a" and self._links:
            self.pieces.append(f"]({self._links.pop()})")
        else:
            self.pieces.append(_MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.pieces.append(re.sub(r"\s+", " ", data))
