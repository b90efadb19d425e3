"""A delivery that goes as planned, and every way in which a channel can say no."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicate import clock
from syndicate.models import DeliveryKind, DeliveryState, Reason, State
from tests.functional.delivery.stage import Stage


def test_a_cleared_story_goes_out_to_every_channel_and_is_read_back(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story()

    assert stage.deliver() == 2

    assert stage.states(story) == {"blog": "done", "feed": "done"}
    assert stage.state(story) is State.LIVE
    for row in stage.rows(story):
        receipt = row.receipt
        assert receipt is not None
        assert receipt.read_back_sha256 == row.payload_sha256 == receipt.payload.sha256
        assert receipt.read_back_at is not None
        assert receipt.gone_at is None
        assert row.finished_at is not None
    assert "delivery:publish:done" in stage.events(story)


def test_the_second_channel_waits_until_the_first_one_is_done(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stage.blog.plan("publish", "not_sent")
    story = stage.story()

    stage.deliver(times=1)

    assert stage.feed.calls == []
    assert stage.states(story) == {"blog": "ready", "feed": "ready"}
    stage.hurry()
    stage.deliver()
    assert stage.feed.calls == ["publish", "read_back"]


def test_an_order_tells_the_same_in_every_attempt(stage: Stage) -> None:
    stage.blog.plan("publish", "refused_for_now", "throttled_vaguely")
    story = stage.story("blog")

    for _ in range(3):
        stage.deliver(times=1)
        stage.hurry()

    orders = stage.blog.orders
    assert len({(o.key, o.ordinal, o.published_at, o.modified_at) for o in orders}) == 1
    assert orders[0].slug.startswith("story-")
    assert orders[0].ordinal == 1
    assert stage.state(story) is State.LIVE


def test_ordinals_count_the_stories_of_one_language_at_one_channel(stage_on_each: Stage) -> None:
    stage = stage_on_each
    ids = [stage.story("blog") for _ in range(3)]
    japanese = stage.story("blog", language="ja")
    stage.deliver()

    numbers = [stage.receipts(story)[0].ordinal for story in [*ids, japanese]]

    assert sorted(numbers[:3]) == [1, 2, 3]
    assert numbers[3] == 1


@pytest.mark.parametrize(
    ("plan", "state", "reason"),
    [
        ("not_sent", DeliveryState.READY, Reason.UNREACHABLE),
        ("throttled", DeliveryState.READY, Reason.THROTTLED),
        ("throttled_vaguely", DeliveryState.READY, Reason.THROTTLED),
        ("refused", DeliveryState.NEEDS_PERSON, Reason.REFUSED),
        ("refused_for_now", DeliveryState.READY, Reason.REFUSED),
        ("signed_out", DeliveryState.READY, Reason.RECONNECT),
        ("dropped", DeliveryState.UNCERTAIN, Reason.UNKNOWN),
        ("bug", DeliveryState.UNCERTAIN, Reason.FAULT),
    ],
)
def test_each_failure_of_a_publish_leads_where_it_should(
    stage: Stage, plan: str, state: DeliveryState, reason: Reason
) -> None:
    stage.blog.plan("publish", plan)
    story = stage.story("blog")

    stage.deliver(times=1)

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (state, reason)
    assert row.problem
    assert row.in_doubt is (state is DeliveryState.UNCERTAIN)
    assert row.lease_until is None
    assert [attempt.outcome for attempt in stage.attempts(row)] == [reason.value]


def test_a_fault_of_our_own_tells_no_details_to_people(stage: Stage) -> None:
    stage.blog.plan("publish", "bug")
    story = stage.story("blog")

    stage.deliver()

    assert "RuntimeError" in stage.row(story, "blog").problem
    assert "a fault of our own" not in stage.row(story, "blog").problem


def test_waiting_grows_with_failures_and_has_jitter(stage: Stage) -> None:
    stage.blog.plan("publish", *["not_sent"] * 4)
    story = stage.story("blog")

    for failures in range(1, 5):
        stage.deliver(times=1)
        row = stage.row(story, "blog")
        assert row.failures == failures
        assert clock.now() - timedelta(seconds=2) <= row.due_at
        assert row.due_at <= clock.now() + timedelta(seconds=10 * 2**failures)
        stage.hurry()


def test_a_story_out_on_one_channel_only_is_partly_live(stage: Stage) -> None:
    stage.feed.plan("publish", "refused")
    story = stage.story()

    stage.deliver()

    assert stage.states(story) == {"blog": "done", "feed": "needs_person"}
    assert stage.state(story) is State.PARTLY_LIVE
    assert "delivery:publish:needs_person" in stage.events(story)


def test_a_correction_updates_the_copy_that_stands(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story()
    stage.deliver()
    first = stage.receipts(story)

    stage.correct(story, text="Hello again")
    stage.deliver()

    assert [row.kind for row in stage.rows(story)][2:] == [DeliveryKind.UPDATE] * 2
    assert [copy.body for copy in stage.blog.of(story)] == [
        b'{"title": "Title", "text": "Hello again"}'
    ]
    for before, after in zip(first, stage.receipts(story), strict=True):
        assert after.remote_id == before.remote_id
        assert after.ordinal == before.ordinal
        assert after.published_at == before.published_at
        assert after.modified_at > before.modified_at
        assert after.payload_id != before.payload_id
    assert stage.state(story) is State.LIVE


def test_a_channel_whose_payload_did_not_change_is_left_alone(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()

    stage.correct(story, "blog", text="Hello")

    row = stage.row(story, "blog", DeliveryKind.UPDATE)
    assert row.state is DeliveryState.DONE
    assert stage.deliver() == 0
    assert stage.blog.calls == ["publish", "read_back"]
    assert stage.receipts(story)[0].payload_id == row.payload_id


def test_a_channel_left_out_of_the_correction_is_taken_down(stage: Stage) -> None:
    story = stage.story()
    stage.deliver()

    stage.correct(story, "blog", text="Only here")
    stage.deliver()

    assert stage.feed.of(story) == []
    assert len(stage.blog.of(story)) == 1
    assert stage.state(story) is State.LIVE


def test_a_channel_taken_up_again_gets_a_new_post(stage: Stage) -> None:
    story = stage.story()
    stage.deliver()
    stage.correct(story, "blog", text="Only here")
    stage.deliver()

    stage.back_to(story, 1)
    stage.deliver()

    assert len(stage.feed.of(story)) == 1
    assert stage.state(story) is State.LIVE
    live = [copy for copy in stage.receipts(story) if copy.gone_at is None]
    assert len(live) == 2
    assert stage.row(story, "feed", DeliveryKind.PUBLISH).sends == 1


def test_a_channel_taken_up_before_it_was_taken_down_waits_for_that(stage: Stage) -> None:
    story = stage.story()
    stage.deliver()
    stage.correct(story, "blog", text="Only here")
    stage.correct(story, text="Everywhere again")

    stage.deliver()

    assert stage.feed.calls[-4:] == ["take_down", "read_back", "publish", "read_back"]
    assert len(stage.feed.of(story)) == 1
    assert stage.state(story) is State.LIVE


def test_a_story_told_in_another_language_is_taken_down_and_posted_anew(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()

    stage.correct(story, "blog", text="こんにちは", language="ja")
    stage.deliver()

    assert stage.blog.calls[-4:] == ["take_down", "read_back", "publish", "read_back"]
    gone, live = stage.receipts(story)
    assert (gone.language, live.language, live.ordinal) == ("en", "ja", 1)
    assert gone.gone_at is not None
    assert live.gone_at is None
