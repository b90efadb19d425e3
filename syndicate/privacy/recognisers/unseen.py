"""What readers do not see: invisible characters, look-alike letters, hidden text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.rules import Rule

_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_ZERO_WIDTH = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060-\u2065"
    "\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]+"
)
_MIXED = re.compile(
    r"[A-Za-z]{0,60}[\u0370-\u03ff\u0400-\u052f][A-Za-z\u0370-\u03ff\u0400-\u052f]{0,60}"
)
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_GREEK_SYMBOLS = frozenset("µμΔΩπλσαβγεθφΣ")
"""Letters that stand with Latin ones in units and formulas."""


def _belongs(text: str, match: re.Match[str]) -> bool:
    """Whether the characters shape what stands beside them: emoji, kanji variants, scripts."""
    run = match[0]
    before = text[match.start() - 1] if match.start() else ""
    after = text[match.end() : match.end() + 1]
    if run == "\ufeff" and match.start() == 0:
        return True
    if _VARIATION.fullmatch(run) and len(run) == 1 and before:
        return True
    core = run.strip("\ufe0f\ufe0e")
    if core in {"\u200d", "\u200c"} and before and after:
        return _shapes(before) and _shapes(after)
    if before == "\U0001f3f4" and run.endswith("\U000e007f"):
        return True  # the flags of England, Scotland and Wales
    return core == "" and len(run) == 1


@lru_cache(maxsize=1 << 14)
def _shapes(char: str) -> bool:
    """Whether joiners are normal beside `char`: emoji, skin tones, Arabic and Indic scripts."""
    return (
        unicodedata.category(char) in {"So", "Sk", "Mn", "Mc"}
        or (unicodedata.category(char) == "Lo" and "\u0600" <= char <= "\u0dff")
        or char in "\u2640\u2642\u2695\u2696\u2708\u2764"
    )


def _is_lookalike(word: str) -> bool:
    latin = any(char.isascii() for char in word)
    other = [char for char in word if not char.isascii() and char not in _GREEK_SYMBOLS]
    return latin and bool(other)


@dataclass(frozen=True, slots=True)
class Unseen:
    """Reads the text before folding, which takes such characters away."""

    name: str = "unseen"
    rules: Sequence[Rule] = ()

    def find_raw(self, text: str) -> Iterator[Hit]:
        """Invisible characters and words of two alphabets."""
        if text.isascii():
            return
        for match in _DIRECTION.finditer(text):
            yield Hit("invisible.direction", *match.span())
        for match in _ZERO_WIDTH.finditer(text):
            if not _belongs(text, match):
                yield Hit("invisible.characters", *match.span())
        for match in _MIXED.finditer(text):
            if _is_lookalike(match[0]):
                yield Hit("invisible.lookalike", *match.span())

    def find(self, document: Document) -> Iterator[Hit]:
        """Text that is in the page but not shown."""
        text = document.text
        if document.surface == "hidden" and any(map(str.isalnum, text)):
            start = len(text) - len(text.lstrip())
            yield Hit("invisible.hidden_text", start, len(text.rstrip()), Likelihood.POSSIBLE)
