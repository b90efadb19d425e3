"""Beyond CommonMark: readings as `{漢字|かんじ}`, bare addresses, emphasis in Japanese."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import regex
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize

from syndicate.rendering.limits import MAX_URL_CHARS
from syndicate.rendering.links import safe_href
from syndicate.rendering.text import RUBY, ruby_parts

# Only ASCII belongs to a bare address: in 「https://example.comを見て」 it ends before を.
_ADDRESS = re.compile(rf"https?://[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]{{1,{MAX_URL_CHARS}}}")
_SCHEME = re.compile(r"(?:^|[^A-Za-z0-9])(https?)$")
_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\u3000-\u303F\uFF00-\uFFEF]")
_NOT_AT_THE_END = ".,;:!?'*_~"


def additions(md: MarkdownIt) -> None:
    """Teach `md` readings, bare addresses and emphasis between Japanese characters."""
    md.inline.add_terminator_char("｛")
    md.inline.ruler.after("text", "ruby", ruby)
    md.inline.ruler.after("text", "bare_address", bare_address)
    md.inline.ruler.at("emphasis", emphasis)
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


def emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """As in CommonMark, and also where `*` stands between a bracket and a Japanese character.

    CommonMark asks for a space there: https://github.com/commonmark/commonmark-spec/issues/650
    """
    start, known = state.pos, len(state.delimiters)
    if not tokenize(state, silent):
        return False
    before = state.src[start - 1 : start] or " "
    after = state.src[state.pos : min(state.pos + 1, state.posMax)] or " "
    if state.src[start] == "*":
        for delimiter in state.delimiters[known:]:
            delimiter.open |= bool(_CJK.match(before)) and not after.isspace()
            delimiter.close |= bool(_CJK.match(after)) and not before.isspace()
    return True


def render_ruby(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
    """Base and reading, with brackets for browsers that know no ruby."""
    base, reading = escape(tokens[index].content), escape(tokens[index].meta["reading"])
    return f"<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>"


def _without_punctuation(address: str) -> str:
    """`https://example.com/a_(b))。` ends before the bracket that was opened outside."""
    while True:
        shorter = address.rstrip(_NOT_AT_THE_END)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter
