"""Two additions to CommonMark: `{漢字|かんじ}` gives a reading, and a bare address is a link."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from syndicate.rendering.limits import MAX_URL_CHARS
from syndicate.rendering.links import safe_href
from syndicate.rendering.text import RUBY, ruby_parts

# Only ASCII belongs to a bare address: in 「https://example.comを見て」 it ends before を.
_ADDRESS = re.compile(rf"https?://[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]{{1,{MAX_URL_CHARS}}}")
_SCHEME = re.compile(r"(?:^|[^A-Za-z0-9])(https?)$")
_NOT_AT_THE_END = ".,;:!?'*_~"


def additions(md: MarkdownIt) -> None:
    """Teach `md` readings and bare addresses."""
    md.inline.add_terminator_char("｛")
    md.inline.ruler.after("text", "ruby", ruby)
    md.inline.ruler.after("text", "bare_address", bare_address)
    md.add_render_rule("ruby", render_ruby)


def ruby(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """`{漢字|かんじ}`: the base is the token's content, the reading stands in its meta."""
    found = RUBY.match(state.src, state.pos, state.posMax)
    parts = ruby_parts(found) if found else None
    if not found or not parts:
        return False
    if not silent:
        token = state.push("ruby", "ruby", 0)
        token.content, token.meta["reading"] = parts
    state.pos = found.end()
    return True


def bare_address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """`https://…` in running text, without the punctuation that ends the sentence."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-6:])
    start = state.pos - len(scheme.group(1)) if scheme else 0
    found = _ADDRESS.match(state.src, start, state.posMax) if scheme else None
    if not scheme or not found:
        return False
    address = _without_punctuation(found.group())
    href = safe_href(address)
    if href is None:
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme.group(1))]
        state.push("link_open", "a", 1).attrs = {"href": href}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos = start + len(address)
    return True


def render_ruby(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
    """Base and reading, with brackets for browsers that know no ruby."""
    base, reading = escape(tokens[index].content), escape(tokens[index].meta["reading"])
    return f"<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>"


def _without_punctuation(address: str) -> str:
    """`https://example.com/a_(b))。` ends before the bracket that was opened outside."""
    while address:
        shorter = address.rstrip(_NOT_AT_THE_END)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            break
        address = shorter
    return address
