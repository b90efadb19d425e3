"""Tables in a text: Markdown, lines with tabs, and those of HTML; cells under their headings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from syndicate.privacy.lexicon import DATA

CELL, ROW = "\x1f", "\x1e"
"""Marks that the reader of HTML leaves on a line of their own before each cell and row."""
_RULE = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")
"""The line of dashes under the headings."""
_MARKS = re.compile(r"[*_`#:：?()\[\]　 ]+")
_MANY = 60
"""More columns than this are no table for people."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell by its place in the text, and what its headings are in comparing form."""

    start: int
    end: int
    heading: str
    row: Mapping[str, str]
    """All headings of its table, each with what stands below it in the same row."""


Span = tuple[int, int]


def cells_of(text: str) -> Iterator[Cell]:
    """Every cell that has a heading, above it or in front of it."""
    for rows in _tables(text):
        yield from _under_headings(text, rows)


def _under_headings(text: str, rows: list[list[Span]]) -> Iterator[Cell]:
    if all(len(row) == _PAIR for row in rows) and _is_vertical(text, rows):
        whole = {plain(text[slice(*label)]): text[slice(*value)] for label, value in rows}
        for label, value in rows:
            yield Cell(*value, plain(text[slice(*label)]), whole)
        return
    headings = [plain(text[slice(*cell)]) for cell in rows[0]]
    for row in rows[1:]:
        values = {heading: text[slice(*cell)] for heading, cell in zip(headings, row, strict=False)}
        for heading, cell in zip(headings, row, strict=False):
            yield Cell(*cell, heading, values)


_PAIR = 2


def _is_vertical(text: str, rows: list[list[Span]]) -> bool:
    """Whether each row says in its first cell what the second one is."""
    labels = [plain(text[slice(*row[0])]) in known_headings() for row in rows]
    return len(rows) > 1 and all(labels) and plain(text[slice(*rows[0][1])]) not in known_headings()


def plain(heading: str) -> str:
    """A heading without case, marks and spaces at its ends."""
    inner = _MARKS.sub(" ", heading).strip().lower()
    return inner if inner.isascii() else inner.replace(" ", "")


@cache
def headings() -> dict[str, frozenset[str]]:
    """Headings in comparing form, by what they stand over."""
    lists = tomllib.loads((DATA / "headings.toml").read_text("utf-8"))["heading"]
    return {group: frozenset(plain(word) for word in words) for group, words in lists.items()}


@cache
def known_headings() -> frozenset[str]:
    """All headings that mean something."""
    return frozenset(
        word for group, words in headings().items() if group != "empty" for word in words
    )


def _tables(text: str) -> Iterator[list[list[Span]]]:
    """Rows of cells, table by table; a table has two rows and two columns at least."""
    if "|" in text or "\t" in text:
        yield from _lined(text)
    if CELL in text:
        yield from _marked(text)


def _lined(text: str) -> Iterator[list[list[Span]]]:
    rows: list[list[Span]] = []
    kind = ""
    at = 0
    for line in text.split("\n"):
        mark = "|" if line.count("|") > 0 else ("\t" if "\t" in line.strip() else "")
        if mark != kind or not mark:
            if len(rows) > 1:
                yield rows
            rows, kind = [], mark
        if mark and len(line) > 1 and _RULE.fullmatch(line) is None:
            cells = _split(line, at, mark)
            if 1 < len(cells) <= _MANY:
                rows.append(cells)
        at += len(line) + 1
    if len(rows) > 1:
        yield rows


def _split(line: str, at: int, mark: str) -> list[Span]:
    """The cells of a line, trimmed; a bar at either end opens no cell."""
    cells = []
    for piece in line.split(mark):
        cells.append(_trimmed(piece, at))
        at += len(piece) + 1
    if mark == "|" and line.lstrip().startswith("|"):
        cells = cells[1:]
    if mark == "|" and line.rstrip().endswith("|"):
        cells = cells[:-1]
    return cells


def _trimmed(piece: str, at: int) -> Span:
    left = len(piece) - len(piece.lstrip(" *_`\n"))
    right = len(piece.rstrip(" *_`\n"))
    return at + left, at + max(left, right)


def _marked(text: str) -> Iterator[list[list[Span]]]:
    rows: list[list[Span]] = []
    for match in re.finditer(f"[{CELL}{ROW}]", text):
        if match[0] == ROW:
            rows.append([])
        elif rows:
            rows[-1].append(_line_after(text, match.end()))
    if len(rows) > 1 and rows[0]:
        yield rows


def _line_after(text: str, at: int) -> Span:
    """The first line with anything on it before the next mark."""
    found = re.compile(rf"[\s]*([^\n{CELL}{ROW}]{{1,400}})").match(text, at)
    return _trimmed(found[1], found.start(1)) if found else (at, at)
