"""What was seen in one image: values that are kept with it and made into findings later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

READER_VERSION = 3
"""Raised with every change of what is seen: images read by another version are read again."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of an image; all four are parts of its width and height, between 0 and 1."""

    x: float
    y: float
    w: float
    h: float

    def overlap(self, other: Box) -> float:
        """What both share, as a part of what they cover together."""
        wide = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        high = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        shared = max(0.0, wide) * max(0.0, high)
        together = self.w * self.h + other.w * other.h - shared
        return shared / together if together else 0.0

    def within(self, other: Box) -> float:
        """What both share, as a part of the smaller one."""
        least = min(self.w * self.h, other.w * other.h)
        together = self.w * self.h + other.w * other.h
        both = self.overlap(other)
        return both * together / (1 + both) / least if least else 0.0

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        left, top = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.w, other.x + other.w)
        bottom = max(self.y + self.h, other.y + other.h)
        return Box(left, top, right - left, bottom - top)

    def grown(self, part: float) -> Box:
        """Larger by `part` of its size on every side, within the image."""
        left, top = max(0.0, self.x - self.w * part), max(0.0, self.y - self.h * part)
        right = min(1.0, self.x + self.w * (1 + part))
        bottom = min(1.0, self.y + self.h * (1 + part))
        return Box(left, top, right - left, bottom - top)

    def as_list(self) -> list[float]:
        """`[x, y, w, h]`, as it is stored."""
        return [round(edge, 4) for edge in (self.x, self.y, self.w, self.h)]


@dataclass(frozen=True, slots=True)
class Face:
    """One face and how sure the model is, between 0 and 1."""

    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Word:
    """A run of a line's text and where it stands."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in an image."""

    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A QR or bar code: what it says, and where it is."""

    text: str
    box: Box

    @property
    def lines(self) -> Iterator[Line]:
        """What it says as lines of text that all stand where the code is."""
        for line in self.text.splitlines():
            yield Line(line, (Word(0, len(line), self.box),))


def all_text(lines: Iterable[Line]) -> str:
    """The lines below each other."""
    return "\n".join(line.text for line in lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was seen in one image."""

    faces: tuple[Face, ...] = ()
    lines: tuple[Line, ...] = ()
    unread: str = ""
    """Why text was not looked for: `missing` where there is no tesseract, else `failed`."""
    failed: str = ""
    """What kept faces from being looked for; empty when they were."""
    codes: tuple[Code, ...] = ()
    undecoded: str = ""
    """What kept codes from being looked for; empty when they were."""

    @property
    def said(self) -> tuple[Line, ...]:
        """The lines of text, then those of codes."""
        return (*self.lines, *(line for code in self.codes for line in code.lines))

    def as_json(self) -> dict[str, Any]:
        """JSON values only, to be kept with the image."""
        return {
            "version": READER_VERSION,
            "faces": [[*face.box.as_list(), face.score] for face in self.faces],
            "lines": [
                [line.text, [[word.start, word.end, *word.box.as_list()] for word in line.words]]
                for line in self.lines
            ],
            "unread": self.unread,
            "failed": self.failed,
            "codes": [[code.text, *code.box.as_list()] for code in self.codes],
            "undecoded": self.undecoded,
        }


def from_json(kept: Mapping[str, Any] | None) -> Reading | None:
    """A reading as it was kept; None when there is none or it should be made again."""
    if not kept or kept["version"] != READER_VERSION:
        return None
    lacks = kept["failed"] or kept["unread"] or kept["undecoded"]
    return None if lacks else parsed(kept)


def parsed(kept: Mapping[str, Any]) -> Reading:
    """The reading in what `as_json` gave."""
    return Reading(
        tuple(Face(_box(face), face[4]) for face in kept["faces"]),
        tuple(
            Line(text, tuple(Word(word[0], word[1], _box(word[2:])) for word in words))
            for text, words in kept["lines"]
        ),
        kept["unread"],
        kept["failed"],
        tuple(Code(text, _box(edges)) for text, *edges in kept["codes"]),
        kept["undecoded"],
    )


def _box(edges: Sequence[float]) -> Box:
    return Box(*edges[:4])
