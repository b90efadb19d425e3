"""What happened to a story, in words, from its events. Nobody is shown to have declined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.audit import NEVER_NAMED, NOT_USED
from syndicate.i18n import Text, _
from syndicate.models import Event, Person, State, User
from syndicate.process import Situation
from syndicate.web.templating import in_readers_language, name
from syndicate.web.words import EVENTS
from syndicate.workflow import state_label


@dataclass(frozen=True)
class Line:
    """One thing that happened, or a run of the same."""

    at: datetime
    words: Text
    who: str
    state: Text | None
    """Where the story stood afterwards, if it moved."""
    times: int = 1


def timeline(situation: Situation, *, whole: bool) -> list[Line]:
    """The story's events, oldest first; followers see only where it went."""
    session = situation.session
    events = session.scalars(
        select(Event).where(Event.story_id == situation.story.id).order_by(Event.seq)
    ).all()
    labels = {step.event: step.label for step in situation.process.steps} | EVENTS
    names = names_of(session, _everybody_in(events))
    gates = {rule.name: rule.label for rule in situation.process.gates}
    lines = [
        _line(event, _at_gate(event, labels[event.name], gates), names)
        for event in events
        if event.name in labels and (whole or _moved(event) or event.name == _FIRST)
    ]
    return _collapsed(lines if whole else [_without_names(line) for line in lines])


_FIRST = "story:nomination:added"


def _line(event: Event, label: Text, names: dict[str, str]) -> Line:
    after = State(event.data["to"]) if _moved(event) else None
    shown = state_label(after) if after else None
    if event.name in NOT_USED:
        return Line(event.at, state_label(State.DECLINED), "", None)
    if event.name in NEVER_NAMED:
        return Line(event.at, label, "", shown)
    return Line(event.at, label, _who(event, names), shown)


def _everybody_in(events: Iterable[Event]) -> set[str]:
    """Ids of those who acted, and of those for whom deputies did."""
    ids = {event.actor_id for event in events}
    ids |= {event.data.get("acting_for") for event in events}
    return {found for found in ids if found}


def _who(event: Event, names: dict[str, str]) -> str:
    actor = names.get(event.actor_id or "", "")
    principal = names.get(event.data.get("acting_for") or "", "")
    if not principal:
        return actor
    said = _("%(name)s, acting for %(other)s", name=actor, other=principal)
    return str(in_readers_language(said))


def _at_gate(event: Event, label: Text, gates: Mapping[str, Text]) -> Text:
    """Which gate was taken on, handed on or opened."""
    gate = gates.get(event.data.get("gate") or "")
    if gate is None or not event.name.startswith("story:gate:"):
        return label
    return _("%(what)s: %(gate)s", what=label, gate=gate)


def _without_names(line: Line) -> Line:
    return Line(line.at, line.state or line.words, "", None)


def _moved(event: Event) -> bool:
    """Whether it is a step that led to another state; gates are handed from and to people."""
    data = event.data
    return "step" in data and bool(data.get("from") != data.get("to"))


def _collapsed(lines: Iterable[Line]) -> list[Line]:
    """“Text saved” twelve times by one person is one line."""
    kept: list[Line] = []
    for line in lines:
        last = kept[-1] if kept else None
        if last and (last.words, last.who, last.state) == (line.words, line.who, line.state):
            kept[-1] = Line(line.at, line.words, line.who, line.state, last.times + 1)
        else:
            kept.append(line)
    return kept


def names_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Names of users and of people in stories, by id, for the reader."""
    wanted: Sequence[str] = list(ids)
    users = session.scalars(select(User).where(User.id.in_(wanted)))
    people = session.scalars(select(Person).where(Person.id.in_(wanted)))
    return {row.id: name(row) for rows in (users, people) for row in rows}
