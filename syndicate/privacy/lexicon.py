"""Words that give a number or a name its meaning, found in one pass over a text."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of the lexicon at its place in a text."""

    start: int
    end: int
    group: str


class Cues:
    """The cues of one text, by group, in order of their start; `label` is all labels together."""

    def __init__(self, found: Sequence[Cue]) -> None:
        self._by_group: dict[str, list[Cue]] = defaultdict(list)
        for cue in found:
            self._by_group[cue.group].append(cue)
            if cue.group.startswith("label."):
                self._by_group["label"].append(cue)
        self._starts = {
            group: [cue.start for cue in cues] for group, cues in self._by_group.items()
        }

    def within(self, group: str, start: int, end: int) -> Sequence[Cue]:
        """Cues of `group` that begin in `[start, end)`."""
        starts = self._starts.get(group)
        if starts is None:
            return ()
        return self._by_group[group][bisect_left(starts, start) : bisect_left(starts, end)]

    def has(self, group: str, start: int, end: int) -> bool:
        """Whether a cue of `group` begins in `[start, end)`."""
        starts = self._starts.get(group, ())
        at = bisect_left(starts, start)
        return at < len(starts) and starts[at] < end

    def of(self, group: str) -> Sequence[Cue]:
        """All cues of `group`."""
        return self._by_group.get(group, ())


@cache
def lexicon() -> dict[str, dict[str, list[str]]]:
    """The word lists as they are written in `data/lexicon*.toml`; equal groups are joined."""
    joined: dict[str, dict[str, list[str]]] = {}
    for path in sorted(DATA.glob("lexicon*.toml")):
        for family, lists in tomllib.loads(path.read_text("utf-8")).items():
            groups = joined.setdefault(family, {})
            for group, words in lists.items():
                groups[group] = [*groups.get(group, ()), *words]
    return joined


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of `data/<name>.txt`, separated by white space; # starts a comment line."""
    lines = (DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _automaton() -> Any:
    # Imported here so that only a process that scans carries the library.
    import ahocorasick

    groups: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for family, lists in lexicon().items():
        for group, words in lists.items():
            for word in words:
                plain = word.rstrip("*").translate(_ASCII_LOWER)
                groups[plain].append((f"{family}.{group}", word.endswith("*")))
    machine = ahocorasick.Automaton()
    for plain, meanings in groups.items():
        machine.add_word(plain, (len(plain), meanings))
    machine.make_automaton()
    return machine


def find_cues(text: str) -> Cues:
    """Every word of the lexicon in `text` (folded)."""
    return Cues(sorted(_matches(text.translate(_ASCII_LOWER)), key=lambda cue: cue.start))


def _matches(text: str) -> Iterator[Cue]:
    for last, (length, meanings) in _automaton().iter(text):
        start, end = last + 1 - length, last + 1
        if not starts_word(text, start):
            continue
        whole = ends_word(text, end)
        counted = text[end : end + 1].isdigit() and not text[end - 1].isdigit()
        for group, is_stem in meanings:
            if whole or is_stem or (counted and group.startswith("label.")):
                yield Cue(start, end, group)


def is_latin(char: str) -> bool:
    """Whether `char` is a letter or digit that continues an ASCII word."""
    return char.isascii() and char.isalnum()


def starts_word(text: str, start: int) -> bool:
    """Whether no ASCII word runs on to the left of `start`."""
    return start == 0 or not (is_latin(text[start]) and is_latin(text[start - 1]))


def ends_word(text: str, end: int) -> bool:
    """Whether no ASCII word runs on to the right of `end`."""
    return end >= len(text) or not (is_latin(text[end - 1]) and is_latin(text[end]))
