"""Each night, a channel's own list against our receipts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from syndicate import clock
from syndicate.jobs.reconcile import _last_night, compare_due
from syndicate.models import DeliveryState, Event, Notice, ReceiptRow
from syndicate.publishing.errors import NotSent
from syndicate.publishing.port import Bench, Listing, Receipt
from syndicate.registry import Registry
from syndicate.services import channel_status, comparison, mail
from tests.functional.delivery.remote import Remote
from tests.functional.delivery.stage import Stage

FOREIGN = Receipt("by-hand", "https://feed.example.com/by-hand")


@dataclass
class Lister:
    """The feed's list: what stands at the remote, and whatever else is added."""

    remote: Remote
    asked: int = 0
    extra: list[Receipt] = field(default_factory=list)
    during: Callable[[], object] = lambda: None
    complete_since: datetime | None = None

    def __call__(self, _bench: Bench, since: datetime) -> Listing:
        self.asked += 1
        self.during()
        here = [Receipt(name, f"https://feed.example.com/{name}") for name in self.remote.copies]
        return Listing([*here, *self.extra], self.complete_since or since)


@pytest.fixture
def lister(stage: Stage) -> Lister:
    """The stage's feed can be listed; its blog cannot."""
    lister = Lister(stage.feed)
    old = stage.kit.registry
    plugs = [
        replace(plug, listing=lister) if kind == "feed" else plug
        for kind, plug in old.plugs.items()
    ]
    stage.kit.registry = Registry(processes=old.processes.values(), plugs=plugs)
    return lister


def published(stage: Stage, *, hours_ago: float = 2) -> str:
    """A story that has stood at the feed for a while."""
    story = stage.story("feed")
    stage.deliver()
    with stage.database.begin() as session:
        when = clock.now() - timedelta(hours=hours_ago)
        session.execute(
            update(ReceiptRow).where(ReceiptRow.story_id == story).values(published_at=when)
        )
    return story


def counts(stage: Stage) -> list[dict[str, int]]:
    """What each comparison found, without what it did not find."""
    with stage.database.reading() as session:
        query = select(Event).where(Event.name == comparison.COMPARED).order_by(Event.seq)
        return [
            {name: n for name, n in event.data.items() if name != "channel" and n}
            for event in session.scalars(query)
        ]


def told(stage: Stage) -> list[Notice]:
    """The mails about differences."""
    with stage.database.reading() as session:
        query = select(Notice).where(Notice.template == "channel_differs")
        return list(session.scalars(query.order_by(Notice.email)))


def test_a_list_that_agrees_is_noted_and_nobody_is_written_to(stage: Stage, lister: Lister) -> None:
    published(stage)

    assert compare_due(stage.kit) == 1

    assert counts(stage) == [{}]
    assert told(stage) == []


def test_a_channel_without_a_list_is_left_alone(stage: Stage) -> None:
    assert compare_due(stage.kit) == 0


def test_it_is_done_once_a_night(stage: Stage, lister: Lister) -> None:
    compare_due(stage.kit)

    assert compare_due(stage.kit) == 0
    assert lister.asked == 1


def test_a_post_we_know_nothing_of_is_told(stage: Stage, lister: Lister) -> None:
    lister.extra = [FOREIGN]

    compare_due(stage.kit)

    assert counts(stage) == [{"unknown": 1}]
    assert [notice.email for notice in told(stage)] == ["adam@example.com", "paula@example.com"]
    assert told(stage)[0].params["unknown"] == [FOREIGN.permalink]


def test_a_post_that_disappeared_is_told(stage: Stage, lister: Lister) -> None:
    published(stage)
    stage.feed.copies.clear()

    compare_due(stage.kit)

    assert counts(stage) == [{"missing": 1}]


def test_a_post_older_than_the_list_reaches_is_not_missed(stage: Stage, lister: Lister) -> None:
    published(stage)
    stage.feed.copies.clear()
    lister.complete_since = clock.now() - timedelta(hours=1)

    compare_due(stage.kit)

    assert counts(stage) == [{}]


def test_a_post_of_this_very_hour_may_not_be_listed_yet(stage: Stage, lister: Lister) -> None:
    published(stage, hours_ago=0.5)
    stage.feed.copies.clear()

    compare_due(stage.kit)

    assert counts(stage) == [{}]


