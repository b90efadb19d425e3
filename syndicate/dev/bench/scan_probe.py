"""One process that scans: how long it takes to start, how long a post takes, what it weighs.

`python -m syndicate.dev.bench.scan_probe STAFF` reads `{"name": text}` from its input and prints
one line of JSON. It is a program of its own, so that start and memory are those of the scan alone.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syndicate.privacy.directory import Entry

TIMES = 40
_LONG = 4000
"""Texts longer than this are read fewer times."""


def staff(count: int) -> Iterator[Entry]:
    """So many invented colleagues, half of them with Japanese names."""
    from syndicate.privacy.directory import Entry
    from syndicate.privacy.lexicon import word_list

    kanji = sorted(word_list("surnames_ja_rare")), sorted(word_list("given_ja"))
    latin = sorted(word_list("surnames_world")), sorted(word_list("given_world"))
    for number in range(count):
        families, givens = kanji if number % 2 else latin
        family, given = families[number * 7 % len(families)], givens[number * 13 % len(givens)]
        yield Entry(
            family=family if number % 2 else family.title(),
            given=given if number % 2 else given.title(),
            email=f"staff{number}@hokuto.example",
            handle=f"staff_{number}",
            employee_id=f"E{number:06}",
            department=f"Team {number % 200}",
        )


def probe(count: int, texts: dict[str, str]) -> dict[str, Any]:
    """Milliseconds of CPU for each text, of start-up, and the most memory used, in MB."""
    began = time.process_time()
    from syndicate.privacy.directory import Directory
    from syndicate.privacy.scan import ScanContext, scan_text

    context = ScanContext(directory=Directory(staff(count)), key=b"bench")
    scan_text("Tanaka 田中さん 03-1234-5678", context=context)
    started = time.process_time() - began
    taken: dict[str, list[float]] = {}
    found: dict[str, int] = {}
    for name, text in texts.items():
        found[name] = len(scan_text(text, context=context).findings)
        taken[name] = [
            _timed(lambda text=text: scan_text(text, context=context))
            for _round in range(TIMES if len(text) <= _LONG else TIMES // 4)
        ]
    return {"start": started * 1000, "taken": taken, "found": found, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    """The most memory this program has used; what its parent used does not count."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def _timed(work: Any) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def main() -> None:
    """Read the texts, print what was measured."""
    texts = json.load(sys.stdin)
    sys.stdout.write(json.dumps(probe(int(sys.argv[1]), texts)))


if __name__ == "__main__":
    main()
