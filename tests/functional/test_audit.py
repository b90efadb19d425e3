"""The chain of events: it cannot be changed, and where it was changed it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from syndicate import audit
from syndicate.clock import now
from syndicate.db import Database
from syndicate.models import Event

COLUMNS = sorted(column.key for column in Event.__table__.columns)


def fill(database: Database, moment: datetime, count: int = 5) -> None:
    """Some events, two of them in one transaction."""
    with database.begin() as session:
        audit.append(session, "test:chain:begun", at=moment, actor_id=None, way="job")
    for number in range(count - 1):
        with database.begin() as session:
            audit.append(
                session,
                "test:chain:grown",
                at=moment + timedelta(seconds=number, microseconds=1),
                actor_id="a" * 26,
                way="api",
                data={"number": number, "語": ["桜", None, True, 1.5], "nested": {"b": 1, "a": 2}},
            )


def events(database: Database) -> list[Event]:
    """The whole chain, out of its session."""
    with database.reading() as session:
        rows = list(audit.stored(session))
        session.expunge_all()
    return rows


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    return database


def test_a_chain_holds_from_its_beginning(filled: Database) -> None:
    rows = events(filled)

    verdict = audit.verify(rows)

    assert verdict == audit.Verdict(5, rows[-1].sha256)
    assert rows[0].previous_sha256 == audit.GENESIS
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]


def test_an_empty_chain_holds() -> None:
    assert audit.verify([]) == audit.Verdict(0, audit.GENESIS)


def test_both_databases_hash_alike(
    sqlite_database: Database, postgresql_database: Database, clock: Any
) -> None:
    for database in (sqlite_database, postgresql_database):
        fill(database, now())

    sqlite, postgresql = events(sqlite_database), events(postgresql_database)
    assert [row.sha256 for row in sqlite] == [row.sha256 for row in postgresql]


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_can_be_altered_unseen(filled: Database, column: str) -> None:
    altered: dict[str, Any] = {
        "seq": 7,
        "at": events(filled)[2].at + timedelta(microseconds=1),
        "name": "test:chain:shrunk",
        "actor_id": None,
        "way": "web",
        "story_id": "s" * 26,
        "data": {"number": 99},
        "previous_sha256": "0" * 64,
        "sha256": "f" * 64,
    }
    rows = events(filled)
    setattr(rows[2], column, altered[column])

    broken = audit.verify(rows).broken

    assert broken is not None
    assert broken.seq == 3


def test_an_event_that_was_removed_is_missed(filled: Database) -> None:
    rows = events(filled)
    del rows[1]

    assert audit.verify(rows).broken == audit.Break(2, "removed")


def test_an_event_that_was_inserted_is_found(filled: Database) -> None:
    rows = events(filled)
    forged = Event(
        seq=3,
        at=rows[2].at,
        name="x:y:z",
        way="api",
        data={},
        previous_sha256=rows[1].sha256,
    )
    forged.sha256 = audit.event_sha256(forged)
    for row in rows[2:]:
        row.seq += 1
    rows.insert(2, forged)

    assert audit.verify(rows).broken == audit.Break(4, "inserted")


def test_a_forger_must_rewrite_everything_after(filled: Database) -> None:
    rows = events(filled)
    rows[2].data = {"number": 99}
    rows[2].sha256 = audit.event_sha256(rows[2])

    assert audit.verify(rows).broken == audit.Break(4, "inserted")


@pytest.mark.parametrize("column", COLUMNS)
def test_the_database_refuses_to_change_a_column(filled: Database, column: str) -> None:
    before = [row.sha256 for row in events(filled)]
    with pytest.raises(DBAPIError, match="append-only"), filled.begin() as session:
        session.execute(
            update(Event).where(Event.seq == 3).values({column: Event.__table__.c[column]})
        )

    assert [row.sha256 for row in events(filled)] == before


def test_the_database_refuses_to_delete(filled: Database) -> None:
    with pytest.raises(DBAPIError, match="append-only"), filled.begin() as session:
        session.execute(delete(Event).where(Event.seq == 5))

    assert len(events(filled)) == 5


def test_the_database_refuses_to_empty_the_table(filled: Database) -> None:
    statement = "DELETE FROM event" if filled.url.startswith("sqlite") else "TRUNCATE event"
    with pytest.raises(DBAPIError, match="append-only"), filled.begin() as session:
        session.execute(text(statement))


def test_the_database_refuses_to_replace(filled: Database) -> None:
    columns = ", ".join(column for column in COLUMNS if column != "name")
    copied = f"INTO event (name, {columns}) SELECT 'x:y:z', {columns} FROM event WHERE seq = 3"
    statement = f"INSERT OR REPLACE {copied}"
    if not filled.url.startswith("sqlite"):
        statement = f"INSERT {copied} ON CONFLICT (seq) DO UPDATE SET name = EXCLUDED.name"

    with pytest.raises(DBAPIError, match="append-only"), filled.begin() as session:
        session.execute(text(statement))

    assert audit.verify(events(filled)).broken is None


def test_what_is_rolled_back_leaves_no_gap(filled: Database) -> None:
    def fail_halfway() -> None:
        with filled.begin() as session:
            audit.append(session, "x:y:z", at=events(filled)[0].at, actor_id=None, way="job")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    fill(filled, events(filled)[0].at, count=2)

    assert audit.verify(events(filled)).broken is None


def test_an_exported_event_carries_what_is_hashed(filled: Database) -> None:
    row = events(filled)[1]

    line = audit.as_json(row)

    assert line["at"] == "2026-12-01T09:00:00.000001+00:00"
    assert line["sha256"] == row.sha256
    assert set(line) == {
        "seq", "at", "name", "actor", "way", "story", "data", "previous", "sha256",
    }  # fmt: skip
