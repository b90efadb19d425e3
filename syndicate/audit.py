"""The append-only audit: a SHA-256 chain over canonical JSON, written with what it tells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from syndicate.db import is_sqlite
from syndicate.models import Event
from syndicate.rendering.canonical import canonical_json

GENESIS = "0" * 64
NOT_USED = frozenset({"story:consent:answered", "story:consent:lapsed", "story:triage:declined"})
"""A person's no, their silence and PR's no: to everybody else they are one and the same."""
NEVER_NAMED = NOT_USED | {"story:consent:anonymised", "story:release:withdrawn"}
"""Events whose actor is shown to nobody: who said no, or took a yes back, is not told."""
_WAIT = text("SELECT pg_advisory_xact_lock(:key)")
_LAST = select(Event.seq, Event.sha256).order_by(Event.seq.desc()).limit(1)
_APPEND = insert(Event)
_COLUMNS = tuple(column.name for column in Event.__table__.columns)
_LOCK = 0x73796E64  # "synd": one writer of the chain at a time in PostgreSQL


def append(
    session: Session,
    name: str,
    *,
    at: datetime,
    actor_id: str | None,
    way: str,
    story_id: str | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Add one event to the chain, in the caller's transaction. `data` holds ids and hashes only."""
    session.flush()  # what the event tells of is written before anybody waits for the chain
    connection = session.connection()
    lock(session)
    last = connection.execute(_LAST).first()
    event = Event(
        seq=last.seq + 1 if last else 1,
        at=at,
        name=name,
        actor_id=actor_id,
        way=way,
        story_id=story_id,
        data=data or {},
        previous_sha256=last.sha256 if last else GENESIS,
    )
    event.sha256 = event_sha256(event)
    connection.execute(_APPEND, {name: getattr(event, name) for name in _COLUMNS})
    return event


def lock(session: Session) -> None:
    """Be the one writer of the chain until the transaction ends."""
    if not is_sqlite(session):  # SQLite has one writer at a time anyway
        session.connection().execute(_WAIT, {"key": _LOCK})


def event_sha256(event: Event) -> str:
    """The hash an event must carry: over every other column, the previous hash included."""
    return hashlib.sha256(canonical_json(_line(event))).hexdigest()


def as_json(event: Event) -> dict[str, Any]:
    """An event as it is exported: what is hashed, and the hash."""
    return {**_line(event), "sha256": event.sha256}


def _line(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "name": event.name,
        "actor": event.actor_id,
        "way": event.way,
        "story": event.story_id,
        "data": event.data,
        "previous": event.previous_sha256,
    }


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    reason: str
    """altered, removed or inserted."""


@dataclass(frozen=True)
class Verdict:
    """What `verify` found."""

    count: int
    head: str
    broken: Break | None = None


def verify(events: Iterable[Event]) -> Verdict:
    """Walk the chain from its start; stops at the first event that was tampered with."""
    head, count = GENESIS, 0
    for event in events:
        if event.seq != count + 1:
            return Verdict(count, head, Break(count + 1, "removed"))
        if event.previous_sha256 != head:
            return Verdict(count, head, Break(event.seq, "inserted"))
        if event_sha256(event) != event.sha256:
            return Verdict(count, head, Break(event.seq, "altered"))
        head, count = event.sha256, event.seq
    return Verdict(count, head)


def stored(session: Session) -> Iterator[Event]:
    """Every event in order, without loading all at once."""
    query = select(Event).order_by(Event.seq).execution_options(yield_per=500)
    with closing(session.scalars(query)) as rows:  # a walk may end early, at a break
        yield from rows
