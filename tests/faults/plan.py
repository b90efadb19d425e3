"""What one run is: how much, on what, and how hostile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Store(StrEnum):
    """The database a run uses."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Carrier(StrEnum):
    """What makes the workers look."""

    EMBEDDED = "embedded"
    WORKER = "worker"
    RQ = "rq"


TIMEOUT_SECONDS, MARGIN_SECONDS, SETTLE_SECONDS = 2, 2, 3
"""Short timings in the proportions of the long ones: a lost answer costs seconds here."""
READ_SECONDS = 0.7
LATE_COMMIT_SECONDS = 1.0
"""The channel stores a post so long after it was asked, when the worker has given up."""
LEASE_SECONDS = TIMEOUT_SECONDS + MARGIN_SECONDS
AFTERGLOW_SECONDS = LEASE_SECONDS + LATE_COMMIT_SECONDS
"""A send claimed before a withdrawal may reach the channel until then; it is taken down."""


@dataclass(frozen=True)
class Plan:
    """One run, the same faults for the same seed."""

    stories: int
    seed: int
    store: Store
    carrier: Carrier
    naive: bool = False
    """Whether the publishers believe every look-up absent: retry without looking."""
    workers: int = 4
    deliveries_between_blows: float = 5.0
    """On average; a slow machine is not beaten to a standstill."""
    longest_peace: float = 4.0
    """Seconds after which there is a blow even though nothing was delivered."""
    stopped_share: float = 0.25
    """Of the blows: frozen for a while instead of killed."""
    withdrawn_share: float = 0.15
    patience_seconds: float = 120.0
    """Without anything delivered for so long, a run is called stuck."""
    most_posts_a_page: int = 120
    """A look-up reads the newest two hundred posts of a page; no real page has more in minutes."""

    @property
    def pages(self) -> int:
        """How many company pages there are; each story goes to two of them."""
        return max(2, -(-2 * self.stories // self.most_posts_a_page))
