"""What changed between two texts, word by word; Japanese by character, since it has no spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, TAKEN = "same", "ins", "del"
TOKENS_MOST = 1_500
"""Longer paragraphs are shown as replaced: comparing takes time by the square."""
PARAGRAPHS_MOST = 2_000

_TOKEN = re.compile(r"[A-Za-z0-9À-ɏ_'’-]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, came or went."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[list[Piece]]:
    """The paragraphs of both texts in order, each as pieces; joined they give either text."""
    old, new = _paragraphs(before), _paragraphs(after)
    if max(len(old), len(new)) > PARAGRAPHS_MOST:
        return [[Piece(TAKEN, before)], [Piece(ADDED, after)]]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        pieces
        for how, a1, a2, b1, b2 in matcher.get_opcodes()
        for pieces in _compared(how, old[a1:a2], new[b1:b2])
    ]


def changed(paragraphs: Sequence[Sequence[Piece]]) -> bool:
    """Whether anything came or went."""
    return any(piece.kind != SAME for pieces in paragraphs for piece in pieces)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _compared(how: str, old: Sequence[str], new: Sequence[str]) -> Iterator[list[Piece]]:
    if how == "equal":
        yield from ([Piece(SAME, text)] for text in old)
        return
    for index in range(max(len(old), len(new))):
        before = old[index] if index < len(old) else ""
        after = new[index] if index < len(new) else ""
        yield _words(before, after)


def _words(before: str, after: str) -> list[Piece]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > TOKENS_MOST or not old or not new:
        return [piece for piece in (Piece(TAKEN, before), Piece(ADDED, after)) if piece.text]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [Piece(TAKEN, before), Piece(ADDED, after)]
    pieces = []
    for how, a1, a2, b1, b2 in matcher.get_opcodes():
        if how == "equal":
            pieces.append(Piece(SAME, "".join(old[a1:a2])))
            continue
        gone, come = "".join(old[a1:a2]), "".join(new[b1:b2])
        pieces += [piece for piece in (Piece(TAKEN, gone), Piece(ADDED, come)) if piece.text]
    return pieces


_ALIKE = 0.3
"""Less in common than this, and two sentences side by side read better than a patchwork."""
