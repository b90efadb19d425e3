"""Which of several findings at one place are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Kind, Severity

_PHRASES = frozenset(
    [Kind.QUOTE, Kind.SMALL_COUNT, Kind.INVISIBLE, Kind.CHECK_FAILED, Kind.SPECIAL_CATEGORY]
)
"""Kinds that are about a whole phrase and hide nothing inside it."""
_NEVER_HIDDEN = frozenset([Kind.SECRET, Kind.CARD, Kind.MY_NUMBER, Kind.INVISIBLE])
"""Kinds that are shown even inside a larger finding."""
_NUMBERS = (
    Kind.MY_NUMBER,
    Kind.CARD,
    Kind.BANK,
    Kind.GOVERNMENT_ID,
    Kind.EMPLOYEE_ID,
    Kind.PHONE,
    Kind.DATE_OF_BIRTH,
    Kind.PRIVATE_IP,
)
"""Readings of one number, which exclude each other; the earlier wins among equals."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit at its place in the source."""

    hit: Hit
    text: str
    """What the offsets of the hit are into: the folded text, or the one before folding."""
    start: int
    end: int
    kind: Kind
    severity: Severity
    document: Document

    @property
    def strength(self) -> tuple[int, int, int, int, str]:
        """Orders rivals for one place, the strongest last; total, so the choice is stable."""
        number = -_NUMBERS.index(self.kind) if self.kind in _NUMBERS else -len(_NUMBERS)
        weight = self.severity.weight
        return (weight, self.end - self.start, self.hit.confidence, number, self.hit.rule)


def resolve(placed: Iterable[Placed]) -> list[Placed]:
    """Without duplicates and without what a larger finding of its weight already says."""
    ordered = sorted(placed, key=lambda p: (p.start, -p.end, p.hit.rule))
    dropped: set[int] = set()
    active: list[int] = []
    for index, candidate in enumerate(ordered):
        active = [at for at in active if at not in dropped and ordered[at].end > candidate.start]
        for at in active:
            if _makes_superfluous(ordered[at], candidate):
                dropped.add(index)
                break
            if _makes_superfluous(candidate, ordered[at]):
                dropped.add(at)
        if index not in dropped:
            active.append(index)
    return [candidate for index, candidate in enumerate(ordered) if index not in dropped]


def _makes_superfluous(winner: Placed, loser: Placed) -> bool:
    """Whether `winner`, which overlaps `loser`, says all a reviewer needs."""
    if winner.kind is loser.kind:
        return winner.strength >= loser.strength
    if winner.kind in _NUMBERS and loser.kind in _NUMBERS:
        return winner.hit.confidence > loser.hit.confidence or (
            winner.hit.confidence == loser.hit.confidence and winner.strength > loser.strength
        )
    if winner.kind in _PHRASES or loser.kind in _NEVER_HIDDEN:
        return False
    contains = winner.start <= loser.start and loser.end <= winner.end
    same = winner.start == loser.start and winner.end == loser.end
    if same and Kind.MINOR in {winner.kind, loser.kind} and _is_outsider(winner, loser):
        return winner.kind is Kind.MINOR
    heavy = winner.severity.weight >= loser.severity.weight
    return contains and heavy and (not same or winner.strength > loser.strength)


def _is_outsider(one: Placed, other: Placed) -> bool:
    """Whether one of the two says no more than that somebody is not staff."""
    return Kind.PERSON_EXTERNAL in {one.kind, other.kind}
