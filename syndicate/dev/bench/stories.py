"""Approved stories for the benchmarks: one told by people through every gate, then copies of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, insert, select, text, update

from syndicate import clock
from syndicate.db import Base, database_now
from syndicate.dev.bench.channel import KIND
from syndicate.ids import new_id
from syndicate.models import Delivery, Role, Story
from syndicate.policy import Actor, Way
from syndicate.services import accounts, channels, drafts
from syndicate.services.kit import Kit
from syndicate.services.nominations import NominationInput, nominate
from syndicate.workflow import Seen, take

PAGES = ("first", "second", "third")
TEXT = "We moved the standing meeting to the bench, and everybody could finally see the part."
TITLE = "The meeting at the bench"
_PEOPLE: dict[str, frozenset[Role]] = {
    "nina": frozenset(),
    "arthur": frozenset(),
    "petra": frozenset({Role.PR}),
    "paul": frozenset({Role.PR}),
    "vera": frozenset({Role.PRIVACY}),
}
_AGREE = {"channels": list(PAGES), "name_form": "full"}
_AT_ONCE = 200
_LEFT_OUT = {"event", "notice", "attempt"}
"""The chain of events must not fork, and nobody is to be told anything twice."""


class Stories:
    """A company on PostgreSQL with three pages, and as many approved stories as are asked for."""

    def __init__(self, kit: Kit, port: int) -> None:
        self.kit = kit
        with kit.database.begin() as session:
            self._users = {
                name: accounts.add_user(session, _account(name, roles), actor=_SHELL, now=_now())
                for name, roles in _PEOPLE.items()
            }
            for page in PAGES:
                channels.add_channel(
                    session,
                    name=page,
                    kind=KIND,
                    title=page.title(),
                    config={"port": port},
                    languages=[],
                    actor=_SHELL,
                    now=_now(),
                    registry=kit.registry,
                )

    def cleared(self) -> str:
        """The id of a story every gate holds for, by the people who may."""
        story_id = self._nominate()
        self._take(story_id, "accept", "petra")
        self._take(story_id, "agree", "arthur", **_AGREE)
        self._draft(story_id)
        self._take(story_id, "submit", "petra")
        self._take(story_id, "agree", "arthur", **_AGREE)
        self._take(story_id, "approve", "paul")
        self._take(story_id, "clear", "vera")
        return story_id

    def publish(self, story_id: str) -> None:
        """“Publish now”, as the button does it."""
        self._take(story_id, "publish", "petra")

    def make_due(self) -> None:
        """Everything that waits is due now, and not late."""
        with self.kit.database.begin() as session:
            now = database_now(session) - timedelta(seconds=1)
            session.execute(update(Delivery).values(due_at=now, planned_at=now))

    def copy(self, story_id: str, count: int) -> list[str]:
        """So many stories more that stand exactly where this one stands; their ids."""
        with self.kit.database.engine.begin() as connection:
            # Rows of one story refer to each other in a ring; all of them are there at the end.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            rows = _rows_of(connection, story_id)
            ids = []
            for start in range(0, count, _AT_ONCE):
                renamings = [
                    _Renaming(rows) for _copy in range(start, min(start + _AT_ONCE, count))
                ]
                for table, originals in rows.items():
                    copies = [renamed(table, row) for renamed in renamings for row in originals]
                    connection.execute(insert(table), copies)
                ids += [renamed.ids[story_id] for renamed in renamings]
            return ids

    def _nominate(self) -> str:
        data = {
            "author": "arthur@example.com",
            "source_text": f"{TEXT} {new_id()}",
            "title": TITLE,
            "reason": "Worth telling.",
        }
        with self.kit.database.begin() as session:
            story, _joined = nominate(
                session,
                NominationInput.model_validate(data),
                actor=self._actor("nina"),
                toolbox=self.kit,
                now=_now(),
            )
            return story.id

    def _draft(self, story_id: str) -> None:
        with self.kit.database.begin() as session:
            story = session.get_one(Story, story_id)
            drafts.save(
                session,
                story_id,
                drafts.DraftInput(
                    version=story.version, title=TITLE, summary="It stood.", body=TEXT
                ),
                actor=self._actor("petra"),
                toolbox=self.kit,
                now=_now(),
            )

    def _take(self, story_id: str, step: str, by: str, **fields: Any) -> None:
        with self.kit.database.begin() as session:
            story = session.get_one(Story, story_id)
            release = story.release
            take(
                session,
                story_id,
                step,
                actor=self._actor(by),
                toolbox=self.kit,
                now=_now(),
                seen=Seen(story.latest_revision_id, release.sha256 if release else None),
                data=fields,
            )

    def _actor(self, name: str) -> Actor:
        return Actor(Way.WEB, user=self._users[name])


class _Renaming:
    """One copy: every id of the original story has another one in it."""

    def __init__(self, rows: Mapping[Table, Sequence[Mapping[str, Any]]]) -> None:
        self.ids = {row["id"]: new_id() for some in rows.values() for row in some}
        self._mark = new_id()

    def __call__(self, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row of the copy."""
        alone = _alone(table)
        return {
            name: f"{value}-{self._mark}"[-64:] if name in alone and value else self._new(value)
            for name, value in row.items()
        }

    def _new(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.ids.get(value, value)
        if isinstance(value, list):
            return [self._new(each) for each in value]
        return value


def _rows_of(connection: Connection, story_id: str) -> dict[Table, Sequence[Mapping[str, Any]]]:
    """The story, its source post, and every row that refers to any of these, by table."""
    found: dict[Table, Sequence[Mapping[str, Any]]] = {}
    story = Base.metadata.tables["story"]
    found[story] = _where(connection, story, "id", [story_id])
    post = Base.metadata.tables["source_post"]
    found[post] = _where(connection, post, "id", [found[story][0]["source_post_id"]])
    for table in Base.metadata.sorted_tables:
        if table.name in _LEFT_OUT or table in found:
            continue
        rows = {
            row["id"]: row
            for foreign in table.foreign_keys
            if (parents := found.get(foreign.column.table))
            for row in _where(
                connection, table, foreign.parent.name, [parent["id"] for parent in parents]
            )
        }
        if rows:
            found[table] = list(rows.values())
    return found


def _where(
    connection: Connection, table: Table, column: str, values: Sequence[str]
) -> Sequence[Mapping[str, Any]]:
    found = connection.execute(select(table).where(table.c[column].in_(values))).mappings()
    return [dict(row) for row in found]


def _alone(table: Table) -> set[str]:
    """Columns of which no two rows may have the same value, and which refer to nothing."""
    single = {
        constraint.columns[0].name
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) == 1
    }
    return {name for name in single if not table.c[name].foreign_keys}


def _account(name: str, roles: frozenset[Role]) -> accounts.NewUser:
    return accounts.NewUser(
        email=f"{name}@example.com", given=name.title(), family="Bench", roles=roles
    )


_SHELL = Actor(Way.CLI)
_now = clock.now
