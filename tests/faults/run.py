"""One run: everything goes wrong at once until every delivery is over, then the verdict."""

from __future__ import annotations

import contextlib
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError, PendingRollbackError

from syndicate.models import DeliveryKind, DeliveryState
from syndicate.models.delivery import OPEN_STATES
from tests.faults.company import Company, company
from tests.faults.crew import Crew, crew
from tests.faults.linkedin import RULES, LinkedIn, linkedin
from tests.faults.plan import AFTERGLOW_SECONDS, Plan
from tests.faults.servers import Servers, servers
from tests.faults.short import shorten_waits
from tests.faults.verdict import History, Verdict, judge

_AWAY = (DBAPIError, PendingRollbackError)
POLL_SECONDS = 0.1
MORNING_EVERY = 10.0
"""Seconds after which somebody of PR looks at what needs a person."""
CALM_BELOW = 0.05
"""The share of deliveries still open below which nothing more is broken, so that a run ends."""


def run(plan: Plan) -> tuple[Verdict, dict[str, Any]]:
    """The verdict, and the figures of the run."""
    shorten_waits()
    with tempfile.TemporaryDirectory(prefix="syndicate-faults-") as name:
        folder = Path(name)
        with (
            linkedin(plan) as channel,
            servers(plan, folder) as machines,
            company(plan, machines.database_url, folder, machines.redis_url) as firm,
        ):
            channel.behave(seed=plan.seed, rules=RULES)
            os.environ.update(channel.environ)
            with crew(plan, firm.kit, folder / "workers.log") as workers:
                storm = Storm(plan, channel, machines, firm, workers)
                storm.rage()
                storm.calm_down()
            return storm.verdict(), storm.figures()


