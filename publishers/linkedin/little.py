"""LinkedIn's "little text": what a commentary is written in.

Fifteen characters must be escaped wherever they stand, or LinkedIn drops the rest of the post
without an error, https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import regex

RESERVED = "\\|{}@[]()<>#*_~"
MAX_UNITS = 3_000
"""Longest commentary, in UTF-16 units of the escaped text; the strictest reading of the limit."""

_ESCAPABLE = regex.compile(r"[\\|{}@\[\]()<>#*_~]")
_ADDRESS = regex.compile(r"https?://[^\s\\|{}@\[\]()<>]+")
_ELEMENT = regex.compile(
    r"""
      (?P<address>https?://[^\s\\|{}@\[\]()<>]+)
    | \{hashtag\|\\?[#＃]\|(?P<template>(?:\\.|[^\\{}|])+)\}
    | @\[(?P<name>(?:\\.|[^\\\[\]])+)\]\((?P<urn>urn:li:[\w:-]+)\)
    | \#(?P<word>\w+)
    | \\(?P<escaped>.)
    | (?P<plain>.)
    """,
    regex.VERBOSE | regex.DOTALL,
)
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]+")


@dataclass(frozen=True)
class Plain:
    """Text that stands as it is."""

    text: str


@dataclass(frozen=True)
class Hashtag:
    """A tag readers can follow; `word` without the number sign."""

    word: str


@dataclass(frozen=True)
class Mention:
    """A link to a page; LinkedIn shows it as plain text unless `name` is exactly its name."""

    name: str
    urn: str


Piece = Plain | Hashtag | Mention


def escape(text: str) -> str:
    """`text` with every reserved character escaped, in one pass."""
    escaped: str = _ESCAPABLE.sub(r"\\\g<0>", text)
    return escaped


def encode(pieces: Iterable[Piece], *, escape_urls: bool = True) -> str:
    """The commentary that LinkedIn shows as `pieces`."""
    return "".join(_encoded(piece, escape_urls) for piece in pieces)


def parse(commentary: str) -> tuple[Piece, ...]:
    """The pieces of a commentary as LinkedIn gives it back, forgiving in what is escaped."""
    pieces: list[Piece] = []
    text: list[str] = []
    for match in _ELEMENT.finditer(commentary):
        if element := _element(match):
            _flush(text, pieces)
            pieces.append(element)
        else:
            text.append(match["address"] or match["escaped"] or match["plain"])
    _flush(text, pieces)
    return tuple(pieces)


def visible(pieces: Iterable[Piece]) -> str:
    """What a reader sees."""
    return "".join(_seen(piece) for piece in pieces)


def mention_in(text: str, names: Mapping[str, str]) -> list[Piece]:
    """`text` with every name of `names` as a mention of its URN; addresses are left alone."""
    if not names:
        return [Plain(text)] if text else []
    longest_first = sorted(names, key=len, reverse=True)
    pattern = regex.compile(
        _ADDRESS.pattern + "|(?P<name>" + "|".join(map(regex.escape, longest_first)) + ")"
    )
    pieces: list[Piece] = []
    start = 0
    for match in pattern.finditer(text):
        if match["name"]:
            pieces += [Plain(text[start : match.start()]), Mention(match[0], names[match[0]])]
            start = match.end()
    pieces.append(Plain(text[start:]))
    return [piece for piece in pieces if piece != Plain("")]


def hashtag_words(tags: Iterable[str]) -> list[str]:
    """One word for each tag that has letters, without repeats: `remote work` is `RemoteWork`."""
    found: dict[str, str] = {}
    for tag in tags:
        words = _WORD.findall(tag)
        word = words[0] if len(words) == 1 else "".join(w[:1].upper() + w[1:] for w in words)
        if any(character.isalpha() for character in word):
            found.setdefault(word.casefold(), word)
    return list(found.values())


def _encoded(piece: Piece, escape_urls: bool) -> str:  # noqa: FBT001 - private
    match piece:
        case Hashtag(word):
            return r"{hashtag|\#|" + escape(word) + "}"
        case Mention(name, urn):
            return f"@[{escape(name)}]({urn})"
        case Plain(text) if escape_urls:
            return escape(text)
        case Plain(text):
            return _escaped_around_addresses(text)


def _escaped_around_addresses(text: str) -> str:
    parts = []
    start = 0
    for match in _ADDRESS.finditer(text):
        parts += [escape(text[start : match.start()]), match[0]]
        start = match.end()
    return "".join([*parts, escape(text[start:])])


def _element(match: regex.Match[str]) -> Piece | None:
    if template := match["template"]:
        return Hashtag(_unescaped(template))
    if word := match["word"]:
        return Hashtag(word)
    if name := match["name"]:
        return Mention(_unescaped(name), match["urn"])
    return None


def _unescaped(text: str) -> str:
    plain: str = regex.sub(r"\\(.)", r"\1", text, flags=regex.DOTALL)
    return plain


def _flush(text: list[str], pieces: list[Piece]) -> None:
    if text:
        pieces.append(Plain("".join(text)))
        text.clear()


def _seen(piece: Piece) -> str:
    match piece:
        case Hashtag(word):
            return f"#{word}"
        case Mention(name, _):
            return name
        case Plain(text):
            return text
