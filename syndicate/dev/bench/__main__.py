"""`make bench`: run every measurement and print what it found."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click
import structlog

from syndicate.dev.bench import delivering, history, memory, scanning, starting
from syndicate.dev.bench.hall import hall
from syndicate.dev.bench.publishing import SIZES, growth
from syndicate.dev.bench.serving import comparison

PARTS = ("blog", "scan", "deliver", "start", "claim", "memory")
_ALONE = {"blog", "scan"}
"""Parts that need no services."""


@click.command()
@click.option("--rounds", default=5, show_default=True, help="Rounds under load, in turns.")
@click.option("--seconds", default=2.0, show_default=True, help="Length of a round under load.")
@click.option(
    "--size", "sizes", multiple=True, type=int, default=SIZES, show_default=True, help="Blog size."
)
@click.option(
    "--stories", default=delivering.STORIES, show_default=True, help="Approved stories to deliver."
)
@click.option(
    "--times", default=starting.TIMES, show_default=True, help="Stories published one by one."
)
@click.option(
    "--rows",
    multiple=True,
    type=int,
    default=history.SIZES,
    show_default=True,
    help="Deliveries there were before a claim.",
)
@click.option(
    "--part", "parts", multiple=True, type=click.Choice(PARTS), help="Only this; repeatable."
)
@click.option("--presidio", help="A python that has presidio-analyzer, to measure beside the scan.")
def main(
    rounds: int,
    seconds: float,
    sizes: tuple[int, ...],
    stories: int,
    times: int,
    rows: tuple[int, ...],
    parts: tuple[str, ...],
    presidio: str | None,
) -> None:
    """Measure. Read the ratios: the figures beside them depend on the machine and on its load."""
    wanted = set(parts or PARTS)
    if "blog" in wanted:
        _print(growth(sizes=sizes, rounds=3 * rounds).lines())
        _print(comparison(rounds=rounds, seconds=seconds).lines())
    if "scan" in wanted:
        _print(scanning.costs(presidio=presidio).lines())
    if wanted <= _ALONE:
        return
    with hall() as place, _quiet():
        if "deliver" in wanted:
            fewer = min(rounds, delivering.ROUNDS)
            _print(delivering.comparison(place, stories=stories, rounds=fewer).lines())
        if "start" in wanted:
            _print(starting.comparison(place, times=times).lines())
        if "claim" in wanted:
            _print(history.growth(place, sizes=rows, rounds=8 * rounds).lines())
        if "memory" in wanted:
            _print(memory.idle(place).lines())


def _print(lines: list[str]) -> None:
    for line in lines:
        click.echo(line)


@contextmanager
def _quiet() -> Iterator[None]:
    """Each delivery writes a line into the log, which nobody asked for here."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.configure(**before)


if __name__ == "__main__":
    main()
