"""Never twice, never lost: an answer that does not come is looked up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicate import clock
from syndicate.models import DeliveryKind, DeliveryState, Reason, State, Story
from syndicate.services import deliveries
from tests.functional.delivery.stage import Stage


def _take_down_and_crash(stage: Stage, story: str) -> None:
    with stage.database.begin() as session:
        deliveries.queue_take_down(session, session.get_one(Story, story), clock.now())
        assert 1 / 0


def test_rule_1_deliveries_are_written_with_the_decision_or_not_at_all(
    stage_on_each: Stage,
) -> None:
    stage = stage_on_each
    story = stage.story("blog")
    stage.deliver()

    with pytest.raises(ZeroDivisionError):
        _take_down_and_crash(stage, story)

    assert [row.kind for row in stage.rows(story)] == [DeliveryKind.PUBLISH]


def test_rule_2_whatever_is_due_is_found_without_being_announced(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stories = [stage.story() for _ in range(3)]

    assert stage.deliver() == 6

    assert {stage.state(story) for story in stories} == {State.LIVE}


def test_rule_5_sending_is_written_before_the_first_byte(stage_on_each: Stage) -> None:
    stage = stage_on_each
    seen: list[tuple[DeliveryState, int, bool]] = []
    story = stage.story("blog")

    def look() -> None:
        row = stage.row(story, "blog")
        seen.append((row.state, row.sends, row.lease_until is not None))

    stage.blog.during["publish"] = look
    stage.deliver()

    assert seen == [(DeliveryState.SENDING, 1, True)]


def test_rule_6_a_lost_answer_is_looked_up_and_not_sent_again(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stage.blog.plan("publish", "stored")
    story = stage.story("blog")
    stage.deliver()
    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.UNCERTAIN, Reason.UNKNOWN)

    stage.hurry()
    stage.deliver()

    assert stage.blog.calls == ["publish", "look_up", "read_back"]
    assert len(stage.blog.of(story)) == 1
    assert stage.state(story) is State.LIVE


def test_rule_6_the_look_waits_until_the_channel_has_settled(stage: Stage) -> None:
    stage.blog.plan("publish", "dropped")
    story = stage.story("blog")

    stage.deliver()

    due = stage.row(story, "blog").due_at
    assert due > clock.now() + timedelta(seconds=55)
    assert stage.blog.calls == ["publish"]


def test_rule_6_what_is_proved_absent_is_sent_again(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stage.blog.plan("publish", "dropped")
    story = stage.story("blog")
    stage.deliver()

    stage.hurry()
    stage.deliver()

    assert stage.blog.calls == ["publish", "look_up", "look_up", "publish", "read_back"]
    assert len(stage.blog.of(story)) == 1
    assert stage.state(story) is State.LIVE


def test_rule_6b_a_late_commit_is_found_right_before_the_second_send(stage_on_each: Stage) -> None:
    stage = stage_on_each
    stage.blog.plan("publish", "late")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()
    assert stage.deliver(times=1) == 1  # the look finds nothing yet
    assert stage.row(story, "blog").state is DeliveryState.READY

    stage.blog.arrive()
    stage.deliver()

    assert stage.blog.calls == ["publish", "look_up", "look_up", "read_back"]
    assert len(stage.blog.of(story)) == 1
    assert stage.state(story) is State.LIVE


def test_rule_6b_also_holds_after_a_clear_refusal(stage: Stage) -> None:
    stage.blog.plan("publish", "throttled")
    stage.story("blog")
    stage.deliver()
    stage.hurry()

    stage.deliver()

    assert stage.blog.calls == ["publish", "look_up", "publish", "read_back"]


def test_a_channel_that_cannot_look_sends_again_after_a_clear_refusal(stage: Stage) -> None:
    stage.blog.can_look = False
    stage.blog.plan("publish", "throttled")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()

    stage.deliver()

    assert stage.state(story) is State.LIVE


def test_a_channel_that_cannot_look_asks_a_person_after_a_lost_answer(stage: Stage) -> None:
    stage.blog.can_look = False
    stage.blog.plan("publish", "stored")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()

    stage.deliver()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.CANNOT_TELL)
    assert row.problem == "this channel has no list"
    assert stage.blog.calls.count("publish") == 1


def test_two_looks_that_disagree_ask_a_person(stage: Stage) -> None:
    stage.blog.plan("publish", "dropped")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()
    stage.deliver(times=1)
    stage.blog.can_look = False

    stage.deliver()

    assert stage.row(story, "blog").reason is Reason.CANNOT_TELL
    assert stage.blog.calls.count("publish") == 1


@pytest.mark.parametrize(
    ("plan", "state", "reason"),
    [
        ("not_sent", DeliveryState.UNCERTAIN, Reason.UNREACHABLE),
        ("throttled", DeliveryState.UNCERTAIN, Reason.THROTTLED),
        ("refused", DeliveryState.NEEDS_PERSON, Reason.CANNOT_TELL),
        ("refused_for_now", DeliveryState.UNCERTAIN, Reason.UNKNOWN),
        ("signed_out", DeliveryState.UNCERTAIN, Reason.RECONNECT),
        ("dropped", DeliveryState.UNCERTAIN, Reason.UNKNOWN),
        ("bug", DeliveryState.UNCERTAIN, Reason.FAULT),
    ],
)
def test_a_look_that_fails_changes_nothing_but_the_time(
    stage: Stage, plan: str, state: DeliveryState, reason: Reason
) -> None:
    stage.blog.plan("publish", "stored")
    stage.blog.plan("look_up", plan)
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()

    stage.deliver(times=1)

    row = stage.row(story, "blog")
    assert (row.state, row.reason, row.in_doubt) == (state, reason, True)
    assert stage.blog.calls == ["publish", "look_up"]


def test_a_look_before_the_second_send_that_fails_holds_the_send_back(stage: Stage) -> None:
    stage.blog.plan("publish", "throttled")
    stage.blog.plan("look_up", "dropped")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()

    stage.deliver(times=1)

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.READY, Reason.UNKNOWN)
    assert stage.blog.calls == ["publish", "look_up"]


def test_looks_that_fail_for_hours_ask_a_person(stage: Stage) -> None:
    stage.blog.plan("publish", "stored")
    stage.blog.plan("look_up", *["bug"] * 5)
    story = stage.story("blog")

    for _ in range(6):
        stage.deliver(times=1)
        stage.hurry()

    assert stage.row(story, "blog").state is DeliveryState.NEEDS_PERSON


def test_rule_11_an_id_that_belongs_to_another_story_asks_a_person(stage_on_each: Stage) -> None:
    stage = stage_on_each
    first = stage.story("blog")
    stage.deliver()
    theirs = stage.receipts(first)[0].remote_id
    second = stage.story("blog")

    stage.blog.next_number = int(theirs.removeprefix("post-"))
    stage.deliver()

    row = stage.row(second, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.TAKEN)
    assert row.in_doubt
    assert theirs in row.problem
    assert stage.receipts(second) == []
