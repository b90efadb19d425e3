"""What changed between two texts, in pieces a person can read: words, or phrases in Japanese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, takewhile

import regex

from syndicate.rendering.phrases import phrases

# Comparing takes time in proportion to this product; above it a block is shown whole.
_MOST_PAIRS = 1_000_000
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}ー]"
_WORD = regex.compile(
    rf"\s+|{_UNSPACED}+|[[\p{{L}}\p{{N}}\p{{M}}'’_\-]--{_UNSPACED}]+|\X", regex.V1
)


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True)
class Piece:
    """A run of text that was kept, taken out or put in."""

    kind: Kind
    text: str


def diff(old: str, new: str) -> list[Piece]:
    """How `old` became `new`: same and deleted pieces make `old`, same and inserted make `new`.

    A deletion stands before the insertion that replaces it.
    """
    return _merged(_by_line(old.splitlines(keepends=True), new.splitlines(keepends=True)))


def _by_line(old: list[str], new: list[str]) -> Iterator[Piece]:
    """Lines first, so that only lines that changed are compared by words."""
    for before, after in _steps(old, new):
        if before == after:
            yield Piece(Kind.SAME, before)
        else:
            yield from _by_word(_words(before), _words(after))


def _by_word(old: list[str], new: list[str]) -> Iterator[Piece]:
    for before, after in _steps(old, new):
        if before == after:
            yield Piece(Kind.SAME, before)
        else:
            yield Piece(Kind.DELETED, before)
            yield Piece(Kind.INSERTED, after)


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """What stands in `old` beside what stands for it in `new`, equal or not."""
    head = _equal_from_start(old, new)
    tail = _equal_from_start(old[head:][::-1], new[head:][::-1])
    first, last = old[head : len(old) - tail], new[head : len(new) - tail]
    yield "".join(old[:head]), "".join(new[:head])
    if len(first) * len(last) > _MOST_PAIRS:
        yield "".join(first), "".join(last)
    else:
        # A space alone is no common ground between two sentences.
        matcher = SequenceMatcher(_is_space, first, last, autojunk=False)
        for _operation, a, b, c, d in matcher.get_opcodes():
            yield "".join(first[a:b]), "".join(last[c:d])
    yield "".join(old[len(old) - tail :]), "".join(new[len(new) - tail :])


def _equal_from_start(old: list[str], new: list[str]) -> int:
    equal = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    return sum(1 for _pair in equal)


def _is_space(token: str) -> bool:
    return token.isspace() and "\n" not in token


def _words(text: str) -> list[str]:
    """Words, runs of white space and single signs; Japanese in phrases."""
    return [phrase for word in _WORD.findall(text) for phrase in phrases(word)]


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Without empty pieces, and neighbours of a kind as one, deletions before insertions."""
    filled = (piece for piece in pieces if piece.text)
    result: list[Piece] = []
    for changed, run in groupby(filled, key=lambda piece: piece.kind is not Kind.SAME):
        kinds = (Kind.DELETED, Kind.INSERTED) if changed else (Kind.SAME,)
        together = list(run)
        for kind in kinds:
            text = "".join(piece.text for piece in together if piece.kind is kind)
            if text:
                result.append(Piece(kind, text))
    return result
