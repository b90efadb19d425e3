"""What it costs to publish one more story when there are few, and when there are many."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from syndicate.dev.bench.world import Blog

FEW, MANY = 10, 1000
ROUNDS = 15


@dataclass(frozen=True)
class Cost:
    """Of one publication; medians over the rounds."""

    wall_ms: float
    cpu_ms: float
    files: float


@dataclass(frozen=True)
class Growth:
    """The two costs, measured in turns."""

    few: int
    many: int
    at_few: Cost
    at_many: Cost

    def lines(self) -> list[str]:
        """A table for people."""
        cpu = self.at_many.cpu_ms / self.at_few.cpu_ms
        wall = self.at_many.wall_ms / self.at_few.wall_ms
        return [
            f"publish one story: the {self.many:,}th against the {self.few:,}th",
            *(
                f"  {number:>6,}  {cost.wall_ms:8.1f} ms  {cost.cpu_ms:8.1f} ms CPU  "
                f"{cost.files:5.0f} files"
                for number, cost in ((self.few, self.at_few), (self.many, self.at_many))
            ),
            f"  ratio   {wall:8.2f}     {cpu:8.2f} CPU",
        ]


def growth(*, few: int = FEW, many: int = MANY, rounds: int = ROUNDS) -> Growth:
    """Publish `rounds` stories in turns on a blog of `few` and on one of `many`."""
    with tempfile.TemporaryDirectory(prefix="syndicate-bench-") as folder:
        blogs = [Blog(Path(folder) / str(size), size - 1) for size in (few, many)]
        costs: list[list[Cost]] = [[], []]
        for _round in range(rounds):
            for blog, found in zip(blogs, costs, strict=True):
                found.append(_publish(blog))
    return Growth(few, many, *map(_median, costs))


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
