"""Plain text as people write it: normalised, measured and cut without breaking a character."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import accumulate

import regex

from syndicate.errors import Invalid
from syndicate.i18n import _

ELLIPSIS = "…"

# CR LF, CR, NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR all mean a new line.
_NEWLINES = regex.compile(r"\r\n|[\r\x85\u2028\u2029]")
# Controls, noncharacters and the byte order mark mean nothing in a text, and XML refuses most.
_MEANINGLESS = regex.compile(r"[[\p{Cc}--\n\t]\p{Noncharacter_Code_Point}\uFEFF]", regex.V1)

RUBY = regex.compile(
    r"\{([^{}|\n]{1,60})\|([^{}|\n]{1,60})\}|｛([^｛｝｜\n]{1,60})｜([^｛｝｜\n]{1,60})｝"
)
"""`{漢字|かんじ}`, or the same typed with full-width signs."""
_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}]")

# What must not be cut: a reading belongs to its base, as source or as it stands in plain text.
_UNIT = regex.compile(
    r"\{[^{}|\n]{1,60}\|[^{}|\n]{1,60}\}"
    r"|\p{Han}{1,20}\([\p{Hiragana}\p{Katakana}ー・ ]{1,40}\)"
    r"|\X"
)
_SHORT_WORD = 20


def normalise(text: str) -> str:
    """`text` in NFC with `\\n` line ends and no control characters but `\\n` and `\\t`.

    Raises `Invalid` when it holds half a character (a lone surrogate).
    """
    return unicodedata.normalize("NFC", without_controls(text))


def without_controls(text: str) -> str:
    """What `normalise` gives, before NFC: markup must be parsed before its text is composed."""
    if regex.search(r"\p{Cs}", text):
        raise Invalid(
            _("The text holds half a character. Please delete it there and type it again.")
        )
    cleaned: str = _MEANINGLESS.sub("", _NEWLINES.sub("\n", text))
    return cleaned


def plain(text: str) -> str:
    """`text` normalised, trimmed line by line, with `{漢字|かんじ}` shown as `漢字(かんじ)`."""
    shown = ruby_to_plain(normalise(text))
    return "\n".join(line.strip() for line in shown.split("\n")).strip()


def one_line(text: str) -> str:
    """`plain(text)` on a single line, as titles and tags are. A single U+3000 stays."""
    return joined(plain(text))


def joined(text: str) -> str:
    """`text` normalised, with each run of white space as one space."""
    spaced: str = regex.sub(r"[^\S\u3000]+|\s{2,}", " ", normalise(text))
    return spaced.strip()


def ruby_parts(found: regex.Match[str]) -> tuple[str, str] | None:
    """Base and reading of a match of `RUBY`; None when it is no East Asian text at all."""
    base, reading = (part for part in found.groups() if part is not None)
    return (base, reading) if _CJK.search(base + reading) else None


def ruby_to_plain(text: str) -> str:
    """`text` with every `{漢字|かんじ}` as `漢字(かんじ)`."""

    def shown(found: regex.Match[str]) -> str:
        parts = ruby_parts(found)
        return f"{parts[0]}({parts[1]})" if parts else found.group()

    result: str = RUBY.sub(shown, text)
    return result


def display_width(text: str) -> int:
    """Columns `text` takes: two for a full-width character, none for a combining mark."""
    return sum(_width(cluster) for cluster in regex.findall(r"\X", text))


def utf16_length(text: str) -> int:
    """How many UTF-16 code units `text` has, as JavaScript and many channels count."""
    return len(text.encode("utf-16-le")) // 2


def truncate(text: str, limit: int, *, measure: Callable[[str], int] = len) -> str:
    """`text`, or its beginning with `…`, such that `measure` of it is at most `limit`.

    Nothing is cut inside a grapheme cluster or between a word and its reading. Latin words stay
    whole where that costs little. `measure` is `len`, `display_width` or `utf16_length`.
    """
    if measure(text) <= limit:
        return text
    room = limit - measure(ELLIPSIS)
    if room < 0:
        return ""
    units: list[str] = _UNIT.findall(text)
    totals = accumulate(map(measure, units))
    beginning = "".join(unit for unit, total in zip(units, totals, strict=True) if total <= room)
    return _whole_words(beginning, text[len(beginning) :]).rstrip(" \n\t\u3000,;:、，") + ELLIPSIS


def _width(cluster: str) -> int:
    """The widest character of a cluster decides: an emoji of five code points takes two."""
    if "\ufe0f" in cluster:
        return 2
    return max(_character_width(character) for character in cluster)


def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cc", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _whole_words(beginning: str, rest: str) -> str:
    """`beginning` without a Latin word that was cut, unless the word is very long."""
    if not regex.search(r"[\p{Latin}\d]$", beginning) or not regex.match(r"[\p{Latin}\d]", rest):
        return beginning
    shorter: str = regex.sub(r"(?<=\s)\S+$", "", beginning)
    return shorter if len(beginning) - len(shorter) <= _SHORT_WORD else beginning
