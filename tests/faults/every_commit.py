"""A worker that dies just before or just after each commit of one story's way out, one by one."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import click
import structlog
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from syndicate.jobs.deliver import drain
from syndicate.jobs.sweep import recover_dead
from syndicate.models import Delivery, Story
from tests.faults.company import Company, company
from tests.faults.linkedin import LinkedIn, linkedin
from tests.faults.plan import Carrier, Plan, Store
from tests.faults.servers import servers
from tests.faults.short import shorten_waits

DIED = 9
MOMENTS = ("before", "after")
_A_WHILE = timedelta(minutes=30)


def crash_everywhere(store: Store) -> Iterator[dict[str, Any]]:
    """One line per place to die: the copies each page had afterwards, and the story's state."""
    shorten_waits()
    plan = Plan(stories=0, seed=1, store=store, carrier=Carrier.WORKER)
    with (
        tempfile.TemporaryDirectory(prefix="syndicate-commit-") as name,
        linkedin(plan) as channel,
        servers(plan, Path(name)) as machines,
        company(plan, machines.database_url, Path(name), None) as firm,
    ):
        os.environ.update(channel.environ)
        for moment in MOMENTS:
            for number in count(1):
                told = _crash_at(firm, channel, moment, number)
                yield {"moment": moment, "commit": number} | told
                if not told["died"]:
                    break


def _crash_at(firm: Company, channel: LinkedIn, moment: str, number: int) -> dict[str, Any]:
    story = len(firm.stories)
    with firm.database.begin() as session:
        firm.add_story(session, story)
    died = _dies(firm, moment, number)
    _recover(firm)
    copies = channel.copies()
    with firm.database.reading() as session:
        state = session.get_one(Story, firm.stories[story]).state.value
    return {
        "died": died,
        "state": state,
        "deliveries": sorted({row.state.value for row in firm.rows()}),
        "copies": [len(copies.get(target, ())) for target in firm.targets(story)],
    }


def _dies(firm: Company, moment: str, number: int) -> bool:
    """Whether a worker of its own process got as far as that commit, and died there."""
    firm.database.dispose()
    pid = os.fork()
    if pid == 0:
        _arm(firm, moment, number)
        drain(firm.kit, "doomed", seconds=20)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == DIED


def _arm(firm: Company, moment: str, number: int) -> None:
    left = number

    def one_more(_subject: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(DIED)

    if moment == "before":
        event.listen(firm.database.engine, "commit", one_more)
    else:
        event.listen(Session, "after_commit", one_more)


def _recover(firm: Company) -> None:
    """What another worker does, once the lease and the settling are over."""
    for _round in range(4):
        with firm.database.begin() as session:
            for row in session.scalars(select(Delivery).where(Delivery.finished_at.is_(None))):
                row.due_at -= _A_WHILE
                row.lease_until = row.lease_until - _A_WHILE if row.lease_until else None
        recover_dead(firm.kit)
        drain(firm.kit, "another", seconds=20)


@click.command()
@click.option("--db", "store", default=Store.SQLITE, type=click.Choice(Store, case_sensitive=False))
def main(store: Store) -> None:
    """Print what came of every death."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for line in crash_everywhere(store):
        click.echo(json.dumps(line))


if __name__ == "__main__":
    main()
