"""The documentation's Markdown as HTML, its links turned into addresses under `/help`."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_PAGE = re.compile(r"(?:\.\./)*([a-z]+)/([a-z0-9_-]+)\.md(#[\w-]+)?")


@lru_cache(maxsize=64)
def html_of(path: Path) -> Markup:
    """The page at `path`, which is ours and shipped with the program."""
    md = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = md.parse(path.read_text(encoding="utf-8"))
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(tokens[index + 1].content))
        for child in token.children or []:
            if child.type == "link_open":
                _turn(child, path)
    html: str = md.renderer.render(tokens, md.options, {})
    return Markup(html)  # noqa: S704 - raw HTML is off, and the text is our own


def _turn(link: Token, path: Path) -> None:
    """`../howto/x.md` as `/help/howto/x`; addresses elsewhere as they are."""
    href = str(link.attrGet("href") or "")
    if ":" in href or href.startswith("#"):
        return
    place = posixpath.normpath(posixpath.join(path.parent.name, href))
    found = _PAGE.fullmatch(place)
    if found:
        link.attrSet("href", f"/help/{found[1]}/{found[2]}{found[3] or ''}")


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w]+", "-", heading.lower()).strip("-")
