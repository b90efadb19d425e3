"""Writing to those who are asked to decide at a gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from syndicate.gates import gate_row
from syndicate.i18n import _
from syndicate.models import GateState
from syndicate.process import Block, Effect, GateRule, Situation
from syndicate.seating import asked
from syndicate.services import notices
from syndicate.services.reminders import asked_at
from syndicate.workdays import due_day

AN_ADMINISTRATOR = _("an administrator")


def tell_at_opening(situation: Situation) -> None:
    """A gate of a later stage has opened: its people are asked now."""
    if situation.opened is not None:
        _tell(situation, situation.opened)


def asks(gate: str) -> Effect:
    """An effect that writes to whoever this gate now waits for; each gets one mail."""

    def tell(situation: Situation) -> None:
        submitted = replace(situation, release=situation.story.release)
        _tell(submitted, situation.process.gate(gate))

    tell.__name__ = f"asks: {gate}"
    return tell


def route_is_manned(situation: Situation) -> Iterable[Block]:
    """The route of the author's department names enough people who may decide, at each gate."""
    for rule in situation.process.gates:
        now = asked(situation, rule) if rule.by_route else None
        if now is not None and len(now.people) < now.needed:
            yield Block(
                "route:short",
                _("The route names too few people who may decide at “%(gate)s”.", gate=rule.label),
                AN_ADMINISTRATOR,
                "review",
            )


def _tell(situation: Situation, rule: GateRule) -> None:
    row = gate_row(situation, rule.name)
    if row is None or row.state is not GateState.OPEN:
        return
    zone = situation.toolbox.settings.time_zone
    for user in asked_at(situation, rule, row):
        notices.tell(
            situation.session,
            "gate_open",
            email=user.email,
            locale=user.locale,
            story=situation.story,
            key=f"gate_open:{row.id}:{user.id}",
            now=situation.now,
            params={
                "gate": rule.label.msgid,
                "gate_id": row.id,
                "due_day": due_day(row.due_at, zone).isoformat() if row.due_at else "",
            },
        )
