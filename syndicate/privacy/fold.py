"""Texts that remember where each of their characters came from.

Recognisers read a folded text (full-width forms narrowed, dashes unified, invisible characters
gone) and findings are reported in the text as it was given, so every step keeps an offset map.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

INVISIBLE = frozenset(
    [
        0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0,
        *range(0x180B, 0x180E), *range(0x200B, 0x2010), *range(0x202A, 0x202F),
        *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080),
        *range(0xE0100, 0xE01F0),
    ]
)  # fmt: skip
"""Code points that show nothing and would split a name or a number."""

_DASHES = frozenset("‐‑‒–—―−－﹘﹣⁃")
_LONG_VOWEL_IN_NUMBER = re.compile(r"(?<=[0-9])[ーｰ](?=[0-9(])|(?<=\))ー(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text and, for each of its characters, the span it stands for in the original."""

    text: str
    starts: array[int] | None = None
    """None where the text is the original itself."""
    ends: array[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original behind `text[start:end]`; empty spans stay empty."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else self._length()
            return at, at
        return self.starts[start], self.ends[end - 1]

    def _length(self) -> int:
        return self.ends[-1] if self.ends else 0

    def over(self, base: Mapped) -> Mapped:
        """This map, made from `base.text`, as a map into what `base` was made from."""
        if base.starts is None or base.ends is None:
            return self
        if self.starts is None or self.ends is None:
            return Mapped(self.text, base.starts, base.ends)
        starts = array("I", (base.starts[at] for at in self.starts))
        ends = array("I", (base.ends[at - 1] for at in self.ends))
        return Mapped(self.text, starts, ends)


class Builder:
    """Puts a mapped text together piece by piece."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._starts = array("I")
        self._ends = array("I")

    def copy(self, text: str, at: int) -> None:
        """Append `text` as it stands in the original from `at` on."""
        self._parts.append(text)
        self._starts.extend(range(at, at + len(text)))
        self._ends.extend(range(at + 1, at + 1 + len(text)))

    def stand_in(self, text: str, start: int, end: int) -> None:
        """Append `text`, every character of which stands for original `[start, end)`."""
        self._parts.append(text)
        self._starts.extend([start] * len(text))
        self._ends.extend([end] * len(text))

    def done(self) -> Mapped:
        """The text so far."""
        return Mapped("".join(self._parts), self._starts, self._ends)


@lru_cache(maxsize=1 << 16)
def fold_char(char: str) -> str:
    """The plain form of one character: empty for invisible ones.

    Circled and superscript digits stay, because a list mark before a number is not part of it.
    """
    if ord(char) in INVISIBLE:
        return ""
    if char in _DASHES:
        return "-"
    plain = unicodedata.normalize("NFKC", char)
    if plain == char or char in "゛゜´¨":
        return char
    if any(c.isdigit() for c in plain):
        tag = unicodedata.decomposition(char).split(">")[0]
        return plain if tag in {"<wide", "<font"} else char
    return plain


_SPECIAL = re.compile("[^\\x00-\\x7f一-鿿ぁ-ゖァ-ー。、「」『』・]")
"""Everything but ASCII and the plain Japanese characters, which fold to themselves."""


def fold(text: str) -> Mapped:
    """`text` with every character folded, mapped onto `text`."""
    if text.isascii():
        return Mapped(text)
    chars: list[str] = []
    starts = array("I")
    ends = array("I")
    done = 0
    for match in _SPECIAL.finditer(text):
        at = match.start()
        chars += text[done:at]
        starts.extend(range(done, at))
        ends.extend(range(done + 1, at + 1))
        done = at + 1
        for char in fold_char(match[0]):
            if ends and unicodedata.combining(char) and (joined := _join(chars[-1], char)):
                chars[-1] = joined
                ends[-1] = done
                continue
            chars.append(char)
            starts.append(at)
            ends.append(done)
    chars += text[done:]
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Mapped(_LONG_VOWEL_IN_NUMBER.sub("-", "".join(chars)), starts, ends)


def _join(base: str, mark: str) -> str | None:
    joined = unicodedata.normalize("NFC", base + mark)
    return joined if len(joined) == 1 else None


def folded(text: str) -> str:
    """`text` folded, with runs of white space as one space and no case: for comparing."""
    return plain(fold(text).text)


def plain(text: str) -> str:
    """`text`, already folded, with runs of white space as one space and no case."""
    return " ".join(text.split()).casefold()


_KANJI_VARIANTS = {
    "髙": "高", "﨑": "崎", "嵜": "崎", "碕": "崎", "邊": "辺", "邉": "辺", "齋": "斎", "齊": "斎",
    "斉": "斎", "濵": "浜", "濱": "浜", "德": "徳", "澤": "沢", "廣": "広", "國": "国", "嶋": "島",
    "嶌": "島", "龍": "竜", "瀧": "滝", "櫻": "桜", "惠": "恵", "彌": "弥", "與": "与", "眞": "真",
    "槇": "槙", "靜": "静", "壽": "寿", "榮": "栄", "實": "実", "淺": "浅", "濟": "済", "鹽": "塩",
    "圓": "円", "學": "学", "會": "会", "藏": "蔵", "顯": "顕", "條": "条", "萬": "万", "禮": "礼",
    "曾": "曽", "薗": "園", "冨": "富", "𠮷": "吉", "栁": "柳", "桒": "桑", "淵": "渕", "舘": "館",
    "穗": "穂", "豐": "豊", "峯": "峰", "兒": "児", "關": "関", "戶": "戸", "黑": "黒", "橫": "横",
    "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "ð": "d", "Ð": "d", "ı": "i",
    "內": "内", "增": "増", "奧": "奥", "逹": "達", "凉": "涼", "晉": "晋",
}  # fmt: skip


class _NameTable(dict[int, str]):
    """Characters that are written in several ways in names, as one; made as they turn up."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = _KANJI_VARIANTS.get(char, char)
        if char == "’":
            plain = "'"
        elif "ァ" <= char <= "ヶ":
            plain = chr(code - 0x60)
        elif char.isalpha() and code < 0x2000:
            base = unicodedata.normalize("NFD", char)[0].lower()
            plain = base if len(base) == 1 else char
        if len(self) < 1 << 16:
            self[code] = plain
        return plain


_NAME_TABLE = _NameTable()


def name_key(text: str) -> str:
    """`text` (folded) without case, accents, kana kind and kanji variants; same length."""
    return text.translate(_NAME_TABLE)


def ranges(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """`spans` sorted, with overlapping ones joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
