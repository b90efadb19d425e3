"""No question a worker asks all the time may cost more as history grows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from syndicate import clock
from syndicate.db import Database
from syndicate.services import channel_status, post_metrics, queues
from syndicate.services.due import due
from syndicate.services.shelf import SqlShelf
from syndicate.services.stopping import dead
from tests.functional.delivery.stage import Stage

GROWS = {"delivery", "receipt", "receipt_tag", "story", "payload", "attempt", "event"}

SMALL = {"ix_delivery_waiting", "ix_delivery_urgent", "ix_delivery_stuck"}
"""Indexes over what workers still have to do, however much was done."""


@pytest.fixture
def asked(stage: Stage) -> Iterator[list[tuple[str, Any]]]:
    """Every question put to the database, with its values."""
    questions: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            questions.append((statement, values))

    event.listen(stage.database.engine, "before_cursor_execute", note)
    yield questions
    event.remove(stage.database.engine, "before_cursor_execute", note)


def scans(stage: Stage, questions: list[tuple[str, Any]]) -> list[str]:
    """Lines of the plans that read a whole table that grows."""
    with stage.database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        lines = [
            str(row[3])
            for statement, values in questions
            for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    return [line for line in lines if _grows(line)]


def _grows(line: str) -> bool:
    words = line.split()
    return words[0] == "SCAN" and words[1] in GROWS and words[-1] not in SMALL


def test_what_waits_is_counted_by_an_index(stage: Stage, asked: list[tuple[str, Any]]) -> None:
    stage.story()
    with stage.database.reading() as session:
        channel_status.all_statuses(session, kit=stage.kit, now=clock.now())
        queues.stuck_count(session)
        queues.stuck_deliveries(session)
        post_metrics.to_read(session, stage.channel("blog").id, clock.now())

    assert len(asked) > 5
    assert scans(stage, asked) == []


def test_what_is_due_is_found_by_an_index(stage: Stage, asked: list[tuple[str, Any]]) -> None:
    with stage.database.reading() as session:
        due(session, clock.now(), solo=["blog"])
        dead(session)

    assert len(asked) == 4
    assert scans(stage, asked) == []


def test_a_whole_delivery_reads_no_table_that_grows(
    stage: Stage, asked: list[tuple[str, Any]]
) -> None:
    story = stage.story()
    asked.clear()
    stage.deliver()
    stage.withdraw(story)
    stage.deliver()

    # The chain's head is the last line of the primary key, read backwards.
    assert {line for line in scans(stage, asked) if line != "SCAN event"} == set()


def test_the_shelf_is_read_by_its_indexes(stage: Stage, asked: list[tuple[str, Any]]) -> None:
    shelf = SqlShelf(stage.database, stage.channel("blog").id)
    asked.clear()

    shelf.newest("en", limit=5, listed_before=clock.now())
    shelf.newest("en", tag="bench", limit=5, listed_before=clock.now())
    shelf.run("en", 1, 10)
    shelf.highest("en")
    shelf.languages()
    shelf.tags("en")
    shelf.withdrawn_since("en", clock.now())

    assert scans(stage, asked) == []


def test_postgresql_finds_what_is_due_by_the_small_indexes(
    postgresql_database: Database, tmp_path: Path
) -> None:
    stage = Stage(postgresql_database, tmp_path)
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    event.listen(stage.database.engine, "before_cursor_execute", note)
    with stage.database.reading() as session:
        due(session, clock.now(), solo=["blog"])
        # An empty table is always scanned, unless that is made expensive.
        session.execute(text("SET enable_seqscan = off"))
        connection = session.connection()
        plans = [
            "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", values))
            for sql, values in asked[:2]
        ]

    assert "ix_delivery_urgent" in plans[0]
    assert "ix_delivery_waiting" in plans[1]
