"""HTML as strangers send it, checked and prepared so that no parser needs long to read it."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from syndicate.rendering.limits import check_html, check_markup
from syndicate.rendering.text import without_controls

# `<p><b x=1><p><b x=2>…` makes every parser reopen all b elements in each paragraph, which is
# quadratic in size; with equal attributes HTML keeps three of them at most.
# https://html.spec.whatwg.org/multipage/parsing.html#the-list-of-active-formatting-elements
_FORMATTING = re.compile(
    r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/])[^>]{0,2000}>",
    re.IGNORECASE,
)

_ROUGH_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_SLOPPINESS = 10
"""How many times deeper than allowed unclosed tags may seem, before anything is parsed."""

VOID = frozenset({"br", "hr", "img"})
_ENDS_BY_ITSELF = VOID | {"a", "dd", "dt", "input", "li", "meta", "p", "td", "th", "tr", "wbr"}

TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
"""A tag as nh3 writes it: it escapes `<` and `>` everywhere else."""
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')


def tame(html: str) -> str:
    """`html` without control characters and costly attributes, for a parser to read.

    Raises `TooLarge` for too many bytes or tags or, by a rough count, for too deep nesting, and
    `Invalid` for half characters.
    """
    check_html(html)
    _check_roughly(html)
    return _FORMATTING.sub(r"<\1>", without_controls(html))


def check_shape(html: str) -> None:
    """Raise `TooLarge` by exact count; `html` is what nh3 wrote, so every tag is closed."""
    depth = deepest = 0
    for closing, name, _rest in TAG.findall(html):
        if name not in VOID:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    check_markup(html.count("<") + html.count("&"), deepest)


def attributes_in(written: str) -> dict[str, str]:
    """The attributes of a tag that nh3 wrote, unescaped."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _check_roughly(html: str) -> None:
    unclosed: Counter[str] = Counter()
    depth = deepest = 0
    for closing, written in _ROUGH_TAG.findall(html):
        name, step = written.lower(), -1 if closing else 1
        if name not in _ENDS_BY_ITSELF and unclosed[name] + step >= 0:
            unclosed[name] += step
            depth += step
            deepest = max(deepest, depth)
    check_markup(html.count("<") + html.count("&"), deepest // _SLOPPINESS)
