"""A story's Markdown: CommonMark and tables without raw HTML, read into tokens, written as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import regex
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from syndicate.errors import TooLarge
from syndicate.i18n import _
from syndicate.rendering.inline import additions
from syndicate.rendering.links import safe_href
from syndicate.rendering.pictures import figures, pictures
from syndicate.rendering.post import ImageRef

FIRST_HEADING = 2
"""The page's h1 is the title of the story."""
LAST_HEADING = 4

# Scripts written without spaces: a line end inside them is no space either.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303F\uFF00-\uFF60]")


def parse(markdown: str, images: Mapping[str, ImageRef]) -> tuple[list[Token], set[str]]:
    """The tokens of `markdown`, and which of `images` (by SHA-256) stand in it.

    Raises `Invalid` for an image that is not among them, `TooLarge` for blocks nested too deep.
    """
    placed: set[str] = set()
    tokens = _markdown_it().parse(markdown, {"images": images, "placed": placed})
    return tokens, placed


def to_html(tokens: Sequence[Token]) -> str:
    """HTML of `tokens`, still to be sanitised."""
    md = _markdown_it()
    return str(md.renderer.render(tokens, md.options, {}))


@cache
def _markdown_it() -> MarkdownIt:
    """One parser for all: what belongs to a story travels in the environment of a call."""
    md = _Parser("commonmark", {"html": False}).enable("table").use(additions)
    for rule in (_nesting, _headings, _links, pictures, figures, _line_ends):
        md.core.ruler.push(rule.__name__.strip("_"), rule)
    return md


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's name
        """Every address is read; which become links and images is decided in our own rules."""
        return True


def _nesting(state: StateCore) -> None:
    """Refuse blocks nested so deep that markdown-it leaves out what is in them, in silence."""
    deepest = max((token.level + token.nesting for token in state.tokens), default=0)
    if deepest >= state.md.options["maxNesting"]:
        raise TooLarge(
            _("Lists and quotes in this text are nested too deep to be read. Please simplify it.")
        )


def _headings(state: StateCore) -> None:
    """The highest level used becomes h2, the next h3, all others h4, without a gap."""
    headings = [token for token in state.tokens if token.type.startswith("heading_")]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        level = min(FIRST_HEADING + levels.index(token.tag), LAST_HEADING)
        token.tag = f"h{level}"


def _links(state: StateCore) -> None:
    """Addresses in their plain form; what may not be linked stays as its text."""
    for line in _lines(state):
        line.children = list(_linked(line.children or []))


def _linked(children: Sequence[Token]) -> Iterator[Token]:
    drops = False
    for token in children:
        if token.type == "link_open":
            href = safe_href(str(token.attrs.get("href", "")))
            drops = href is None
            token.attrs = {} if href is None else {"href": href}
        if not (drops and token.type in {"link_open", "link_close"}):
            yield token


def _line_ends(state: StateCore) -> None:
    """A line end between two Japanese characters joins them; anywhere else it is a space."""
    for line in _lines(state):
        before = ""
        waiting: Token | None = None
        for token in line.children or []:
            if token.type == "softbreak":
                waiting = token
            elif token.type == "image":
                before, waiting = "", None
            elif token.content:
                if waiting and _UNSPACED.match(before) and _UNSPACED.match(token.content):
                    waiting.type = "text"
                waiting = None
                before = token.content[-1]


def _lines(state: StateCore) -> list[Token]:
    return [token for token in state.tokens if token.type == "inline"]
