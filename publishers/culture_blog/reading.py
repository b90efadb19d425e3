"""What a reader finds in a story's HTML: its words, its links, and how its images are described."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = frozenset({
    "blockquote", "br", "dd", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "hr", "li",
    "ol", "p", "pre", "table", "td", "th", "tr", "ul",
})  # fmt: skip


class Reading(HTMLParser):
    """The text of sanitised HTML with a line per block, and the attributes that say something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self.links: list[str] = []
        self.alts: list[str] = []
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """The words, one block a line."""
        lines = "".join(self._pieces).split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line; a link or a description is noted."""
        if tag in _BLOCKS:
            self._pieces.append("\n")
        given = dict(attrs)
        self.links += [href] if (href := given.get("href")) else []
        self.alts += [alt] if (alt := given.get("alt")) else []

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        if tag in _BLOCKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Words, with character references already read."""
        self._pieces.append(data)
