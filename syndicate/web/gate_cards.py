"""Gates as desks and workbenches show them: how they stand, until when, and who is on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.gates import gate_row
from syndicate.i18n import Text, _
from syndicate.models import Gate, GateState, Role, RoleGrant, Story, User
from syndicate.process import GateRule, Situation
from syndicate.seating import awaited
from syndicate.services.gate_queue import Waiting
from syndicate.services.gatekeeping import Powers, powers
from syndicate.web.fields import Option
from syndicate.web.request import actor, db, kit, now, settings
from syndicate.web.templating import name
from syndicate.workdays import due_day
from syndicate.workflow import look

Look = tuple[str, str, Text]
"""Icon, tone and word."""

LOOKS: dict[GateState, Look] = {
    GateState.WAITING: ("lock", "quiet", _("Opens later")),
    GateState.OPEN: ("clock", "wait", _("Open")),
    GateState.HELD: ("check", "good", _("Decided")),
    GateState.RETURNED: ("undo", "warn", _("Returned")),
}
_AGREED: Look = ("check", "good", _("Agreed"))
_EMERGENCY: Look = ("alert", "warn", _("By the emergency path"))


_NONE = Powers()


@dataclass(frozen=True)
class GateCard:
    """One gate of one story, and what this reader can do about who is on it."""

    story: Story
    rule: GateRule
    row: Gate | None
    look: Look
    due: date | None = None
    """The last day in time, in the site's zone."""
    overdue: bool = False
    waits_for: Sequence[User] = ()
    powers: Powers = _NONE
    takers: Sequence[Option] = ()
    """Addresses and names of those the gate can be handed to."""
    seats: Sequence[Option] = ()
    """Addresses and names of those whose seat can be handed on."""

    @property
    def prefix(self) -> str:
        """Put before the ids of this gate's form fields."""
        return f"gate-{self.story.id}-{self.rule.name}-"


def of_queue(waiting: Iterable[Waiting]) -> list[GateCard]:
    """The cards of a desk, in the order of the queue."""
    cards = []
    colleagues = Colleagues(db())
    for row, story in waiting:
        situation = look(db(), story, actor=actor(), toolbox=kit(), now=now())
        rule = situation.process.gate(row.name)
        cards.append(_card(situation, rule, row, LOOKS[row.state], colleagues))
    return cards


def of_story(situation: Situation, open_gates: set[str]) -> list[tuple[int, list[GateCard]]]:
    """The gates of one story, stage by stage."""
    colleagues = Colleagues(situation.session)
    cards = [
        _card(situation, rule, row, _look_of(rule, row, open_gates), colleagues)
        for rule in situation.process.gates
        for row in [gate_row(situation, rule.name)]
    ]
    cards.sort(key=lambda card: card.rule.stage)
    return [(stage, list(group)) for stage, group in groupby(cards, lambda card: card.rule.stage)]


class Colleagues:
    """Those who have a role, asked for once however many gates a page shows."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[Role, list[User]] = {}

    def of(self, role: Role) -> list[User]:
        """Everybody with that role whose account is open."""
        if role not in self._known:
            query = (
                select(User)
                .join(RoleGrant, RoleGrant.user_id == User.id)
                .where(RoleGrant.role == role, User.active)
                .order_by(User.reading, User.family, User.given)
            )
            self._known[role] = list(self._session.scalars(query))
        return self._known[role]


def _card(
    situation: Situation, rule: GateRule, row: Gate | None, shown: Look, colleagues: Colleagues
) -> GateCard:
    if row is None:
        return GateCard(situation.story, rule, row, shown)
    may = powers(situation, rule, row)
    is_open = row.state is GateState.OPEN
    due = row.due_at if is_open else None
    takers = colleagues.of(rule.role) if may.hand and rule.role else []
    return GateCard(
        situation.story,
        rule,
        row,
        shown,
        due=due_day(due, settings().time_zone) if due else None,
        overdue=due is not None and due <= situation.now,
        waits_for=awaited(row) if is_open else (),
        powers=may,
        takers=[_option(user) for user in takers if user.id != row.claimed_by_id],
        seats=[_option(seat.user) for seat in may.seats],
    )


def _option(user: User) -> Option:
    return user.email, name(user)


def _look_of(rule: GateRule, row: Gate | None, open_gates: set[str]) -> Look:
    if row is not None and row.emergency_id is not None:
        return _EMERGENCY
    if rule.is_decided:
        return LOOKS[row.state] if row else LOOKS[GateState.WAITING]
    return LOOKS[GateState.OPEN] if rule.name in open_gates else _AGREED
