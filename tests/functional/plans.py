"""Which questions read a whole table that grows: asked of either database, told by its own plan."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import event

from syndicate.db import Base, Database

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

FIGURES = (
    "FROM story GROUP BY story.state",
    "FROM receipt WHERE receipt.gone_at IS NULL GROUP BY receipt.channel_id",
    "FROM receipt WHERE receipt.gone_at IS NOT NULL GROUP BY receipt.channel_id",
    "FROM delivery GROUP BY delivery.channel_id, delivery.state",
    "JOIN resolution ON resolution.fingerprint = anon_1.fingerprint",
)
"""Counts over everything there ever was, asked when a person opens the page of that figure."""

NEWEST = (
    r"WHERE receipt\.gone_at IS NULL ORDER BY receipt\.id DESC LIMIT",
    r"OR story\.state IN \(.*?\) ORDER BY story\.id DESC LIMIT",
)
"""Pages of the newest, read in order until they are full: only what was taken down, or what privacy
review may not see yet, is passed by."""

AVOIDED = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_material", "jit")
"""What PostgreSQL likes best while tables are small."""

_ALIAS = re.compile(r'\b(?:FROM|JOIN|,)\s+"?(\w+)"? AS "?(\w+)"?')
_SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")


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
    questions = [each for each in questions if not _is_known(_short(each.sql))]
    if database.engine.dialect.name == "sqlite":
        return _in_sqlite(database, questions)
    return _in_postgresql(database, questions)


def _is_known(sql: str) -> bool:
    return any(one in sql for one in FIGURES) or any(re.search(one, sql) for one in NEWEST)


def _in_sqlite(database: Database, questions: list[Question]) -> list[str]:
    """SQLite takes tables it has not counted for large, so its plans are those of a long life."""
    found = []
    with database.engine.connect() as connection:
        for question in questions:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question.sql}", question.values)
            lines = [row[3] for row in plan]
            found += [
                f"{line}: {_short(question.sql)}"
                for line in lines
                if _scans(line, question.sql) and not _is_cut_short(lines, question.sql)
            ]
        connection.rollback()
    return found


def _scans(line: str, sql: str) -> bool:
    scan = _SCAN.match(line)
    if scan is None:
        return False
    names = {alias: table for table, alias in _ALIAS.findall(sql)}
    table = names.get(scan[1], scan[1])
    return table in Base.metadata.tables and table not in SETTLED and scan[2] not in SMALL


def _is_cut_short(lines: list[str], sql: str) -> bool:
    """In the order of a key until there are enough, and nothing that is read is left out."""
    sorts = any("TEMP B-TREE" in line for line in lines)
    return "LIMIT" in sql and "WHERE" not in sql and not sorts


def _in_postgresql(database: Database, questions: list[Question]) -> list[str]:
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
