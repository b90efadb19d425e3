"""`make faults`: one JSON line per run; exit 1 when a promise broke."""

from __future__ import annotations

import json
import signal
import sys

import click
import structlog

from tests.faults.plan import Carrier, Plan, Store
from tests.faults.run import line, run


@click.command()
@click.option("--n", "stories", default=100, show_default=True, type=click.IntRange(10, 100_000))
@click.option("--seed", "seeds", default="1", show_default=True, help="One, or several: 1,2,3.")
@click.option("--db", "store", default=Store.SQLITE, type=click.Choice(Store, case_sensitive=False))
@click.option("--carrier", default=Carrier.WORKER, type=click.Choice(Carrier, case_sensitive=False))
@click.option("--naive", is_flag=True, help="Retry without looking: the control, which must fail.")
def main(
    stories: int,
    seeds: str,
    store: Store,
    carrier: Carrier,
    naive: bool,
) -> None:
    """Deliver N stories to two LinkedIn pages each while everything goes wrong."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no worker outlives it
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    held = True
    for seed in seeds.split(","):
        plan = Plan(
            stories=stories,
            seed=int(seed),
            store=store,
            carrier=carrier,
            naive=naive,
        )
        verdict, figures = run(plan)
        click.echo(json.dumps(line(verdict, figures)))
        held = held and verdict.held
    if not held:
        raise click.exceptions.Exit(1)


if __name__ == "__main__":
    main()
