"""What the property test remembers by itself: who said what, and what may therefore go out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

MORNING = time(9)
QUIET_FROM, QUIET_UNTIL = time(22), time(7)
INVOLVED = frozenset({"nina", "arthur", "mei"})
"""The nominator, the author, and who is named."""


def is_quiet(moment: datetime) -> bool:
    """Whether the company sleeps; its zone is UTC."""
    return moment.time() >= QUIET_FROM or moment.time() < QUIET_UNTIL


def morning_after(moment: datetime) -> datetime:
    """Nine o'clock on the next day that is no weekend."""
    day = moment + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day.date(), MORNING, moment.tzinfo)


@dataclass
class Memory:
    """One story as everybody would tell it who kept a diary."""

    rests: bool
    """Whether new stories wait for a night."""
    sleeps: bool
    """Whether there are quiet hours."""
    agreed: dict[str, bool] = field(default_factory=dict)
    until: dict[str, date | None] = field(default_factory=dict)
    held: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Release and gate to those who decided it, the one they acted for included."""
    emergency: dict[str, set[str]] = field(default_factory=dict)
    """Release to the two who let it out past the reviewers."""
    proposed: dict[str, set[str]] = field(default_factory=dict)
    editors: set[str] = field(default_factory=set)
    cleared: dict[str, datetime] = field(default_factory=dict)
    withdrawn: bool = False
    frozen: bool = False
    lifted: datetime | None = None
    """When a freeze ended last; what was asked for before must not go out by itself."""
    asked: datetime | None = None
    """When somebody last said, or planned, that it should go out."""
    cautions: set[date] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    """Cautions somebody took note of."""
    was_live: bool = False

    def says_yes(self, name: str, until: date | None) -> None:
        """Somebody agrees."""
        self.agreed[name], self.until[name] = True, until

    def asks(self, moment: datetime, at: datetime, *, acknowledged: bool) -> None:
        """Somebody wants it out at `at`; what that moment speaks against is said or not."""
        self.asked = moment
        self.said = self.cautions_at(at) if acknowledged else set()

    def cautions_at(self, moment: datetime) -> set[str]:
        """What speaks against going out then."""
        found = {"quiet"} if self.sleeps and is_quiet(moment) else set()
        days = {moment.date().isoformat()} if moment.date() in self.cautions else set()
        return found | days

    def against_sending(self, people: set[str], release: str, now: datetime) -> str:
        """Why nothing may go out now; empty where it may."""
        missing = [name for name in people if not self._is_valid(name, now)]
        rest = self.cleared.get(release)
        reasons = {
            "during a freeze": self.frozen,
            "after a withdrawal": self.withdrawn,
            f"without the consent of {missing}": bool(missing),
            "overdue after a freeze, by itself": self._is_overdue(),
            "on a day or in hours nobody acknowledged": bool(self.cautions_at(now) - self.said),
            "before the night was over": bool(
                self.rests
                and not self.was_live
                and release not in self.emergency
                and (rest is None or now < morning_after(rest))
            ),
        }
        return next((reason for reason, holds in reasons.items() if holds), "")

    def against_standing(self, release: str) -> str:
        """Why this release must not stand outside; empty where it may."""
        pr, privacy = (self.held.get((release, gate)) for gate in ("pr", "privacy"))
        deciders = (pr or set()) | (privacy or set())
        if release in self.emergency:
            deciders |= self.emergency[release]
            if len(self.emergency[release]) < 2:
                return "an emergency by one person alone"
        elif not pr or not privacy:
            return "out without both approvals"
        elif pr & privacy:
            return "one person held both gates"
        involved = deciders & (INVOLVED | self.editors)
        return f"approved by {involved}, who had a part in it" if involved else ""

    def _is_valid(self, name: str, now: datetime) -> bool:
        until = self.until.get(name)
        return self.agreed.get(name, False) and (until is None or now.date() <= until)

    def _is_overdue(self) -> bool:
        return self.lifted is not None and (self.asked is None or self.asked < self.lifted)
