"""Counts of copies: read once a day by one worker, kept when they changed, never who."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from syndicate import clock
from syndicate.db import Database
from syndicate.jobs.counting import count_due
from syndicate.models import Channel, MetricRow, ReceiptRow, Story
from syndicate.publishing.errors import Throttled
from syndicate.publishing.metrics import Metric, MetricName
from syndicate.services import post_metrics
from tests.functional.delivery.remote import Remote
from tests.functional.delivery.stage import Stage

IMPRESSIONS, LIKES = MetricName.IMPRESSIONS, MetricName.LIKES


@pytest.fixture(autouse=True)
def stage(database: Database, tmp_path: Path) -> Stage:
    """Two channels, once for each kind of database."""
    return Stage(database, tmp_path)


@pytest.fixture
def story(stage: Stage) -> str:
    """A story that stands on the blog."""
    made = stage.story("blog")
    stage.deliver()
    return made


def tell(remote: Remote, story: str, **counts: int) -> None:
    """The channel's counts from now on."""
    (copy,) = remote.of(story)
    remote.counts = [
        Metric(copy.remote_id, MetricName(name), value) for name, value in counts.items()
    ]


def a_day_later(stage: Stage, days: int = 1) -> None:
    """The readings so far were days ago, and the next is due."""
    past = timedelta(days=days)
    with stage.database.begin() as session:
        for row in session.scalars(select(MetricRow).order_by(MetricRow.day)):
            row.day -= past
            session.flush()
        session.execute(update(Channel).values(metrics_at=None))


def counts(stage: Stage, story: str) -> dict[MetricName, int]:
    """The newest counts of the story's first copy."""
    with stage.database.reading() as session:
        copy = post_metrics.of_story(session, session.get_one(Story, story))[0]
        return dict(copy.counts)


def rows(stage: Stage) -> int:
    """How many rows there are."""
    with stage.database.reading() as session:
        return len(session.scalars(select(MetricRow.id)).all())


def test_every_channel_is_asked_once_a_day(stage: Stage, story: str) -> None:
    tell(stage.blog, story, impressions=10, likes=2)

    assert count_due(stage.kit) == 2
    assert count_due(stage.kit) == 0

    assert counts(stage, story) == {IMPRESSIONS: 10, LIKES: 2}
    assert stage.blog.calls.count("metrics") == 1
    assert stage.feed.calls.count("metrics") == 0
    again = stage.channel("blog").metrics_at
    assert again is not None
    assert again - clock.now() > timedelta(hours=23)
    sooner = stage.channel("feed").metrics_at
    assert sooner is not None
    assert sooner - clock.now() < timedelta(hours=2)


def test_only_what_changed_is_written(stage: Stage, story: str) -> None:
    tell(stage.blog, story, impressions=10, likes=2)
    count_due(stage.kit)
    a_day_later(stage)
    tell(stage.blog, story, impressions=15, likes=2)

    count_due(stage.kit)

    assert rows(stage) == 3
    assert counts(stage, story) == {IMPRESSIONS: 15, LIKES: 2}


def test_a_second_reading_on_one_day_takes_the_place_of_the_first(stage: Stage, story: str) -> None:
    tell(stage.blog, story, impressions=10)
    count_due(stage.kit)
    stage.set_channel("blog", metrics_at=None)
    tell(stage.blog, story, impressions=11)

    count_due(stage.kit)

    assert rows(stage) == 1
    assert counts(stage, story) == {IMPRESSIONS: 11}


def test_a_post_the_channel_left_out_keeps_what_was_known(stage: Stage, story: str) -> None:
    tell(stage.blog, story, impressions=10, likes=2)
    count_due(stage.kit)
    for left in ({"impressions": 0, "likes": 0}, {}):
        a_day_later(stage)
        tell(stage.blog, story, **left)
        count_due(stage.kit)

    assert counts(stage, story) == {IMPRESSIONS: 10, LIKES: 2}


def test_likes_may_be_taken_back(stage: Stage, story: str) -> None:
    tell(stage.blog, story, impressions=10, likes=2)
    count_due(stage.kit)
    a_day_later(stage)
    tell(stage.blog, story, impressions=10, likes=1)

    count_due(stage.kit)

    assert counts(stage, story)[LIKES] == 1


def test_a_story_nobody_counted_has_no_counts(stage: Stage, story: str) -> None:
    assert counts(stage, story) == {}
    with stage.database.reading() as session:
        (copy,) = post_metrics.of_story(session, session.get_one(Story, story))
    assert copy.read_at is None


def test_old_copies_and_those_that_are_gone_are_not_asked_about(stage: Stage, story: str) -> None:
    old = stage.story("blog")
    stage.deliver()
    with stage.database.begin() as session:
        session.execute(
            update(ReceiptRow)
            .where(ReceiptRow.story_id == old)
            .values(published_at=clock.now() - timedelta(days=400))
        )
    gone = stage.story("blog")
    stage.deliver()
    stage.withdraw(gone)
    stage.deliver()

    with stage.database.reading() as session:
        asked = post_metrics.to_read(session, stage.channel("blog").id, clock.now())

    assert [copy.story_id for copy in asked] == [story]


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({"active": False}, False),
        ({"needs_reconnect": True}, False),
        ({"paused_until": clock.now() + timedelta(hours=1)}, False),
        ({"paused_until": clock.now() - timedelta(hours=1)}, True),
    ],
)
def test_a_channel_that_rests_is_not_asked(
    stage: Stage, story: str, values: dict[str, object], *, asked: bool
) -> None:
    tell(stage.blog, story, impressions=10)
    stage.set_channel("blog", **values)

    count_due(stage.kit)

    assert ("metrics" in stage.blog.calls) is asked


@pytest.mark.parametrize(
    ("fault", "hours"),
    [("throttled", 1), ("throttled_vaguely", 1), ("dropped", 1), ("bug", 1), ("signed_out", 24)],
)
def test_a_reading_that_fails_is_tried_again_and_holds_nothing_up(
    stage: Stage, story: str, fault: str, hours: int
) -> None:
    stage.blog.plan("metrics", fault)

    count_due(stage.kit)

    channel = stage.channel("blog")
    assert channel.metrics_at is not None
    wait = channel.metrics_at - clock.now()
    assert timedelta(hours=hours) - timedelta(minutes=5) < wait <= timedelta(hours=hours)
    assert not channel.needs_reconnect
    assert channel.paused_until is None
    assert counts(stage, story) == {}


def test_a_channel_that_asks_for_long_waits_gets_them(stage: Stage, story: str) -> None:
    def throttle() -> None:
        raise Throttled("quota", retry_after=timedelta(hours=9))

    stage.blog.during["metrics"] = throttle

    count_due(stage.kit)

    again = stage.channel("blog").metrics_at
    assert again is not None
    assert again - clock.now() > timedelta(hours=8)
    assert counts(stage, story) == {}