def test_a_story_that_stands_there_twice_is_told(stage: Stage, lister: Lister) -> None:
    story = published(stage)
    with stage.database.begin() as session:
        row = session.scalars(select(ReceiptRow)).one()
        values = {c.key: getattr(row, c.key) for c in ReceiptRow.__table__.columns}
        session.add(ReceiptRow(**(values | {"id": "1" * 26, "remote_id": "again"})))
    lister.extra = [Receipt("again", "https://feed.example.com/again")]

    compare_due(stage.kit)

    assert len(stage.receipts(story)) == 2
    assert counts(stage) == [{"doubled": 2}]


def test_what_came_back_after_it_was_taken_down_is_told(stage: Stage, lister: Lister) -> None:
    story = published(stage)
    copies = dict(stage.feed.copies)
    stage.withdraw(story)
    stage.deliver()
    stage.feed.copies |= copies

    compare_due(stage.kit)

    assert counts(stage) == [{"not_gone": 1}]


def test_the_same_differences_are_told_once(
    stage: Stage, lister: Lister, monkeypatch: pytest.MonkeyPatch
) -> None:
    lister.extra = [FOREIGN]
    compare_due(stage.kit)
    monkeypatch.setattr(comparison, "COMPARED", "channel:list:again")  # as on another night

    compare_due(stage.kit)

    assert lister.asked == 2
    assert len(told(stage)) == 2


def test_a_delivery_on_its_way_puts_it_off(stage: Stage, lister: Lister) -> None:
    story = stage.story("feed")
    stage.set_row(stage.row(story, "feed"), state=DeliveryState.UNCERTAIN)

    assert compare_due(stage.kit) == 0
    assert lister.asked == 0


def test_a_delivery_that_began_meanwhile_puts_it_off(stage: Stage, lister: Lister) -> None:
    story = stage.story("feed")
    row = stage.row(story, "feed")
    lister.during = lambda: stage.set_row(row, state=DeliveryState.SENDING)

    assert compare_due(stage.kit) == 0
    assert counts(stage) == []
    assert stage.channel("feed").tending_until is None


@pytest.mark.parametrize("error", [NotSent("nobody answers"), RuntimeError("a fault of our own")])
def test_a_channel_that_does_not_answer_is_asked_again(
    stage: Stage, lister: Lister, error: Exception
) -> None:
    def fail() -> None:
        raise error

    lister.during = fail
    assert compare_due(stage.kit) == 0
    lister.during = lambda: None

    assert compare_due(stage.kit) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"active": False},
        {"needs_reconnect": True},
        {"paused_until": datetime(2100, 1, 1, tzinfo=UTC)},
        {"tending_until": datetime(2100, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_channel_that_rests_or_is_busy_is_not_asked(
    stage: Stage, lister: Lister, values: dict[str, object]
) -> None:
    stage.set_channel("feed", **values)

    assert compare_due(stage.kit) == 0
    assert lister.asked == 0


def test_the_health_of_a_channel_tells_when_it_was_compared(stage: Stage, lister: Lister) -> None:
    lister.extra = [FOREIGN]
    compare_due(stage.kit)

    with stage.database.reading() as session:
        statuses = channel_status.all_statuses(session, kit=stage.kit, now=clock.now())
        found = {status.channel.name: status.compared for status in statuses}

    assert found["blog"] is None
    assert found["feed"] is not None
    assert found["feed"].differences == 1


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_the_mail_names_every_address(stage: Stage, lister: Lister, locale: str) -> None:
    lister.extra = [FOREIGN]
    compare_due(stage.kit)
    notice = told(stage)[0]
    notice.locale = locale

    with stage.database.reading() as session:
        message = mail.compose(session, notice, stage.kit.settings)

    assert "Feed" in str(message["Subject"])
    for part in message.iter_parts():
        body = part.get_content()
        assert FOREIGN.permalink in body


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-23T02:59:00+09:00", "2026-11-22T03:00:00+09:00"),
        ("2026-11-23T03:00:00+09:00", "2026-11-23T03:00:00+09:00"),
    ],
)
def test_a_night_begins_at_three_in_the_sites_time_zone(now: str, night: str) -> None:
    moment = datetime.fromisoformat(now)

    assert _last_night("Asia/Tokyo", moment) == datetime.fromisoformat(night)
