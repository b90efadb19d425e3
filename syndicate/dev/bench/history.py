"""What a claim costs when little was delivered before, and when very much was."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Table, text

from syndicate.db import Base
from syndicate.dev.bench.hall import Hall, analyze
from syndicate.dev.bench.stories import Stories
from syndicate.jobs.deliver import deliver_next
from syndicate.services.claims import Claim, claim, peek

SIZES = (100, 10_000, 1_000_000)
ROUNDS = 40
_FILLED = ("delivery", "receipt", "attempt")
_ID = "substr(md5('{table}' || n::text), 1, 26)"
_VALUES = {
    "delivery": {
        "id": _ID.format(table="delivery"),
        "story_id": "substr(md5('story' || (n / 3)::text), 1, 26)",
        "release_id": "substr(md5('release' || n::text), 1, 26)",
        "ordinal": "1000 + n",
        "receipt_id": _ID.format(table="receipt"),
        "after_id": "NULL",
    },
    "receipt": {
        "id": _ID.format(table="receipt"),
        "story_id": "substr(md5('story' || (n / 3)::text), 1, 26)",
        "remote_id": "'old/' || n::text",
        "ordinal": "1000 + n",
    },
    "attempt": {
        "id": _ID.format(table="attempt"),
        "delivery_id": _ID.format(table="delivery"),
    },
}
"""What differs between the rows of the history; everything else is as in one real delivery."""


@dataclass(frozen=True)
class Claims:
    """Milliseconds to find and claim one delivery, by rows in the table; medians, in turns."""

    cost: dict[int, float]

    def lines(self) -> list[str]:
        """A table for people: every size, then the last against each of the others."""
        *smaller, last = self.cost
        return [
            "find and claim one delivery among those that are done",
            *(f"  {size:>9,} rows {cost:8.2f} ms" for size, cost in self.cost.items()),
            *(
                f"  ratio          {self.cost[last] / self.cost[size]:8.2f}"
                f"  {last:,} rows against {size:,}"
                for size in smaller
            ),
        ]


def growth(hall: Hall, *, sizes: Sequence[int] = SIZES, rounds: int = ROUNDS) -> Claims:
    """Claim in turns from tables of these sizes, each in a database of its own."""
    with ExitStack() as stack:
        companies = {size: stack.enter_context(hall.company(f"history{size}"))[0] for size in sizes}
        for size, company in companies.items():
            _fill(company, size, rounds)
        rows = [
            {size: _claim(each) for size, each in companies.items()} for _round in range(rounds)
        ]
    return Claims({size: median(row[size] for row in rows) for size in sizes})


def _fill(company: Stories, size: int, rounds: int) -> None:
    first = company.cleared()
    waiting = company.copy(first, rounds)
    company.publish(first)
    while deliver_next(company.kit, "bench"):
        pass
    with company.kit.database.engine.begin() as connection:
        # What the rows of a history refer to is not looked at by a claim, so it is not made.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in _FILLED:
            connection.execute(text(_filling(Base.metadata.tables[name])), {"size": size})
    for story_id in waiting:
        company.publish(story_id)
    company.make_due()
    analyze(company.kit.database)


def _filling(table: Table) -> str:
    values = _VALUES[table.name]
    columns = [f'"{column.name}"' for column in table.columns]
    chosen = [values.get(column.name, f'one."{column.name}"') for column in table.columns]
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(chosen)}"  # noqa: S608 # names of the model's own
        f" FROM (SELECT * FROM {table.name} LIMIT 1) AS one, generate_series(1, :size) AS n"
    )


def _claim(company: Stories) -> float:
    """Milliseconds until the lease is durable. Whoever sends it is no part of this."""
    database, kit = company.kit.database, company.kit
    begun = time.perf_counter()
    with database.reading() as session:
        delivery_id = peek(session, kit)[0]
    with database.begin() as session:
        taken = claim(session, delivery_id, kit=kit, worker="bench")
    if not isinstance(taken, Claim):
        msg = f"delivery {delivery_id} could not be claimed"
        raise RuntimeError(msg)  # noqa: TRY004 # what came instead is an outcome, not a wrong type
    return (time.perf_counter() - begun) * 1000
