"""The posts of the privacy tests: their text, and what a careful reader marked in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from syndicate.privacy.directory import Directory
from syndicate.privacy.scan import ScanContext
from syndicate.privacy.terms import Terms

HERE = Path(__file__).parent
POSTS = HERE / "posts"
HELD_OUT = HERE / "held_out"
BLIND = HERE / "blind"
KEY = b"a key of these tests"


@dataclass(frozen=True)
class Gold:
    """A span a careful reader would mark; an optional one may also be left alone."""

    kind: str
    start: int
    end: int
    optional: bool = False


@dataclass(frozen=True)
class Sample:
    """A post and what should be found in it."""

    name: str
    language: str
    text: str
    gold: tuple[Gold, ...]


def read_sample(path: Path) -> Sample:
    """A post with `{{kind|text}}` and `{{kind?|text}}` marks, which may stand inside each other."""
    return read_marked(path.stem, path.parent.name, path.read_text("utf-8"))


def read_marked(name: str, language: str, marked: str) -> Sample:
    """The same for a text that is at hand."""
    text = ""
    gold: list[Gold] = []
    opened: list[tuple[str, int]] = []
    at = 0
    while at < len(marked):
        if marked.startswith("{{", at):
            kind, _bar, _rest = marked[at + 2 :].partition("|")
            opened.append((kind, len(text)))
            at += len(kind) + 3
        elif marked.startswith("}}", at):
            kind, start = opened.pop()
            gold.append(Gold(kind.rstrip("?"), start, len(text), kind.endswith("?")))
            at += 2
        else:
            text += marked[at]
            at += 1
    return Sample(name, language, text, tuple(gold))


def read_samples(folder: Path) -> list[Sample]:
    """All posts below `folder`, in order of their paths."""
    return [read_sample(path) for path in sorted(folder.glob("*/*.txt"))]


@cache
def company() -> ScanContext:
    """The directory and the terms of the sample company."""
    return ScanContext(
        directory=Directory.from_csv((POSTS / "directory.csv").read_text("utf-8")),
        terms=Terms.from_text((POSTS / "terms.txt").read_text("utf-8")),
        key=KEY,
    )
