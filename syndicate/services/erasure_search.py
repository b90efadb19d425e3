"""Every text column of every table, swept of a person's names and then searched for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, Enum, LargeBinary, RowMapping, String, Table, select, update
from sqlalchemy.orm import Session

from syndicate.db import Base
from syndicate.models import (
    Delivery,
    Event,
    Person,
    ReceiptRow,
    Release,
    Revision,
    StaffMember,
    Story,
    User,
)
from syndicate.services.erasing import Tally
from syndicate.services.subject import Subject

NAMES = frozenset({"family", "given", "reading", "romaji"})
_OF_PEOPLE = frozenset(model.__tablename__ for model in (User, StaffMember, Person))
_LEFT_ALONE = frozenset(
    {
        Event.__tablename__,
        "channel",
        "process_choice",
        "route_gate",
        "rule_set",
        "worker_heartbeat",
    }
)
"""The audit, which holds no words; and settings, which only a person can change with sense."""
_NO_WORDS = ("hash", "sha256", "fingerprint")
_BATCH = 200


@dataclass(frozen=True)
class Place:
    """Somewhere a spelling stands."""

    table: str
    column: str
    row: str
    story_id: str | None


@dataclass(frozen=True)
class Found:
    """What a search came to."""

    places: Sequence[Place]
    columns: int
    values: int
    """How many texts were read."""


@cache
def text_columns(table: Table) -> tuple[Column[Any], ...]:
    """The columns of a table in which words can stand: no keys, hashes, times or closed sets."""
    return tuple(column for column in table.columns if _holds_words(column))


def _holds_words(column: Column[Any]) -> bool:
    kind = column.type
    if column.foreign_keys or isinstance(kind, Enum) or column.name.endswith(_NO_WORDS):
        return False
    return isinstance(kind, (String, JSON, LargeBinary)) and column.name != "id"


def tables() -> Sequence[Table]:
    """Every table with words in it."""
    return [table for table in Base.metadata.sorted_tables if text_columns(table)]


def sweep(session: Session, subject: Subject, tally: Tally) -> set[str]:
    """Take their names out of what others wrote; the ids of stories in which something changed.

    In stories they stand in, parts of the name go too; elsewhere only what can be nobody else.
    """
    inside, touched = set(subject.story_ids), set()
    for table in tables():
        if table.name in _LEFT_ALONE:
            continue
        for row, story_id in _rows(session, table):
            changes = _changes(subject, table, row, parts=story_id in inside)
            if not changes:
                continue
            _write(session, table, row, changes)
            tally.emptied[table.name] += 1
            if story_id:
                touched.add(story_id)
                if "body" in changes and "sha256" in row:
                    tally.payloads.setdefault(story_id, set()).add(row["sha256"])
    session.expire_all()  # rows were changed beneath their objects
    return touched


def _changes(subject: Subject, table: Table, row: RowMapping, *, parts: bool) -> dict[str, Any]:
    changes = {}
    for column in text_columns(table):
        if table.name in _OF_PEOPLE and column.name in NAMES:
            continue  # whoever else stands there bears the name as well
        value = row[column.name]
        clean = subject.spellings.without(value, shared=subject.shared, parts=parts)
        if clean != value:
            changes[column.name] = _fitting(column, clean)
    return changes


def _fitting(column: Column[Any], value: Any) -> Any:
    length = getattr(column.type, "length", None)
    return value[:length] if isinstance(value, str) and length else value


def search(session: Session, subject: Subject) -> Found:
    """Where one of their spellings stands; people who bear the same name do not count."""
    places: list[Place] = []
    columns = values = 0
    for table in tables():
        columns += len(text_columns(table))
        for row, story_id in _rows(session, table):
            for column in text_columns(table):
                values += 1
                if subject.spellings.counts(row[column.name], shared=subject.shared):
                    (key,) = table.primary_key.columns
                    places.append(Place(table.name, column.name, str(row[key.name]), story_id))
    return Found(places, columns, values)


def _rows(session: Session, table: Table) -> Iterator[tuple[RowMapping, str | None]]:
    """Each row with the id of the story it belongs to, if any; a page at a time."""
    session.flush()  # what was changed a moment ago is what is read
    (key,) = table.primary_key.columns
    link, owners = _owners(session, table)
    names = {key.name, link, "sha256", *(column.name for column in text_columns(table))}
    wanted = [column for column in table.columns if column.name in names]
    last: Any = None
    while True:
        query = select(*wanted).order_by(key).limit(_BATCH)
        if last is not None:
            query = query.where(key > last)
        page = session.execute(query).mappings().all()
        for row in page:
            owner = row[link] if link else None
            yield row, (owners.get(owner or "") if owners is not None else owner)
        if len(page) < _BATCH:
            return
        last = page[-1][key.name]


def _owners(session: Session, table: Table) -> tuple[str, dict[str, str] | None]:
    """The column that leads to a row's story, and where it does so by way of another table."""
    if table.name == Story.__tablename__:
        return "id", None
    if "story_id" in table.c:
        return "story_id", None
    if table.name == "source_post":
        rows = session.execute(select(Story.source_post_id, Story.id))
        return "id", {key: story for key, story in rows}  # noqa: C416 - a row is no pair to mypy
    parents: tuple[tuple[str, Any], ...] = (
        ("release_id", Release),
        ("revision_id", Revision),
        ("delivery_id", Delivery),
        ("receipt_id", ReceiptRow),
    )
    for column, model in parents:
        if column in table.c:
            rows = session.execute(select(model.id, model.story_id))
            return column, {key: story for key, story in rows}  # noqa: C416 - a row is no pair to mypy
    return "", None


def _write(session: Session, table: Table, row: RowMapping, changes: dict[str, Any]) -> None:
    (key,) = table.primary_key.columns
    session.execute(update(table).where(key == row[key.name]).values(changes))
