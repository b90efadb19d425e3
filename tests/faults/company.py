"""A company with LinkedIn pages and many cleared stories, each on its way to two of the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from publishers.linkedin.content import Article, Content
from publishers.linkedin.simulator.__main__ import TOKEN
from syndicate.clock import now as clock_now
from syndicate.db import Database, database_now
from syndicate.errors import Conflict
from syndicate.i18n import _
from syndicate.ids import new_id
from syndicate.models import (
    Channel,
    Delivery,
    DeliveryState,
    How,
    PayloadRow,
    Person,
    ReceiptRow,
    Release,
    Revision,
    Role,
    RoleGrant,
    SourcePost,
    State,
    Story,
    User,
)
from syndicate.models.delivery import OPEN_STATES
from syndicate.policy import Actor, Way, pr
from syndicate.process import Process, Step
from syndicate.publishing.port import Token
from syndicate.registry import Registry
from syndicate.services import channels, credentials, decisions, deliveries
from syndicate.services.kit import Kit
from syndicate.settings import Settings
from syndicate.workflow import Seen, take
from tests.faults.linkedin import page_urn
from tests.faults.plan import Plan
from tests.faults.short import plug
from workflows import effects, guards
from workflows.outside import OUTSIDE

WITHDRAW = Step(
    "withdraw",
    _("Withdraw"),
    frozenset(State) - {State.WITHDRAWN, State.WITHDRAWING},
    State.WITHDRAWING,
    may=pr,
    event="story:release:withdrawn",
    effects=(effects.take_down,),
    wins=True,
)
PROCESS = Process(
    "faults", _("Faults"), gates=(), steps=(*OUTSIDE, WITHDRAW), fences=(guards.not_frozen,)
)


def text_of(number: int) -> str:
    """The words of a story; no two are the same."""
    return f"Story {number} of the bench, told as it was."


class Company:
    """The database of one run, and what its people do meanwhile."""

    def __init__(self, plan: Plan, database_url: str, folder: Path, redis_url: str | None) -> None:
        settings = Settings(
            database_url=database_url,
            redis_url=redis_url,
            media_store=str(folder / "media"),
            site_store=str(folder / "site"),
        )
        registry = Registry(processes=[PROCESS], plugs=[plug(naive=plan.naive)])
        self.kit = Kit(settings, Database(database_url), registry)
        self.stories: list[str] = []
        self._plan = plan

    @property
    def database(self) -> Database:
        """Where it all stands."""
        return self.kit.database

    def found(self) -> None:
        """People, connected channels, and every story due at once."""
        with self.database.begin() as session:
            self._paula = User(
                id=new_id(),
                email="paula@example.com",
                given="Paula",
                grants=[RoleGrant(role=Role.PR), RoleGrant(role=Role.ADMIN)],
            )
            session.add(self._paula)
            self._places = [self._channel(session, n) for n in range(self._plan.pages)]
        with self.database.begin() as session:
            for number in range(self._plan.stories):
                self.add_story(session, number)

    def add_story(self, session: Session, number: int) -> None:
        """One more story, due at once; `number` is the next."""
        places = [self._places[(number + offset) % len(self._places)] for offset in (0, 1)]
        self.stories.append(self._story(session, number, places))

    @property
    def actor(self) -> Actor:
        """Somebody of PR, at a page."""
        return Actor(Way.WEB, user=self._paula)

    def targets(self, number: int) -> list[tuple[str, str]]:
        """Page and text of each copy story `number` is to have."""
        pages = self._plan.pages
        return [(page_urn((number + offset) % pages), text_of(number)) for offset in (0, 1)]

    def withdraw(self, story_id: str) -> datetime:
        """Take a story back; when that was certain."""
        with self.database.begin() as session:
            release = session.get_one(Story, story_id).release
            take(
                session,
                story_id,
                "withdraw",
                actor=self.actor,
                toolbox=self.kit,
                now=clock_now(),
                seen=Seen(None, release.sha256 if release else None),
            )
        return clock_now()

    def is_withdrawn(self, story_id: str) -> bool:
        """Whether a withdrawal whose commit got lost did arrive."""
        with self.database.reading() as session:
            state = session.get_one(Story, story_id).state
        return state in (State.WITHDRAWING, State.WITHDRAWN)

    def freeze(self) -> None:
        """Hold every channel."""
        with self.database.begin() as session:
            channels.freeze(session, reason="A drill.", actor=self.actor, now=clock_now())

    def unfreeze(self) -> None:
        """Let them go again."""
        with self.database.begin() as session:
            channels.unfreeze(session, actor=self.actor, now=clock_now())

    def waiting(self) -> int:
        """Deliveries no one has ended yet, those with a person left out."""
        moving = [state for state in OPEN_STATES if state is not DeliveryState.NEEDS_PERSON]
        with self.database.reading() as session:
            query = select(func.count()).select_from(Delivery).where(Delivery.state.in_(moving))
            return session.scalars(query).one()

    def rows(self) -> list[Delivery]:
        """Every delivery."""
        with self.database.reading() as session:
            return list(session.scalars(select(Delivery)))

    def unfinished(self) -> list[str]:
        """Where each delivery stands that no one has ended, and its channel, to find out why."""
        with self.database.reading() as session:
            now = database_now(session)
            return [
                f"{row.kind}/{row.state}/{row.reason} {row.problem!r} due {row.due_at - now}"
                f" lease {row.lease_until} by {row.claimed_by} sends {row.sends};"
                f" {row.channel.name} failures {row.channel.failures}"
                f" paused {row.channel.paused_until} tended {row.channel.tending_until}"
                f" reconnect {row.channel.needs_reconnect} story {row.story.state} now {now}"
                for row in session.scalars(select(Delivery))
                if row.state in OPEN_STATES
            ]

    def receipts(self) -> set[str]:
        """The name of every post we know of."""
        with self.database.reading() as session:
            return set(session.scalars(select(ReceiptRow.remote_id)))

    def retry_for_people(self) -> int:
        """What PR does in the morning: press “retry” where a person is asked; how often."""
        stuck = [row.id for row in self.rows() if row.state is DeliveryState.NEEDS_PERSON]
        for delivery_id in stuck:
            with self.database.begin() as session:
                now = database_now(session)
                try:
                    decisions.retry(
                        session, delivery_id, actor=self.actor, toolbox=self.kit, now=now
                    )
                except Conflict:  # it moved meanwhile
                    continue
        return len(stuck)

    def _channel(self, session: Session, number: int) -> Channel:
        now, actor = clock_now(), Actor(Way.CLI)
        channel = channels.add_channel(
            session,
            name=f"page-{number}",
            kind="linkedin",
            title=f"Page {number}",
            config={"organization": page_urn(number)},
            languages=[],
            actor=actor,
            now=now,
            registry=self.kit.registry,
        )
        token = Token(TOKEN, expires_at=now + timedelta(days=60))
        credentials.store_token(session, channel, token, ring=self.kit.ring, actor=actor, now=now)
        return channel

    def _story(self, session: Session, number: int, places: list[Channel]) -> str:
        now = clock_now()
        story = Story(
            id=new_id(),
            process=PROCESS.name,
            state=State.PUBLISHING,
            state_since=now,
            slug=f"story-{number}",
            language="en",
            source_post=SourcePost(text=text_of(number), language="en", sha256="0" * 64),
            people=[Person(user_id=self._paula.id, email=self._paula.email, how=How.AUTHOR)],
        )
        session.add(story)
        session.flush()
        release = self._release(story, number, places)
        session.add(release)
        session.flush()
        story.release, story.latest_revision_id = release, release.revision.id
        moment = now - timedelta(seconds=1)
        deliveries.queue_publish(session, story, release, due_at=moment, now=moment)
        return story.id

    def _release(self, story: Story, number: int, places: list[Channel]) -> Release:
        card = Article(f"https://blog.example.com/en/stories/story-{number}/", f"Story {number}")
        body = Content(commentary=text_of(number), article=card).to_bytes()
        sha256 = hashlib.sha256(body).hexdigest()
        revision = Revision(
            id=new_id(),
            story_id=story.id,
            number=1,
            title=f"Story {number}",
            summary="",
            body=text_of(number),
            language="en",
            tags=[],
            channel_texts={},
            people_ids=[],
            content_sha256=sha256,
        )
        payloads = [
            PayloadRow(
                id=new_id(),
                channel_id=channel.id,
                position=position,
                body=body,
                media_type="application/json",
                images=[],
                sha256=sha256,
            )
            for position, channel in enumerate(places)
        ]
        return Release(
            id=new_id(),
            story_id=story.id,
            revision=revision,
            number=1,
            sha256=hashlib.sha256(story.id.encode()).hexdigest(),
            name_form="full",
            created_by_id=self._paula.id,
            payloads=payloads,
        )


@contextmanager
def company(
    plan: Plan, database_url: str, folder: Path, redis_url: str | None
) -> Iterator[Company]:
    """The company of one run, founded."""
    made = Company(plan, database_url, folder, redis_url)
    made.found()
    try:
        yield made
    finally:
        made.database.dispose()
