"""Throttling, the circuit breaker and lost sign-ins stand on the channel, not on one delivery."""

from __future__ import annotations

from datetime import timedelta

from syndicate import clock
from syndicate.models import DeliveryState, State
from syndicate.publishing.errors import Throttled
from syndicate.services.outcomes import look_failed
from tests.functional.delivery.stage import Stage


def test_throttling_pauses_the_whole_channel(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stage.feed.plan("publish", "throttled")
    stage.story("feed")
    stage.story("feed")

    stage.deliver()

    channel = stage.channel("feed")
    assert stage.feed.calls == ["publish"]
    assert channel.paused_until is not None
    assert channel.paused_until > clock.now() + timedelta(minutes=9)
    assert channel.last_problem == "slow down"
    assert channel.failures == 0


def test_a_pause_that_has_passed_lets_deliveries_go_on(stage: Stage) -> None:
    stage.feed.plan("publish", "throttled")
    stage.story("feed")
    story = stage.story("feed")
    stage.deliver()

    stage.pass_time(minutes=11)
    stage.deliver()

    assert stage.state(story) is State.LIVE
    assert stage.channel("feed").last_problem == ""
    assert stage.channel("feed").last_success_at is not None


def test_five_failures_in_a_row_open_the_breaker(stage: Stage) -> None:
    stage.feed.plan("publish", *["not_sent"] * 5)
    for _ in range(5):
        stage.story("feed")
    stage.deliver(times=5)

    channel = stage.channel("feed")

    assert channel.failures == 5
    assert channel.paused_until is not None
    assert channel.last_problem == "nobody answers"


def test_one_delivery_at_a_time_probes_a_broken_channel(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stories = [stage.story("feed") for _ in range(2)]
    stage.set_channel("feed", failures=5)
    seen: list[bool] = []

    def let_another_try() -> None:
        claimed = [stage.deliver_row(story, "feed") for story in stories]
        seen.append(any(claimed))

    stage.feed.during["publish"] = let_another_try
    stage.deliver(times=1)

    assert seen == [False]
    assert stage.channel("feed").failures == 0
    stage.deliver()
    assert {stage.state(story) for story in stories} == {State.LIVE}


def test_deliveries_of_a_channel_that_is_well_run_side_by_side(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stories = [stage.story("feed") for _ in range(2)]
    seen: list[bool] = []

    def let_another_try() -> None:
        seen.append(any(stage.deliver_row(story, "feed") for story in stories))

    stage.feed.during["publish"] = let_another_try
    stage.deliver(times=1)

    assert seen == [True]
    assert {stage.receipts(story)[0].ordinal for story in stories} == {1, 2}


def test_a_channel_that_builds_pages_of_many_takes_one_delivery_at_a_time(
    stage_on_each: Stage,
) -> None:
    stage = stage_on_each
    stories = [stage.story("blog") for _ in range(2)]
    seen: list[bool] = []

    def let_another_try() -> None:
        seen.append(any(stage.deliver_row(story, "blog") for story in stories))

    stage.blog.during["publish"] = let_another_try
    stage.deliver(times=1)

    assert seen == [False]


def test_a_lost_sign_in_stops_the_channel_until_a_person_connects_it(stage: Stage) -> None:
    stage.feed.plan("publish", "signed_out")
    story = stage.story("feed")
    stage.deliver()
    assert stage.channel("feed").needs_reconnect
    assert stage.row(story, "feed").state is DeliveryState.READY

    stage.hurry()
    assert stage.deliver() == 0
    stage.set_channel("feed", needs_reconnect=False)
    stage.deliver()

    assert stage.state(story) is State.LIVE


def test_a_refusal_says_nothing_against_the_channel(stage: Stage) -> None:
    stage.feed.plan("publish", "refused")
    stage.story("feed")
    stage.set_channel("feed", failures=3, last_problem="nobody answers")

    stage.deliver()

    channel = stage.channel("feed")
    assert (channel.failures, channel.last_problem) == (0, "")


def test_a_long_retry_after_is_cut_to_a_day() -> None:
    slow = Throttled("next month", retry_after=timedelta(days=30))
    eager = Throttled("now", retry_after=timedelta(seconds=-5))

    assert look_failed(DeliveryState.READY, slow).wait == timedelta(days=1)
    assert look_failed(DeliveryState.READY, eager).wait == timedelta(seconds=1)
