"""What the channel's own log says about the promises; our tables only say whom they ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from syndicate.models import Delivery, DeliveryKind, DeliveryState
from syndicate.models.delivery import OPEN_STATES
from tests.faults.linkedin import Copy
from tests.faults.plan import AFTERGLOW_SECONDS

NEEDS_PERSON = DeliveryState.NEEDS_PERSON
Copies = Mapping[tuple[str, str], Sequence[Copy]]


@dataclass
class History:
    """What was done to the run, on the clock all its processes share."""

    withdrawn_at: dict[int, float] = field(default_factory=dict)
    """By the number of the story."""
    frozen: list[tuple[float, float]] = field(default_factory=list)
    retries: int = 0
    """How often a person pressed “retry”."""


@dataclass(frozen=True)
class Verdict:
    """How often each promise was broken."""

    lost: int
    """Approved copies that are nowhere, while no worker and no person is to see to them."""
    doubled: int
    """Copies beyond the one there should be."""
    sent_after_withdrawal: int
    withdrawn_but_live: int
    sent_while_frozen: int
    without_receipt: int
    """Posts we do not know of."""
    stuck: int
    """Deliveries neither over nor with a person at the end."""

    @property
    def held(self) -> bool:
        """Whether every promise was kept."""
        return not any(vars(self).values())


def judge(
    targets: Mapping[int, Sequence[tuple[str, str]]],
    copies: Copies,
    rows: Sequence[Delivery],
    receipts: set[str],
    history: History,
) -> Verdict:
    """Compare what should stand where with what does."""
    stored = [(number, copies.get(target, ())) for number in targets for target in targets[number]]
    missing = sum(number not in history.withdrawn_at and not _live(here) for number, here in stored)
    publishing = sum(row.kind is DeliveryKind.PUBLISH and row.state in OPEN_STATES for row in rows)
    return Verdict(
        lost=max(0, missing - publishing),
        doubled=sum(max(0, len(here) - 1) for _number, here in stored),
        sent_after_withdrawal=sum(
            copy.created_at > history.withdrawn_at[number] + AFTERGLOW_SECONDS
            for number, here in stored
            if number in history.withdrawn_at
            for copy in here
        ),
        withdrawn_but_live=sum(
            len(_live(here)) for number, here in stored if number in history.withdrawn_at
        ),
        sent_while_frozen=sum(
            begun + AFTERGLOW_SECONDS < copy.created_at < ended
            for begun, ended in history.frozen
            for _number, here in stored
            for copy in here
        ),
        without_receipt=sum(copy.urn not in receipts for _n, here in stored for copy in here),
        stuck=sum(row.state in OPEN_STATES and row.state is not NEEDS_PERSON for row in rows),
    )


def _live(copies: Sequence[Copy]) -> list[Copy]:
    return [copy for copy in copies if copy.deleted_at is None]
