"""`make bench`: run every measurement and print what it found."""

from __future__ import annotations

import click

from syndicate.dev.bench.publishing import SIZES, growth
from syndicate.dev.bench.serving import comparison


@click.command()
@click.option("--rounds", default=5, show_default=True, help="Rounds under load, in turns.")
@click.option("--seconds", default=2.0, show_default=True, help="Length of a round under load.")
@click.option(
    "--size", "sizes", multiple=True, type=int, default=SIZES, show_default=True, help="Blog size."
)
def main(rounds: int, seconds: float, sizes: tuple[int, ...]) -> None:
    """Measure. Read the ratios: the figures beside them depend on the machine and on its load."""
    for line in growth(sizes=sizes, rounds=3 * rounds).lines():
        click.echo(line)
    for line in comparison(rounds=rounds, seconds=seconds).lines():
        click.echo(line)


if __name__ == "__main__":
    main()
