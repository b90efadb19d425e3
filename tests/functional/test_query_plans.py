"""Every question workers, desks and lists ask is answered by an index, however long we run.

The questions are collected from a company that works, and PostgreSQL is asked how it would answer
each if reading a whole table were out of the question: what still reads one has no index.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event, select

from syndicate import clock
from syndicate.app import create_app
from syndicate.db import Base, Database
from syndicate.jobs.worker import Worker
from syndicate.models import Delivery, State
from tests.factories.world import World
from tests.functional.web.visitor import Visitor

SETTLED = {
    "caution_day",
    "channel",
    "channel_credential",
    "company_term",
    "deputy",
    "freeze",
    "mail_wish",
    "process_choice",
    "role_grant",
    "route_gate",
    "route_member",
    "rule_set",
    "staff_member",
    "suppression",
    "user_account",
    "worker_heartbeat",
}
"""Tables as large as the company and its settings; every other one grows with what is done."""

SMALL = {
    index.name
    for table in Base.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["postgresql"]["where"] is not None
}
"""Indexes over some rows only; each is over what is still to be done."""

AVOIDED = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
"""What PostgreSQL likes best while tables are small."""

LOOKS = {
    "nina": ["/", "/nominate", "/stories", "/stories?mine=1", "/account", "/account/consents"],
    "arthur": ["/", "/stories"],
    "petra": [
        "/",
        "/stories",
        "/stories?state=live",
        "/reviews/pr",
        "/reviews/routes",
        "/calendar",
        "/published",
        "/channels",
    ],
    "vera": ["/", "/reviews/privacy"],
    "adam": ["/", "/channels", "/admin/users", "/admin/audit", "/admin/cautions", "/metrics"],
}


class Question(NamedTuple):
    """One statement and its values."""

    sql: str
    values: Any


class Answered(NamedTuple):
    """One step of a plan."""

    node: dict[str, Any]
    is_cut_short: bool
    """A limit above it ends it early."""


@contextmanager
def overheard(database: Database) -> Iterator[list[Question]]:
    """Every question that is put to the database, by any thread."""
    questions: dict[str, Question] = {}
    lock = threading.Lock()

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_more: Any) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", sql) and " FROM " in f"{sql} FROM ":
            with lock:
                questions.setdefault(sql, Question(sql, values))

    event.listen(database.engine, "before_cursor_execute", note)
    found: list[Question] = []
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
        found.extend(questions.values())


def whole_reads(database: Database, questions: list[Question]) -> list[str]:
    """Each question that reads all of a table that grows, with the step that does."""
    found = []
    with database.engine.connect() as connection:
        for setting in AVOIDED:
            connection.exec_driver_sql(f"SET {setting} = off")
        for question in questions:
            cursor = connection.exec_driver_sql(
                f"EXPLAIN (FORMAT JSON) {question.sql}", question.values
            )
            [[[answer]]] = [cursor.one()]
            found += [
                f"{step.node['Node Type']} of {step.node['Relation Name']}: {_short(question.sql)}"
                for step in _steps(answer["Plan"], is_cut_short=False)
                if _reads_all(step)
            ]
        connection.rollback()
    return found


def _short(sql: str) -> str:
    """What is asked for takes pages; where it is looked for is what matters."""
    return " ".join(re.sub(r"SELECT .*?\sFROM", "SELECT … FROM", sql, flags=re.DOTALL).split())


def _steps(node: dict[str, Any], *, is_cut_short: bool) -> Iterator[Answered]:
    yield Answered(node, is_cut_short)
    # A sort reads everything below it, limit or not.
    goes_on = node["Node Type"] == "Limit" or (is_cut_short and node["Node Type"] != "Sort")
    for below in node.get("Plans", []):
        yield from _steps(below, is_cut_short=goes_on)


def _reads_all(step: Answered) -> bool:
    node = step.node
    if node.get("Relation Name", "") in SETTLED | {""} or node["Node Type"] == "ModifyTable":
        return False
    if node["Node Type"] == "Seq Scan":
        return True
    if "Index Scan" not in node["Node Type"] and node["Node Type"] != "Index Only Scan":
        return False
    if "Index Cond" in node or node.get("Index Name") in SMALL:
        return False
    # In the order of an index until there are enough, unless most of what is read is left out.
    return not (step.is_cut_short and "Filter" not in node)


@pytest.fixture
def world(postgresql_database: Database, tmp_path: Path) -> World:
    """A company on PostgreSQL, with a story at each stage of the way."""
    world = World(postgresql_database, tmp_path, start=clock.now())
    world.reach(State.PUBLISHING)
    world.deliver()
    for state in (State.NOMINATED, State.AWAITING_AUTHOR, State.IN_REVIEW, State.CLEARED):
        _reach(world, state)
    return world


def _reach(world: World, state: State) -> str:
    """Another story at `state`; the world's own way always nominates the same post."""
    story_id = world.nominate(source_text=f"Another bench, {state}.")
    for _goal, act in world._route(story_id):
        if world.state(story_id) is state:
            break
        act()
    return story_id


def test_nothing_a_worker_asks_reads_a_table_that_grows(world: World) -> None:
    story_id = _reach(world, State.CLEARED)
    world.take(story_id, "publish", "petra")

    with overheard(world.database) as questions:
        worker = Worker(world.kit, name="tess", kind="worker")
        worker.round()
        world.take(story_id, "withdraw", "petra")
        for chore in worker._chores:
            chore.due = 0.0
        worker.round()

    assert len(questions) > 60
    assert whole_reads(world.database, questions) == []


def test_no_desk_and_no_list_reads_a_table_that_grows(world: World) -> None:
    app = create_app(world.settings, kit=world.kit)
    story_id = _reach(world, State.IN_REVIEW)
    with world.database.reading() as session:
        delivery_id = session.scalars(select(Delivery.id)).first()

    with overheard(world.database) as questions:
        for name, paths in LOOKS.items():
            visitor = Visitor(app, world, name)
            for path in [*paths, f"/stories/{story_id}"] if name == "petra" else paths:
                visitor.get(path)
        Visitor(app, world, "petra").get(f"/deliveries/{delivery_id}")

    assert len(questions) > 60
    assert whole_reads(world.database, questions) == []
