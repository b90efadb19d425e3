"""What people write, line by line: each way to write a thing, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from .samples import HERE, Sample, read_marked
from .scoring import extra, missed, read

FOLDER = HERE / "spellings"


def spellings(path: Path) -> list[Sample]:
    """The lines of a table: marked as posts are, with `\\n` for a new line; # opens a comment."""
    lines = path.read_text("utf-8").splitlines()
    return [
        read_marked(f"{path.stem}:{number}", "", line.replace("\\n", "\n").replace("\\\\", "\\"))
        for number, line in enumerate(lines, start=1)
        if line and not line.startswith("# ")
    ]


LINES = [line for path in sorted(FOLDER.glob("*.txt")) for line in spellings(path)]


@pytest.mark.parametrize("sample", LINES, ids=lambda sample: sample.name)
def test_a_line_is_read_as_a_careful_reader_would(sample: Sample) -> None:
    found = read(sample)

    assert [sample.text[gold.start : gold.end] for gold in missed(sample, found)] == []
    assert [(one.rule, sample.text[one.start : one.end]) for one in extra(sample, found)] == []


def test_the_tables_hold_many_spellings_and_many_traps() -> None:
    marked = [line for line in LINES if line.gold]

    assert len(marked) >= 600
    assert len(LINES) - len(marked) >= 150
