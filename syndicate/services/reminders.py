"""One mail before a gate is due and one after, to those it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.models import Gate, GateState, State, Story, User
from syndicate.policy import SYSTEM, Actor
from syndicate.process import GateRule, Situation, Toolbox
from syndicate.seating import awaited
from syndicate.services import notices
from syndicate.settings import Settings
from syndicate.standing import partiality, standing_of
from syndicate.workdays import due_day, morning_beside
from syndicate.workflow import look

BATCH = 200
_LOOK_AHEAD = timedelta(days=21)
"""More than any row of holidays between a reminder and the day it is about."""
_MOMENTS = (("soon", -1), ("late", 1))
"""In the order of `Gate.reminders`: a working day before, a working day after."""


def remind(session: Session, *, toolbox: Toolbox, now: datetime) -> int:
    """Write the reminders whose time has come; how many gates were reminded of."""
    return sum(_remind(session, gate, story, toolbox, now) for gate, story in _due(session, now))


def asked_at(situation: Situation, rule: GateRule, gate: Gate) -> list[User]:
    """Those who can still move this gate: by name, or everybody of the desk who may decide."""
    if gate.seats or gate.claimed_by is not None:
        return [user for user in awaited(gate) if user.active]
    if rule.role is None:
        return []
    done = {decision.user_id for decision in gate.decisions}
    people = notices.on_duty(situation.session, rule.role, situation.now)
    return [user for user in people if user.id not in done and _may(situation, rule, user)]


def _due(session: Session, now: datetime) -> Sequence[tuple[Gate, Story]]:
    rows = session.execute(
        select(Gate, Story)
        .join(Story, Gate.release_id == Story.release_id)
        .where(
            Story.state == State.IN_REVIEW,
            Gate.state == GateState.OPEN,
            Gate.due_at <= now + _LOOK_AHEAD,
            Gate.reminders < len(_MOMENTS),
        )
        .order_by(Gate.due_at)
        .limit(BATCH)
        .with_for_update(of=Gate, skip_locked=True)
    )
    return [(gate, story) for gate, story in rows]


def _remind(session: Session, gate: Gate, story: Story, toolbox: Toolbox, now: datetime) -> bool:
    written = _times_passed(gate, toolbox.settings, now)
    if gate.due_at is None or written <= gate.reminders:
        return False
    gate.reminders = written
    when, _count = _MOMENTS[written - 1]
    situation = look(session, story, actor=SYSTEM, toolbox=toolbox, now=now)
    rule = situation.process.gate(gate.name)
    for user in asked_at(situation, rule, gate):
        notices.tell(
            session,
            "gate_reminder",
            email=user.email,
            locale=user.locale,
            story=story,
            key=f"gate_reminder:{gate.id}:{when}:{gate.due_at.isoformat()}:{user.id}",
            now=now,
            params={
                "gate": rule.label.msgid,
                "gate_id": gate.id,
                "when": when,
                "due_day": due_day(gate.due_at, toolbox.settings.time_zone).isoformat(),
            },
        )
    return True


def _times_passed(gate: Gate, settings: Settings, now: datetime) -> int:
    if gate.due_at is None:
        return 0
    zone, country = settings.time_zone, settings.country
    moments = [
        morning_beside(gate.due_at, count, country=country, zone=zone) for _when, count in _MOMENTS
    ]
    return sum(moment <= now for moment in moments)


def _may(situation: Situation, rule: GateRule, user: User) -> bool:
    """Whether no part in the story keeps this person from deciding here."""
    actor = Actor(SYSTEM.way, user=user)
    standing = standing_of(situation.session, situation.story, actor)
    return partiality(standing, rule.name) is None
