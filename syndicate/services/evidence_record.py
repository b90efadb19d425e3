"""The way of one story as a lawyer reads it: who, when, which bytes, sent where, read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.models import (
    Answer,
    Attempt,
    Consent,
    Delivery,
    Emergency,
    Event,
    FindingRow,
    Gate,
    Person,
    Release,
    Resolution,
    Revision,
    Story,
    User,
)


@dataclass(frozen=True)
class Happened:
    """One line of the audit; nobody is named who said no."""

    event: Event
    who: str | None
    """The id of whoever acted; None is syndicate itself, or nobody to be named."""
    acting_for: str | None
    hidden: bool


@dataclass(frozen=True)
class Sent:
    """One delivery with every try."""

    delivery: Delivery
    attempts: Sequence[Attempt]


@dataclass(frozen=True)
class Marked:
    """One finding with what was decided about it, and in how many places the same stands."""

    finding: FindingRow
    resolution: Resolution | None
    times: int = 1


@dataclass(frozen=True)
class Record:
    """Everything a printed page tells; the archive has the bytes."""

    story: Story
    events: Sequence[Happened]
    revisions: Sequence[Revision]
    consents: Sequence[Consent]
    releases: Sequence[Release]
    gates: Mapping[str, Sequence[Gate]]
    """By release id."""
    emergencies: Sequence[Emergency]
    findings: Sequence[Marked]
    deliveries: Sequence[Sent]
    people: Mapping[str, User | Person]
    """Everybody an id here stands for."""
    head: Event | None
    """The story's last line, to which the chain is checked."""


def record(session: Session, story: Story) -> Record:
    """The story as it stands in the database now. Rights are the caller's to ask about."""
    events = [_happened(event) for event in _all(session, Event, story, Event.seq)]
    gates: dict[str, list[Gate]] = {}
    for gate in _all(session, Gate, story, Gate.stage, Gate.id):
        gates.setdefault(gate.release_id, []).append(gate)
    given = _all(session, Consent, story, Consent.id)
    return Record(
        story=story,
        events=events,
        revisions=_all(session, Revision, story, Revision.number),
        consents=[consent for consent in given if consent.answer is Answer.AGREED],
        releases=_all(session, Release, story, Release.number),
        gates=gates,
        emergencies=_all(session, Emergency, story, Emergency.id),
        findings=_findings(session, story),
        deliveries=_deliveries(session, story),
        people=_people(session, story, events, gates),
        head=events[-1].event if events else None,
    )


def _all(session: Session, model: type[Any], story: Story, *order: Any) -> list[Any]:
    return list(session.scalars(select(model).where(model.story_id == story.id).order_by(*order)))


def _happened(event: Event) -> Happened:
    hidden = event.name in audit.NEVER_NAMED
    return Happened(
        event,
        None if hidden else event.actor_id,
        None if hidden else event.data.get("acting_for"),
        hidden,
    )


def _findings(session: Session, story: Story) -> list[Marked]:
    """Each thing once, however many payloads and versions it stands in."""
    decided = {row.fingerprint: row for row in _all(session, Resolution, story, Resolution.id)}
    found: dict[tuple[str, ...], Marked] = {}
    seen: set[str] = set()
    for row in _all(session, FindingRow, story, FindingRow.id):
        if row.fingerprint in seen:
            continue
        seen.add(row.fingerprint)
        resolution = decided.get(row.fingerprint)
        key = (row.kind, row.quote_masked, *_judgement(resolution))
        before = found.get(key)
        found[key] = Marked(row, resolution, before.times + 1 if before else 1)
    return list(found.values())


def _judgement(resolution: Resolution | None) -> tuple[str, ...]:
    """What makes two decisions one line: the same act by the same person for the same reason."""
    if resolution is None:
        return ()
    return resolution.kind.value, resolution.reason, resolution.by_id


def _deliveries(session: Session, story: Story) -> list[Sent]:
    rows = _all(session, Delivery, story, Delivery.created_at, Delivery.id)
    tries: dict[str, list[Attempt]] = {row.id: [] for row in rows}
    for attempt in session.scalars(
        select(Attempt)
        .where(Attempt.delivery_id.in_(tries))
        .order_by(Attempt.started_at, Attempt.id)
    ):
        tries[attempt.delivery_id].append(attempt)
    return [Sent(row, tries[row.id]) for row in rows]


def _people(
    session: Session,
    story: Story,
    events: Sequence[Happened],
    gates: Mapping[str, Sequence[Gate]],
) -> dict[str, User | Person]:
    ids = {each for line in events for each in (line.who, line.acting_for) if each}
    for gate in (gate for listed in gates.values() for gate in listed):
        ids |= {seat.user_id for seat in gate.seats}
        ids |= {each.user_id for each in gate.decisions}
        ids |= {each.acting_for_id for each in gate.decisions if each.acting_for_id}
    users = session.scalars(select(User).where(User.id.in_(ids)))
    return {user.id: user for user in users} | {person.id: person for person in story.people}
