"""A company with two hostile channels, whose stories are cleared the moment they are made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from syndicate import clock
from syndicate.db import Database
from syndicate.i18n import _
from syndicate.jobs.deliver import deliver, deliver_next
from syndicate.jobs.sweep import recover_dead
from syndicate.models import (
    Attempt,
    Channel,
    Delivery,
    DeliveryKind,
    Event,
    ReceiptRow,
    Release,
    Revision,
    State,
    Story,
)
from syndicate.policy import Actor, Way, pr
from syndicate.process import Block, GateRule, Process, Situation, Step
from syndicate.registry import Registry
from syndicate.services import deliveries
from syndicate.services.kit import Kit
from syndicate.settings import Settings
from syndicate.workflow import Seen, take
from tests.functional.delivery.remote import Remote, plug
from tests.functional.delivery.rows import (
    CHANNELS,
    add_channels,
    add_people,
    add_release,
    add_story,
)
from workflows import effects, guards
from workflows.outside import OUTSIDE


class Stage:
    """Everything a test of the deliveries needs; times are the database's own."""

    def __init__(self, database: Database, folder: Path, **settings: Any) -> None:
        self.database = database
        self.remotes = {name: Remote(next_number=100 * n) for n, name in enumerate(CHANNELS, 1)}
        self.blocked: set[str] = set()
        registry = Registry(
            processes=[self._process()],
            plugs=[
                plug(self.remotes["blog"], "blog", one_at_a_time=True),
                plug(self.remotes["feed"], "feed"),
            ],
        )
        values = {"media_store": str(folder / "media"), "site_store": str(folder / "site")}
        self.kit = Kit(Settings(**(values | settings)), database, registry)
        with database.begin() as session:
            self.users = add_people(session)
            add_channels(session)

    @property
    def blog(self) -> Remote:
        """The channel that stands first, and takes one delivery at a time."""
        return self.remotes["blog"]

    @property
    def feed(self) -> Remote:
        """The other channel."""
        return self.remotes["feed"]

    def without_tags(self, story_id: str) -> None:
        """The story's versions carry no tags, as most of a small company's do."""
        with self.database.begin() as session:
            session.execute(update(Revision).where(Revision.story_id == story_id).values(tags=[]))

    def story(self, *places: str, text: str = "Hello", language: str = "en") -> str:
        """The id of a story on its way out to `places`, all channels unless told otherwise."""
        with self.database.begin() as session:
            story = add_story(session, self.users["arthur"], language)
            add_release(session, story, self.users["paula"], places or CHANNELS, text)
            self._queue(session, story)
            return story.id

    def correct(self, story_id: str, *places: str, text: str, language: str = "en") -> None:
        """Send another release of the story on its way."""
        with self.database.begin() as session:
            story = session.get_one(Story, story_id)
            by = self.users["paula"]
            add_release(session, story, by, places or CHANNELS, text, language)
            story.state = State.PUBLISHING
            self._queue(session, story)

    def back_to(self, story_id: str, number: int) -> None:
        """Send an earlier release of the story on its way again."""
        with self.database.begin() as session:
            story = session.get_one(Story, story_id)
            story.release = session.scalars(
                select(Release).where(Release.story_id == story_id, Release.number == number)
            ).one()
            story.state = State.PUBLISHING
            self._queue(session, story)

    def withdraw(self, story_id: str) -> State:
        """Take the story back."""
        with self.database.begin() as session:
            release = session.get_one(Story, story_id).release
            story = take(
                session,
                story_id,
                "withdraw",
                actor=self.actor("paula"),
                toolbox=self.kit,
                now=clock.now(),
                seen=Seen(None, release.sha256 if release else None),
            )
            return story.state

    def deliver(self, *, times: int = 20) -> int:
        """Deliver what is due, as one worker; how many were taken."""
        return next((n for n in range(times) if not deliver_next(self.kit, "tess")), times)

    def deliver_row(self, story_id: str, place: str) -> bool:
        """Deliver one row, if it can be claimed."""
        return deliver(self.kit, self.row(story_id, place).id, "tess")

    def recover(self) -> int:
        """Take back what dead workers held."""
        return recover_dead(self.kit)

    def pass_time(self, **span: float) -> None:
        """Let time pass for every delivery and channel: the database's clock cannot be set."""
        past = timedelta(**span)
        with self.database.begin() as session:
            for row in session.scalars(select(Delivery)):
                row.due_at -= past
                row.planned_at -= past
                row.lease_until = row.lease_until - past if row.lease_until else None
            for channel in session.scalars(select(Channel)):
                channel.paused_until = channel.paused_until - past if channel.paused_until else None

    def hurry(self) -> None:
        """Make everything that waits due now, without being late."""
        with self.database.begin() as session:
            session.execute(update(Delivery).values(due_at=clock.now() - timedelta(seconds=1)))
            session.execute(update(Channel).values(paused_until=None))

    def row(
        self, story_id: str, place: str, kind: DeliveryKind | None = None, *, number: int = -1
    ) -> Delivery:
        """The newest delivery of a story at a place."""
        return [
            row
            for row in self.rows(story_id)
            if row.channel.name == place and kind in (None, row.kind)
        ][number]

    def rows(self, story_id: str) -> list[Delivery]:
        """Every delivery of a story, oldest first."""
        with self.database.reading() as session:
            rows = deliveries.of_story(session, session.get_one(Story, story_id))
            for row in rows:
                _loaded = row.channel, row.receipt, row.payload
            return list(rows)

    def states(self, story_id: str) -> dict[str, str]:
        """Where the newest delivery at each place stands."""
        return {row.channel.name: row.state.value for row in self.rows(story_id)}

    def state(self, story_id: str) -> State:
        """Where the story stands."""
        with self.database.reading() as session:
            return session.get_one(Story, story_id).state

    def channel(self, place: str) -> Channel:
        """The row of a channel."""
        with self.database.reading() as session:
            return session.scalars(select(Channel).where(Channel.name == place)).one()

    def set_channel(self, place: str, **values: Any) -> None:
        """Change a channel's row behind everybody's back."""
        self._set(Channel, self.channel(place).id, values)

    def set_row(self, row: Delivery, **values: Any) -> None:
        """Change a delivery's row behind everybody's back."""
        self._set(Delivery, row.id, values)

    def receipts(self, story_id: str) -> list[ReceiptRow]:
        """Every copy of a story, gone or not, oldest first."""
        with self.database.reading() as session:
            query = select(ReceiptRow).where(ReceiptRow.story_id == story_id)
            return list(session.scalars(query.order_by(ReceiptRow.id)))

    def attempts(self, row: Delivery) -> list[Attempt]:
        """The log of one delivery."""
        with self.database.reading() as session:
            query = select(Attempt).where(Attempt.delivery_id == row.id).order_by(Attempt.id)
            return list(session.scalars(query))

    def events(self, story_id: str) -> list[str]:
        """Names of a story's events, in order."""
        with self.database.reading() as session:
            query = select(Event.name).where(Event.story_id == story_id).order_by(Event.seq)
            return list(session.scalars(query))

    def actor(self, name: str) -> Actor:
        """Somebody at a page."""
        return Actor(Way.WEB, user=self.users[name])

    def _set(self, model: Any, row_id: str, values: dict[str, Any]) -> None:
        with self.database.begin() as session:
            session.execute(update(model).where(model.id == row_id).values(values))

    def _process(self) -> Process:
        withdraw = Step(
            "withdraw",
            _("Withdraw"),
            frozenset(State) - {State.WITHDRAWN, State.WITHDRAWING},
            State.WITHDRAWING,
            may=pr,
            event="story:release:withdrawn",
            effects=(effects.take_down,),
            wins=True,
        )
        return Process(
            "toy",
            _("Toy"),
            gates=(GateRule("open", _("Open"), self._gate),),
            steps=(*OUTSIDE, withdraw),
            fences=(guards.not_frozen,),
        )

    def _gate(self, situation: Situation) -> Iterable[Block]:
        if situation.story.id in self.blocked:
            yield Block("gate:open", _("Somebody is still thinking."))

    def _queue(self, session: Session, story: Story) -> None:
        assert story.release
        now = clock.now() - timedelta(seconds=1)  # the database's clock is a little behind
        deliveries.queue_publish(session, story, story.release, due_at=now, now=now)
