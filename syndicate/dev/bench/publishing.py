"""What it costs to publish one more story when there are few, and when there are many."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from syndicate.dev.bench.world import Blog

SIZES = (10, 100, 1000)
"""At the 10th the front page and the feeds are still half empty; at the 100th they are full."""
ROUNDS = 15


@dataclass(frozen=True)
class Cost:
    """Of one publication; medians over the rounds."""

    wall_ms: float
    cpu_ms: float
    files: float


@dataclass(frozen=True)
class Growth:
    """What the n-th story cost, by n, measured in turns."""

    costs: dict[int, Cost]

    def lines(self) -> list[str]:
        """A table for people: every size, then the last against each of the others."""
        *smaller, last = self.costs
        return [
            "publish one more story",
            *(
                f"  story {size:>6,} {cost.wall_ms:8.1f} ms  {cost.cpu_ms:8.1f} ms CPU"
                f"  {cost.files:5.0f} files"
                for size, cost in self.costs.items()
            ),
            *(self._ratio(last, size) for size in smaller),
        ]

    def _ratio(self, last: int, size: int) -> str:
        ours, theirs = self.costs[last], self.costs[size]
        wall, cpu = ours.wall_ms / theirs.wall_ms, ours.cpu_ms / theirs.cpu_ms
        return (
            f"  ratio        {wall:8.2f}     {cpu:8.2f} CPU  story {last:,} against story {size:,}"
        )


def growth(*, sizes: Sequence[int] = SIZES, rounds: int = ROUNDS) -> Growth:
    """Publish `rounds` stories in turns, on blogs that grow from each of `sizes`."""
    with tempfile.TemporaryDirectory(prefix="syndicate-bench-") as folder:
        blogs = {size: Blog(Path(folder) / str(size), size - 1) for size in sizes}
        rows = [{size: _publish(blog) for size, blog in blogs.items()} for _round in range(rounds)]
    return Growth({size: _median([row[size] for row in rows]) for size in sizes})


def _publish(blog: Blog) -> Cost:
    order, before = blog.next_order(), time.time_ns()
    wall, cpu = time.perf_counter(), time.process_time()
    blog.publish(order)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    return Cost(spent[0] * 1000, spent[1] * 1000, _written_since(blog.folder, before))


def _written_since(folder: Path, moment: int) -> int:
    return sum(path.stat().st_mtime_ns >= moment for path in folder.rglob("*") if path.is_file())


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        median(cost.wall_ms for cost in costs),
        median(cost.cpu_ms for cost in costs),
        median(cost.files for cost in costs),
    )
