"""A small company with its people, two channels, and one story at a time."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from sqlalchemy import update
from sqlalchemy.orm import Session

from publishers.culture_blog.server import StaticSite
from syndicate.db import Database, database_now
from syndicate.jobs.deliver import drain
from syndicate.models import (
    Delivery,
    DeliveryState,
    DisplayOrder,
    Release,
    Role,
    State,
    Story,
    User,
)
from syndicate.policy import Actor, Way
from syndicate.process import Block, Situation
from syndicate.registry import Registry
from syndicate.services import accounts, channels, drafts, findings, media_store
from syndicate.services.kit import Kit
from syndicate.services.nominations import NominationInput, nominate
from syndicate.settings import Settings
from syndicate.workflow import Seen, blocks, look, offered, settle, take
from tests.services.process import free_port
from tests.services.web import serving

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
BODY = "We moved the standing meeting to the bench, and everybody could finally see the part."
AGREE = {"channels": ["blog"], "name_form": "full", "photo": True, "on_leaving": "remove"}

PEOPLE: dict[str, tuple[str, str, frozenset[Role]]] = {
    "nina": ("Nina", "Novak", frozenset()),
    "arthur": ("Arthur", "Aoki", frozenset()),
    "mei": ("Mei", "Mori", frozenset()),
    "petra": ("Petra", "Papp", frozenset({Role.PR})),
    "paul": ("Paul", "Prado", frozenset({Role.PR})),
    "vera": ("Vera", "Vance", frozenset({Role.PRIVACY})),
    "both": ("Bo", "Botha", frozenset({Role.PR, Role.PRIVACY})),
    "adam": ("Adam", "Adler", frozenset({Role.ADMIN})),
    "otto": ("Otto", "Olsen", frozenset()),
}
"""nina nominates, arthur writes, mei is named, petra drafts, paul approves, vera clears."""


class World:
    """Everything a test of the process needs, with a clock of its own."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        registry: Registry | None = None,
        start: datetime = START,
    ) -> None:
        self.now = start
        self.settings = Settings(
            media_store=str(folder / "media"),
            site_store=str(folder / "site"),
            site_url=f"http://127.0.0.1:{free_port()}",
        )
        self.kit = Kit(self.settings, database, registry or Registry())
        self.database = database
        self.users: dict[str, User] = {}
        with database.begin() as session:
            self._people(session)
            self._channels(session)

    def _people(self, session: Session) -> None:
        for name, (given, family, roles) in PEOPLE.items():
            self.users[name] = accounts.add_user(
                session,
                accounts.NewUser(
                    email=f"{name}@example.com",
                    given=given,
                    family=family,
                    roles=roles,
                    display_order=DisplayOrder.GIVEN_FIRST,
                ),
                actor=Actor(Way.CLI),
                now=self.now,
            )

    def _channels(self, session: Session) -> None:
        channels.add_channel(
            session,
            name="blog",
            kind="culture_blog",
            title="Culture blog",
            config={},
            languages=[],
            actor=Actor(Way.CLI),
            now=self.now,
            registry=self.kit.registry,
        )

    def actor(self, name: str) -> Actor:
        """Somebody at a page."""
        return Actor(Way.WEB, user=self.users[name])

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def nominate(self, *, by: str = "nina", **fields: Any) -> str:
        """The id of a story somebody wished for."""
        data = {
            "author": "arthur@example.com",
            "source_text": BODY,
            "title": "The meeting at the bench",
            "reason": "Worth telling.",
        } | fields
        with self.database.begin() as session:
            story, _joined = nominate(
                session,
                NominationInput.model_validate(data),
                actor=self.actor(by),
                toolbox=self.kit,
                now=self.now,
            )
            return story.id

    def take(self, story_id: str, step: str, by: str, **fields: Any) -> State:
        """Take a step as somebody who looked at the newest version."""
        with self.database.begin() as session:
            story = take(
                session,
                story_id,
                step,
                actor=self.actor(by),
                toolbox=self.kit,
                now=self.now,
                seen=self.seen(session, story_id),
                data=fields,
            )
            return story.state

    def seen(self, session: Session, story_id: str) -> Seen:
        """What somebody has before their eyes who has just loaded the page."""
        story = session.get_one(Story, story_id)
        release = story.release or story.live_release
        return Seen(story.latest_revision_id, release.sha256 if release else None)

    def draft(self, story_id: str, by: str = "petra", **fields: Any) -> None:
        """Save the public text."""
        with self.database.begin() as session:
            story = session.get_one(Story, story_id)
            data = {
                "version": story.version,
                "title": "The meeting at the bench",
                "summary": "How a meeting learned to stand.",
                "body": BODY,
            } | fields
            drafts.save(
                session,
                story_id,
                drafts.DraftInput.model_validate(data),
                actor=self.actor(by),
                toolbox=self.kit,
                now=self.now,
            )

    def deliver(self) -> None:
        """Let a worker do at once everything that waits for the channels."""
        public = StaticSite(self.kit.site)
        with serving(public, port=urlsplit(self.settings.site_url).port or 0):
            while self.bring_forward() and drain(self.kit, "test", seconds=5):
                pass

    def bring_forward(self) -> int:
        """Workers go by the database's clock, tests by their own: make what waits due now."""
        with self.database.begin() as session:
            real = database_now(session)
            return session.execute(
                update(Delivery)
                .where(Delivery.state == DeliveryState.READY)
                .values(due_at=real, planned_at=real)
            ).rowcount  # type: ignore[attr-defined,no-any-return] # an UPDATE has a count

    def settle(self, story_id: str) -> State:
        """Let syndicate take what is due."""
        with self.database.begin() as session:
            return settle(session, story_id, toolbox=self.kit, now=self.now).state

    def state(self, story_id: str) -> State:
        """Where the story stands."""
        with self.database.reading() as session:
            return session.get_one(Story, story_id).state

    def blocks(self, story_id: str) -> list[Block]:
        """What keeps it from going out."""
        with self.database.reading() as session:
            return blocks(self._look(session, story_id, "petra"))

    def offered(self, story_id: str, by: str) -> list[str]:
        """The steps somebody may take now."""
        with self.database.reading() as session:
            return sorted(step.name for step in offered(self._look(session, story_id, by)))

    def _look(self, session: Session, story_id: str, by: str) -> Situation:
        story = session.get_one(Story, story_id)
        return look(session, story, actor=self.actor(by), toolbox=self.kit, now=self.now)

    def upload(self, *, by: str = "nina", colour: str = "teal") -> str:
        """The id of an image of one colour."""
        buffer = io.BytesIO()
        Image.new("RGB", (1200, 627), colour).save(buffer, "JPEG")
        return self.upload_bytes(buffer.getvalue(), by=by)

    def upload_bytes(self, data: bytes, *, by: str = "nina") -> str:
        """The id of that image."""
        with self.database.begin() as session:
            return media_store.upload(
                session,
                data,
                actor=self.actor(by),
                store=self.kit.media,
                max_bytes=self.settings.max_upload_bytes,
                now=self.now,
            ).id

    def payload(self, story_id: str) -> str:
        """The text of the first payload under review."""
        with self.database.reading() as session:
            release = session.get_one(Story, story_id).release
            assert release is not None
            return release.payloads[0].body.decode()

    def resolve_all(self, story_id: str, by: str = "vera") -> None:
        """Say of every blocking finding that it is a false alarm."""
        with self.database.begin() as session:
            release = session.get_one(Story, story_id).release
            assert isinstance(release, Release)
            views = findings.for_release(session, release, self.now, self.settings.time_zone)
            for view in findings.unresolved(views):
                findings.resolve(
                    session,
                    view.row.id,
                    findings.ResolutionInput(
                        kind="false_alarm", reason="Invented for this very test."
                    ),
                    actor=self.actor(by),
                    now=self.now,
                )

    def reach(self, state: State) -> str:
        """The id of a story that was brought to `state` by the people who may."""
        story_id = self.nominate()
        for goal, act in self._route(story_id):
            if self.state(story_id) is state:
                return story_id
            act()
            assert self.state(story_id) is goal, (self.state(story_id), goal)
        assert self.state(story_id) is state, f"no route to {state}"
        return story_id

    def _route(self, story_id: str) -> list[tuple[State, Any]]:
        return [
            (State.AWAITING_AUTHOR, lambda: self.take(story_id, "accept", "petra")),
            (State.DRAFTING, lambda: self.take(story_id, "agree", "arthur", **AGREE)),
            (State.DRAFTING, lambda: self.draft(story_id)),
            (State.IN_REVIEW, lambda: self.take(story_id, "submit", "petra")),
            (State.IN_REVIEW, lambda: self.take(story_id, "agree", "arthur", **AGREE)),
            (State.IN_REVIEW, lambda: self.take(story_id, "approve", "paul")),
            (State.IN_REVIEW, lambda: self.resolve_all(story_id)),
            (State.CLEARED, lambda: self.take(story_id, "clear", "vera")),
            (State.PUBLISHING, lambda: self.take(story_id, "publish", "petra")),
        ]