class Storm:
    """What happens during a run, dealt by the dice of its seed."""

    def __init__(
        self, plan: Plan, channel: LinkedIn, machines: Servers, firm: Company, workers: Crew
    ) -> None:
        self.plan, self.channel, self.machines = plan, channel, machines
        self.firm, self.workers = firm, workers
        self.history = History()
        self._dice = random.Random(plan.seed)
        self._begun = time.monotonic()
        self._fewest = 2 * plan.stories
        self._ends = self._begun + plan.patience_seconds
        self._frozen_until = 0.0
        self._frozen_from = 0.0
        self._unwithdrawn = self._dice.sample(
            range(plan.stories), round(plan.stories * plan.withdrawn_share)
        )
        self._scheduled = self._schedule()
        self._blow_at = self._peace_until = 0.0
        self.seconds = 0.0

    def rage(self) -> None:
        """Kill, freeze, restart, withdraw, until nearly everything is over."""
        next_morning = MORNING_EVERY
        while not self._is_nearly_over() and time.monotonic() < self._ends:
            now = time.monotonic()
            self._perhaps_strike(now)
            if now >= self._begun + next_morning:
                self._asked_people()
                next_morning += MORNING_EVERY
            self._do_what_is_due()
            time.sleep(POLL_SECONDS)

    def calm_down(self) -> None:
        """No more blows: let every delivery end, and a person retry what asks for one."""
        self.workers.all_awake()
        if self._frozen_until:
            self._unfreeze()
        while self._unwithdrawn:
            self._withdraw_one()
        while time.monotonic() < self._ends:
            # What waits for another delivery waits for the person who is asked about that one.
            # The last one under way may come to a person between the two questions.
            asked = self._asked_people()
            if not asked and self._waiting() == 0 and not self._asked_people():
                break
            time.sleep(5 * POLL_SECONDS)
        self.seconds = time.monotonic() - self._begun

    def verdict(self) -> Verdict:
        """What became of the promises."""
        return judge(
            {number: self.firm.targets(number) for number in range(self.plan.stories)},
            self.channel.copies(),
            self.firm.rows(),
            self.firm.receipts(),
            self.history,
        )

    def figures(self) -> dict[str, Any]:
        """What was done to the run."""
        rows = self.firm.rows()
        return {
            "db": self.plan.store.value,
            "carrier": self.plan.carrier.value,
            "naive": self.plan.naive,
            "n": self.plan.stories,
            "seed": self.plan.seed,
            "deliveries": len(rows),
            "kills": self.workers.kills,
            "work_horses": self.workers.horses,
            "stops": self.workers.stops,
            "freezes": len(self.history.frozen),
            "redis_kills": self.machines.redis_kills,
            "database_restarts": self.machines.database_restarts,
            "faults": self.channel.faults_met(),
            "withdrawn": len(self.history.withdrawn_at),
            "take_downs": sum(row.kind is DeliveryKind.TAKE_DOWN for row in rows),
            "retries": self.history.retries,
            "reasons": dict(
                Counter(row.reason.value for row in rows if row.state in OPEN_STATES and row.reason)
            ),
            "needs_person": sum(row.state is DeliveryState.NEEDS_PERSON for row in rows),
            "unfinished": self.firm.unfinished(),
            "seconds": round(self.seconds, 1),
        }

    def _schedule(self) -> list[tuple[float, Callable[[], object]]]:
        """Rare events, by the share of deliveries that are over."""
        machines = [
            (share, event)
            for share in (0.2, 0.5, 0.75)
            for event in (self.machines.restart_database, self.machines.kill_redis)
        ]
        return sorted([*machines, (0.35, self._freeze)], key=lambda pair: pair[0])

    def _perhaps_strike(self, now: float) -> None:
        over = 2 * self.plan.stories - self._waiting()
        if over < self._blow_at and now < self._peace_until:
            return
        self._strike()
        self._blow_at = over + self._dice.expovariate(1 / self.plan.deliveries_between_blows)
        self._peace_until = now + self.plan.longest_peace

    def _strike(self) -> None:
        if self._dice.random() < self.plan.stopped_share:
            # As often past the lease as within it.
            self.workers.stop(self._dice, self._dice.uniform(0.2, 2 * AFTERGLOW_SECONDS))
        else:
            self.workers.kill(self._dice)
        if self._dice.random() < 0.7:
            self._withdraw_one()

    def _do_what_is_due(self) -> None:
        over = 1 - self._open_share()
        while self._scheduled and self._scheduled[0][0] <= over:
            self._scheduled.pop(0)[1]()
        if self._frozen_until and time.monotonic() >= self._frozen_until:
            self._unfreeze()

    def _freeze(self) -> None:
        self._try(self.firm.freeze)
        self._frozen_from = time.time()
        self._frozen_until = time.monotonic() + AFTERGLOW_SECONDS + 2

    def _unfreeze(self) -> None:
        self.history.frozen.append((self._frozen_from, time.time()))
        self._try(self.firm.unfreeze)
        self._frozen_until = 0.0

    def _withdraw_one(self) -> None:
        if not self._unwithdrawn:
            return
        number = self._unwithdrawn.pop()
        story = self.firm.stories[number]
        self._try(lambda: self.firm.is_withdrawn(story) or self.firm.withdraw(story))
        self.history.withdrawn_at[number] = time.time()

    def _asked_people(self) -> bool:
        """Whether a person was needed and will still try; three times for each is enough."""
        if self.history.retries >= 3 * 2 * self.plan.stories:
            return False
        retried = self.firm.retry_for_people()
        self.history.retries += retried
        return retried > 0

    def _waiting(self) -> int:
        waiting = int(self._try(self.firm.waiting))
        if waiting < self._fewest:
            self._fewest, self._ends = waiting, time.monotonic() + self.plan.patience_seconds
        return waiting

    def _open_share(self) -> float:
        return self._waiting() / (2 * self.plan.stories)

    def _is_nearly_over(self) -> bool:
        return self._open_share() < CALM_BELOW and not self._frozen_until

    def _try(self, act: Callable[[], Any]) -> Any:
        """Do it again for as long as the database is away."""
        while True:
            try:
                return act()
            except _AWAY:
                if time.monotonic() > self._ends:
                    raise
                with contextlib.suppress(*_AWAY):
                    self.firm.database.dispose()
                time.sleep(POLL_SECONDS)


def line(verdict: Verdict, figures: dict[str, Any]) -> dict[str, Any]:
    """What one run prints."""
    return asdict(verdict) | figures | {"held": verdict.held}
