"""Character classes of Japanese text, for patterns and for the edges of words."""

from __future__ import annotations

import re

KANJI = "㐀-鿿々〆ヶ豈-\ufaff\U00020000-\U0003ffff"
HIRAGANA = "ぁ-ゖゝゞ"
KATAKANA = "ァ-ヺーヽヾ"

_IS_KANJI = re.compile(f"[{KANJI}]")
_IS_HIRAGANA = re.compile(f"[{HIRAGANA}]")
_IS_KATAKANA = re.compile(f"[{KATAKANA}]")


def is_kanji(char: str) -> bool:
    """Whether `char` (one character or empty) is a kanji."""
    return _IS_KANJI.fullmatch(char) is not None


def is_hiragana(char: str) -> bool:
    """Whether `char` (one character or empty) is hiragana."""
    return _IS_HIRAGANA.fullmatch(char) is not None


def is_katakana(char: str) -> bool:
    """Whether `char` (one character or empty) is katakana or its long mark."""
    return _IS_KATAKANA.fullmatch(char) is not None


_DIGITS = {kanji: value for value, kanji in enumerate("一二三四五六七八九", start=1)}


def number(text: str) -> int:
    """`text` of ASCII digits or kanji numerals below a hundred as a number; 0 for none."""
    if text.isascii():
        return int(text) if text.isdigit() else 0
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def all_kanji(text: str) -> bool:
    """Whether `text` is kanji only, and not empty."""
    return bool(text) and all(map(is_kanji, text))


def all_hiragana(text: str) -> bool:
    """Whether `text` is hiragana only, and not empty."""
    return bool(text) and all(map(is_hiragana, text))


def all_katakana(text: str) -> bool:
    """Whether `text` is katakana only, and not empty."""
    return bool(text) and all(map(is_katakana, text))
