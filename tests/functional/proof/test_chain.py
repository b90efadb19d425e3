"""The stored audit under attack, triggers gone, on both databases; and many writers at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.db import Database, is_sqlite

MOMENT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
COUNT = 6
WRITERS, EACH = 6, 8
FORGED: dict[str, str] = {
    "at": "'2026-12-01T10:00:00.000000Z'",
    "name": "'test:chain:shrunk'",
    "actor_id": "NULL",
    "way": "'web'",
    "story_id": f"'{'s' * 26}'",
    "data": """'{"number": 99}'""",
    "previous_sha256": f"'{'0' * 64}'",
    "sha256": f"'{'f' * 64}'",
}
COPY = "at, actor_id, way, story_id, data, previous_sha256, sha256"


@pytest.fixture
def filled(database: Database) -> Database:
    """Six events, each in a transaction of its own."""
    for number in range(COUNT):
        with database.begin() as session:
            audit.append(
                session,
                "test:chain:grown",
                at=MOMENT + timedelta(seconds=number),
                actor_id="a" * 26,
                way="api",
                data={"number": number},
            )
    return database


@contextmanager
def unguarded(database: Database) -> Iterator[Session]:
    """A session of somebody who has taken the triggers away; nothing of it is kept."""
    session = Session(database.engine)
    try:
        if is_sqlite(session):
            session.execute(text("PRAGMA defer_foreign_keys = on"))
            for act in ("update", "delete", "replace"):
                session.execute(text(f"DROP TRIGGER event_no_{act}"))
        else:
            session.execute(text("DROP TRIGGER event_append_only ON event"))
            session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session
    finally:
        session.rollback()
        session.close()


def broken_at(database: Database, *statements: str) -> int | None:
    """The first bad event after somebody ran these; None where the chain holds."""
    with unguarded(database) as session:
        for statement in statements:
            session.execute(text(statement))
        session.expire_all()
        verdict = audit.verify(audit.stored(session))
        if verdict.broken is not None:
            return verdict.broken.seq
        return None if verdict.count == COUNT else COUNT


@pytest.mark.parametrize("seq", [1, 3, COUNT])
def test_an_altered_column_is_named_by_its_line(filled: Database, seq: int) -> None:
    for column, value in FORGED.items():
        if column == "previous_sha256" and seq == 1:
            value = f"'{'1' * 64}'"  # noqa: PLW2901 - the first one rightly has only zeros

        found = broken_at(filled, f"UPDATE event SET {column} = {value} WHERE seq = {seq}")

        assert found == seq, column
    assert broken_at(filled) is None


def test_a_line_that_was_given_another_number_is_missed(filled: Database) -> None:
    assert broken_at(filled, "UPDATE event SET seq = 99 WHERE seq = 2") == 2
    assert broken_at(filled, "UPDATE event SET seq = 0 WHERE seq = 2") is not None


def test_a_removed_line_is_missed_wherever_it_stood(filled: Database) -> None:
    for seq in range(1, COUNT):
        assert broken_at(filled, f"DELETE FROM event WHERE seq = {seq}") == seq
    closed_up = "UPDATE event SET seq = seq - 1 WHERE seq = {}"
    moved = [closed_up.format(seq) for seq in range(4, COUNT + 1)]
    assert broken_at(filled, "DELETE FROM event WHERE seq = 3", *moved) == 3


def test_an_inserted_line_is_found(filled: Database) -> None:
    moved = [f"UPDATE event SET seq = {seq + 1} WHERE seq = {seq}" for seq in range(COUNT, 2, -1)]
    copied = (
        f"INSERT INTO event (seq, name, {COPY}) "
        f"SELECT 3, 'test:chain:forged', {COPY} FROM event WHERE seq = 2"
    )
    assert broken_at(filled, *moved, copied) == 3


def test_lines_that_changed_places_are_found(filled: Database) -> None:
    swap = [
        "UPDATE event SET seq = 99 WHERE seq = 3",
        "UPDATE event SET seq = 3 WHERE seq = 4",
        "UPDATE event SET seq = 4 WHERE seq = 99",
    ]
    assert broken_at(filled, *swap) == 3


def test_the_chain_is_whole_again_when_nothing_was_kept(filled: Database) -> None:
    assert broken_at(filled, "DELETE FROM event WHERE seq = 1") == 1

    with filled.reading() as session:
        assert audit.verify(audit.stored(session)) == audit.Verdict(
            COUNT, audit.verify(audit.stored(session)).head
        )


def test_many_writers_at_once_keep_one_chain(database: Database) -> None:
    start = threading.Barrier(WRITERS)
    faults: list[BaseException] = []

    def write(number: int) -> None:
        try:
            start.wait(timeout=20)
            for turn in range(EACH):
                with database.begin() as session:
                    audit.append(
                        session,
                        "test:chain:grown",
                        at=MOMENT,
                        actor_id=None,
                        way="job",
                        data={"writer": number, "turn": turn},
                    )
        except BaseException as fault:
            faults.append(fault)
            raise

    at_once([lambda number=number: write(number) for number in range(WRITERS)])  # type: ignore[misc] # the default binds the number

    assert faults == []
    with database.reading() as session:
        rows = list(audit.stored(session))
        assert audit.verify(rows).broken is None
        assert [row.seq for row in rows] == list(range(1, WRITERS * EACH + 1))
        for number in range(WRITERS):
            turns = [row.data["turn"] for row in rows if row.data["writer"] == number]
            assert turns == list(range(EACH))


def at_once(acts: list[Callable[[], None]]) -> None:
    """Run them in threads and wait for all."""
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
