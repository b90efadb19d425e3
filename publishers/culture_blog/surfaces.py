"""Every text in a payload that a reader or a crawler will see, for the privacy scan."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from publishers.culture_blog.content import Content
from syndicate.publishing.port import Surface

_BLOCKS = frozenset({
    "blockquote", "br", "dd", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "hr", "li",
    "ol", "p", "pre", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_SPOKEN_ATTRIBUTES = {"alt": "alt", "href": "link"}


def surfaces(content: Content) -> Iterator[Surface]:
    """The texts of `content`, the longest in the middle of its smaller ones."""
    yield Surface("title", content.title)
    yield Surface("summary", content.summary)
    yield Surface("byline", content.byline)
    reader = _read(content.body_html)
    yield Surface("body", reader.text)
    yield from reader.found
    described = {surface.text for surface in reader.found if surface.name == "alt"}
    for image in content.images:
        if image.alt not in described:
            yield Surface("alt", image.alt)
    for tag in content.tags:
        yield Surface("tag", tag)
    yield Surface("slug", content.slug)


def plain_text(html: str) -> str:
    """The text of sanitised `html`, a line per block."""
    return _read(html).text


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


class _Reader(HTMLParser):
    """Plain text with a line per block, and what stands in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self.found: list[Surface] = []

    @property
    def text(self) -> str:
        """The text so far, one block a line."""
        lines = "".join(self._pieces).split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._pieces.append("\n")
        for name, value in attrs:
            if value and name in _SPOKEN_ATTRIBUTES:
                self.found.append(Surface(_SPOKEN_ATTRIBUTES[name], value))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)
