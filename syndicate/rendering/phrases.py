"""Japanese without spaces, cut where a reader would pause: for line breaks and for diffs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import budoux
import regex

_JAPANESE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
# A break never falls inside a Latin word or number, nor inside one character.
_GLUED = regex.compile(r"(?<=[A-Za-z0-9])(?=[A-Za-z0-9])")


def phrases(text: str) -> list[str]:
    """The phrases of `text`, which joined are `text` again; all of it where it is no Japanese."""
    if not _JAPANESE.search(text):
        return [text] if text else []
    ends = {found.end() for found in regex.finditer(r"\X", text)}
    result: list[str] = []
    end = 0
    for phrase in _parse()(text):
        if result and (end not in ends or _GLUED.match(text, end)):
            result[-1] += phrase
        else:
            result.append(phrase)
        end += len(phrase)
    return result


@cache
def _parse() -> Callable[[str], list[str]]:
    """BudouX's `parse` only: its HTML output carries an inline style, which our CSP refuses."""
    parse: Callable[[str], list[str]] = budoux.load_default_japanese_parser().parse
    return parse
