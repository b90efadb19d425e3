"""Quiet periods and the number for a day: kept by the fence, and never against a take-down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from syndicate import clock
from syndicate.errors import Forbidden, Invalid
from syndicate.models import Channel, DeliveryState, Event, Reason, State
from syndicate.services import channel_limits, quota
from tests.functional.delivery.stage import Stage


def limit(stage: Stage, by: str = "adam", **limits: Any) -> Channel:
    """Somebody sets the limits of the blog."""
    with stage.database.begin() as session:
        channel = session.get_one(Channel, stage.channel("blog").id)
        return channel_limits.set_limits(
            session,
            channel,
            per_day=limits.get("per_day"),
            periods=limits.get("periods", ()),
            zone="UTC",
            actor=stage.actor(by),
            now=clock.now(),
        )


def around_now() -> str:
    """A quiet period that lies around this moment, and ends within two hours."""
    now = clock.now()
    return f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"


def test_in_a_quiet_period_a_story_waits_for_its_end(stage_on_each: Stage) -> None:
    stage = stage_on_each
    limit(stage, periods=[around_now()])
    story = stage.story("blog")

    stage.deliver()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.READY, Reason.QUIET)
    assert timedelta(minutes=58) < row.due_at - clock.now() <= timedelta(hours=1)
    assert row.planned_at == row.due_at
    assert stage.blog.calls == []


def test_when_it_is_over_the_story_goes_out_without_being_late(stage: Stage) -> None:
    limit(stage, periods=[around_now()])
    story = stage.story("blog")
    stage.deliver()
    limit(stage)

    stage.pass_time(hours=1)
    stage.deliver()

    assert stage.state(story) is State.LIVE


def test_what_was_late_before_still_asks_a_person(stage: Stage) -> None:
    limit(stage, periods=[around_now()])
    story = stage.story("blog")
    stage.set_row(stage.row(story, "blog"), planned_at=clock.now() - timedelta(hours=5))

    stage.deliver()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.LATE)


def test_take_downs_and_look_ups_know_no_quiet(stage: Stage) -> None:
    story, other = stage.story("blog"), stage.story("blog")
    stage.blog.plan("publish", "ok", "stored")
    stage.deliver()
    limit(stage, per_day=1, periods=[around_now()])
    stage.set_channel("blog", quota_day=clock.now().date(), quota_used=1)

    stage.withdraw(story)
    stage.hurry()
    stage.deliver()

    assert stage.state(story) is State.WITHDRAWN
    assert stage.state(other) is State.LIVE


def test_the_number_for_a_day_is_kept_until_midnight_utc(stage_on_each: Stage) -> None:
    stage = stage_on_each
    limit(stage, per_day=2)
    stories = [stage.story("blog") for _ in range(3)]

    stage.deliver()

    assert [stage.state(story) for story in stories[:2]] == [State.LIVE, State.LIVE]
    row = stage.row(stories[2], "blog")
    assert (row.state, row.reason) == (DeliveryState.READY, Reason.QUOTA)
    tomorrow = clock.now().astimezone(UTC).date() + timedelta(days=1)
    assert row.due_at == datetime.combine(tomorrow, datetime.min.time(), UTC)
    assert quota.left(stage.channel("blog"), clock.now()) == 0


def test_a_new_day_begins_with_the_whole_number(stage: Stage) -> None:
    limit(stage, per_day=1)
    stage.set_channel("blog", quota_day=clock.now().date() - timedelta(days=1), quota_used=1)
    story = stage.story("blog")

    stage.deliver()

    assert stage.state(story) is State.LIVE
    assert stage.channel("blog").quota_used == 1


def test_each_try_counts_and_a_channel_without_a_number_counts_nothing(stage: Stage) -> None:
    limit(stage, per_day=5)
    stage.blog.plan("publish", "refused_for_now")
    stage.story()

    stage.deliver()
    stage.hurry()
    stage.deliver()

    assert stage.channel("blog").quota_used == 2
    assert (stage.channel("feed").quota_used, stage.channel("feed").quota_day) == (0, None)
    assert quota.left(stage.channel("feed"), clock.now()) is None


def test_limits_are_set_by_administrators_and_told(stage: Stage) -> None:
    channel = limit(stage, per_day=3, periods=["SAT", "22:00-07:00"])

    assert (channel.daily_quota, channel.quiet) == (3, ["22:00-07:00", "sat"])
    with stage.database.reading() as session:
        assert session.query(Event).filter_by(name="channel:settings:changed").count() == 1
    with pytest.raises(Forbidden):
        limit(stage, by="paula", per_day=3)


@pytest.mark.parametrize(
    ("limits", "field"),
    [({"per_day": 0}, "per_day"), ({"per_day": 99_999}, "per_day"), ({"periods": ["x"]}, "quiet")],
)
def test_limits_that_make_no_sense_are_refused(
    stage: Stage, limits: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        limit(stage, **limits)

    assert caught.value.problems[0][0] == field
