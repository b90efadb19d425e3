"""Transactions, times and file names, on both kinds of database."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import OperationalError, StatementError

from syndicate.db import Database, database_now, is_sqlite, work_for_workers
from syndicate.models import RuleSet

TOKYO = timezone(timedelta(hours=9))
MOMENTS = (
    datetime(2026, 12, 1, 9, 0, 0, 123456, tzinfo=UTC),
    datetime(2026, 12, 1, 18, 0, tzinfo=TOKYO),
    datetime(141, 8, 22, 5, 34, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
)


def test_times_come_back_as_they_were_in_utc(database: Database) -> None:
    for number, moment in enumerate(MOMENTS):
        with database.begin() as session:
            session.add(RuleSet(number=number, small_team=5, created_at=moment))

    with database.reading() as session:
        query = select(RuleSet).order_by(RuleSet.number)
        found = [row.created_at for row in session.scalars(query)]
    assert found == list(MOMENTS)
    assert {moment.tzinfo for moment in found} == {UTC}


def test_times_sort_in_the_database_as_they_do_outside(database: Database) -> None:
    for number, moment in enumerate(MOMENTS):
        with database.begin() as session:
            session.add(RuleSet(number=number, small_team=5, created_at=moment))

    with database.reading() as session:
        query = select(RuleSet.created_at).order_by(RuleSet.created_at)
        assert list(session.scalars(query)) == sorted(MOMENTS)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 12, 1)  # noqa: DTZ001 # this is the mistake
    with pytest.raises(StatementError, match="naive"), database.begin() as session:
        session.add(RuleSet(number=1, small_team=5, created_at=naive))


def test_what_fails_halfway_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.begin() as session:
            session.add(RuleSet(number=1, small_team=5))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with database.reading() as session:
        assert session.scalars(select(RuleSet)).all() == []


def test_a_reader_never_commits(database: Database) -> None:
    with database.reading() as session:
        session.add(RuleSet(number=1, small_team=5))
        session.flush()

    with database.reading() as session:
        assert session.scalars(select(RuleSet)).all() == []


def test_a_reader_commits_no_statement_that_writes(database: Database) -> None:
    with database.begin() as session:
        session.add(RuleSet(number=1, small_team=5))

    with database.reading() as session:
        session.execute(update(RuleSet).values(small_team=9))
        session.execute(delete(RuleSet))

    with database.reading() as session:
        assert session.scalars(select(RuleSet.small_team)).all() == [5]


def test_a_reader_may_change_what_it_looks_at_for_itself(database: Database) -> None:
    with database.begin() as session:
        session.add(RuleSet(number=1, small_team=5))

    with database.reading() as session:
        session.scalars(select(RuleSet)).one().small_team = 9

    with database.reading() as session:
        assert session.scalars(select(RuleSet.small_team)).all() == [5]


def test_looking_again_and_again_is_planned_once(postgresql_database: Database) -> None:
    def look() -> int:
        with postgresql_database.reading() as session:
            session.scalars(select(RuleSet.number)).all()
            query = text("SELECT count(*) FROM pg_prepared_statements")
            return int(session.execute(query).scalar_one())

    for _time in range(7):
        look()

    assert look() >= 1


def test_a_connection_that_broke_while_it_rested_is_replaced(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.db.RESTED_SECONDS", 0.0)
    with postgresql_database.reading() as session:
        broken = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    another = Database(postgresql_database.url)
    with another.reading() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": broken})
    another.dispose()

    with postgresql_database.reading() as session:
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    assert pid != broken


def test_the_database_has_a_clock(database: Database) -> None:
    with database.reading() as session:
        now = database_now(session)

    assert now.tzinfo is UTC
    assert abs((now - datetime.now(UTC)).total_seconds()) < 60


def test_readers_do_not_wait_for_a_writer(sqlite_database: Database) -> None:
    with sqlite_database.begin() as writer, sqlite_database.reading() as reader:
        writer.add(RuleSet(number=1, small_team=5))
        writer.flush()
        assert reader.scalars(select(RuleSet)).all() == []
        assert is_sqlite(reader)


def test_writers_wait_for_each_other(sqlite_database: Database) -> None:
    order: list[str] = []
    begun = threading.Event()

    def second() -> None:
        begun.set()
        with sqlite_database.begin() as session:
            session.execute(text("SELECT 1"))
            order.append("second")

    with sqlite_database.begin() as session:
        session.execute(text("SELECT 1"))
        thread = threading.Thread(target=second)
        thread.start()
        begun.wait()
        order.append("first")
    thread.join()

    assert order == ["first", "second"]


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a/b/c.db")
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    database.dispose()

    assert (tmp_path / "a/b/c.db").is_file()


def test_a_database_in_memory_needs_no_folder() -> None:
    database = Database("sqlite:///:memory:")
    with database.reading() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    database.dispose()


def test_a_server_that_is_away_says_so() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(OperationalError), database.reading() as session:
        session.execute(text("SELECT 1"))
    database.dispose()


def test_whoever_listens_is_told_of_work_once_it_is_committed(sqlite_database: Database) -> None:
    seen: list[int] = []

    def look() -> None:
        with sqlite_database.reading() as session:
            seen.append(len(session.scalars(select(RuleSet)).all()))

    sqlite_database.when_there_is_work(look)
    with sqlite_database.begin() as session:
        session.add(RuleSet(number=1, small_team=5))
    assert seen == []

    with sqlite_database.begin() as session:
        session.add(RuleSet(number=2, small_team=5))
        work_for_workers(session)
    assert seen == [2]

    def fail() -> None:
        with sqlite_database.begin() as session:
            work_for_workers(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert seen == [2]
    sqlite_database.no_longer_tell(look)
