"""Withdrawal wins: from its commit no send starts, and every copy comes down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from syndicate import clock
from syndicate.models import DeliveryKind, DeliveryState, Reason, ReceiptRow, State, Story
from syndicate.policy import SYSTEM
from syndicate.services import channels, deliveries
from tests.functional.delivery.stage import Stage


def test_a_story_withdrawn_before_it_went_out_is_gone_at_once(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story()

    assert stage.withdraw(story) is State.WITHDRAWN

    assert stage.states(story) == {"blog": "cancelled", "feed": "cancelled"}
    assert stage.deliver() == 0
    assert {row.reason for row in stage.rows(story)} == {Reason.WITHDRAWN}


def test_a_story_that_is_out_is_taken_down_everywhere(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story()
    stage.deliver()

    assert stage.withdraw(story) is State.WITHDRAWING
    stage.deliver()

    assert stage.blog.copies == stage.feed.copies == {}
    assert stage.state(story) is State.WITHDRAWN
    assert all(copy.gone_at is not None for copy in stage.receipts(story))
    assert "delivery:take_down:done" in stage.events(story)


def test_the_take_down_tells_one_time_to_channel_and_shelf(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.withdraw(story)
    stage.deliver()

    order = stage.blog.orders[-1]

    assert order.modified_at == stage.receipts(story)[0].gone_at
    assert order.receipt is not None
    assert order.published_at == stage.receipts(story)[0].published_at


def test_rule_4_what_was_withdrawn_meanwhile_is_never_sent(stage: Stage) -> None:
    """The row stood ready when the story moved by another way."""
    story = stage.story("blog")
    with stage.database.begin() as session:
        session.get_one(Story, story).state = State.WITHDRAWING

    stage.deliver()

    assert stage.blog.calls == []
    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.CANCELLED, Reason.WITHDRAWN)
    assert stage.state(story) is State.WITHDRAWN


@pytest.mark.parametrize("tagged", [True, False])
def test_rule_10_a_take_down_waits_for_a_send_under_way(
    stage_on_each: Stage, *, tagged: bool
) -> None:
    stage = stage_on_each
    story = stage.story("blog")
    if not tagged:
        stage.without_tags(story)
    states: list[State] = []
    stage.blog.during["publish"] = lambda: states.append(stage.withdraw(story))

    stage.deliver()

    assert states == [State.WITHDRAWING]
    assert stage.blog.calls == ["publish", "read_back", "take_down", "read_back"]
    assert stage.blog.copies == {}
    assert stage.state(story) is State.WITHDRAWN


def test_rule_10_a_take_down_waits_for_an_update_that_is_not_settled(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("update", "stored")
    stage.correct(story, "blog", text="Hello again")
    stage.deliver()
    stage.withdraw(story)

    assert stage.deliver() == 0
    stage.hurry()
    stage.deliver()

    assert stage.blog.calls[2:] == ["update", "read_back", "take_down", "read_back"]
    assert stage.state(story) is State.WITHDRAWN


@pytest.mark.parametrize("tagged", [True, False])
def test_rule_10_a_lost_answer_is_looked_up_before_the_story_counts_as_gone(
    stage_on_each: Stage, *, tagged: bool
) -> None:
    stage = stage_on_each
    stage.blog.plan("publish", "stored")
    story = stage.story("blog")
    if not tagged:
        stage.without_tags(story)
    stage.deliver()

    assert stage.withdraw(story) is State.WITHDRAWING
    stage.hurry()
    stage.deliver()

    assert stage.blog.copies == {}
    assert stage.state(story) is State.WITHDRAWN


def test_what_was_absent_once_is_looked_up_again_when_the_story_is_withdrawn(stage: Stage) -> None:
    stage.blog.plan("publish", "late")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()
    stage.deliver(times=1)
    stage.withdraw(story)
    stage.blog.arrive()

    stage.deliver()

    assert stage.blog.copies == {}
    assert stage.blog.calls.count("publish") == 1
    assert stage.state(story) is State.WITHDRAWN


def test_nothing_left_behind_ends_the_withdrawal(stage: Stage) -> None:
    stage.blog.plan("publish", "dropped")
    story = stage.story("blog")
    stage.deliver()
    stage.withdraw(story)

    stage.hurry()
    stage.deliver()

    assert stage.states(story) == {"blog": "cancelled"}
    assert stage.state(story) is State.WITHDRAWN


def test_an_outcome_only_a_person_can_tell_keeps_the_withdrawal_open(stage: Stage) -> None:
    stage.blog.can_look = False
    stage.blog.plan("publish", "dropped")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()
    stage.deliver()

    assert stage.withdraw(story) is State.WITHDRAWING

    assert stage.states(story) == {"blog": "needs_person"}


def test_a_refused_delivery_does_not_keep_the_withdrawal_open(stage: Stage) -> None:
    stage.blog.plan("publish", "refused")
    story = stage.story("blog")
    stage.deliver()

    assert stage.withdraw(story) is State.WITHDRAWN


def test_a_take_down_is_repeated_until_a_read_back_shows_it_gone(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("take_down", "not_sent", "dropped", "stored", "refused_for_now", "bug", "late")
    stage.withdraw(story)

    for _ in range(7):
        stage.deliver(times=1)
        stage.hurry()

    assert stage.blog.copies == {}
    assert stage.state(story) is State.WITHDRAWN
    assert stage.blog.calls.count("take_down") == 7


def test_a_take_down_that_is_accepted_and_still_there_says_so(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("take_down", "stored")
    stage.withdraw(story)

    stage.deliver(times=1)

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.READY, Reason.STILL_THERE)
    assert stage.state(story) is State.WITHDRAWING


def test_a_take_down_that_cannot_be_read_back_is_repeated(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("read_back", "dropped")
    stage.withdraw(story)

    stage.deliver(times=1)

    assert stage.row(story, "blog").state is DeliveryState.READY


def test_a_take_down_refused_for_good_needs_a_person(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("take_down", "refused")
    stage.withdraw(story)

    stage.deliver()

    assert stage.row(story, "blog").state is DeliveryState.NEEDS_PERSON
    assert stage.state(story) is State.WITHDRAWING


def test_a_take_down_whose_worker_died_is_done_again(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.withdraw(story)

    def lose_the_lease() -> None:
        stage.pass_time(minutes=1)
        stage.recover()

    stage.blog.during["take_down"] = lose_the_lease

    stage.deliver()

    assert stage.state(story) is State.WITHDRAWN
    row = stage.row(story, "blog")
    assert [attempt.outcome for attempt in stage.attempts(row)] == ["died", "done"]


def test_take_downs_go_first(stage: Stage) -> None:
    out = stage.story("blog")
    stage.deliver()
    stage.story("blog")
    stage.withdraw(out)

    stage.deliver(times=1)

    assert stage.blog.calls[-2:] == ["take_down", "read_back"]


def test_take_downs_go_through_a_freeze_and_a_channel_switched_off(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    with stage.database.begin() as session:
        channels.freeze(session, reason="An incident", actor=SYSTEM, now=clock.now())
    stage.set_channel("blog", active=False)
    stage.withdraw(story)

    stage.deliver()

    assert stage.state(story) is State.WITHDRAWN


def test_asking_twice_for_a_take_down_changes_nothing(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    with stage.database.begin() as session:
        row = session.get_one(Story, story)
        first = deliveries.queue_take_down(session, row, clock.now())
        second = deliveries.queue_take_down(session, row, clock.now())
        assert first == second

    assert [row.kind for row in stage.rows(story)].count(DeliveryKind.TAKE_DOWN) == 1


def test_a_take_down_of_what_is_gone_already_speaks_to_nobody(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.withdraw(story)
    with stage.database.begin() as session:
        session.execute(update(ReceiptRow).values(gone_at=clock.now() - timedelta(hours=1)))
    before = list(stage.blog.calls)

    stage.deliver()

    assert stage.blog.calls == before
    assert stage.state(story) is State.WITHDRAWN


@pytest.mark.parametrize("place", ["blog", "feed"])
def test_open_deliveries_are_those_that_are_not_over(stage: Stage, place: str) -> None:
    stage.remotes[place].plan("publish", "refused")
    story = stage.story(place)
    stage.deliver()
    with stage.database.reading() as session:
        row = session.get_one(Story, story)
        assert [d.state for d in deliveries.open_deliveries(session, row)] == [
            DeliveryState.NEEDS_PERSON
        ]


def test_a_story_that_came_back_can_be_taken_down_again(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.withdraw(story)
    stage.deliver()
    stage.back_to(story, 1)
    stage.deliver()
    assert len(stage.blog.of(story)) == 1

    stage.withdraw(story)
    stage.deliver()

    assert stage.blog.copies == {}
    assert stage.state(story) is State.WITHDRAWN
    assert [row.kind for row in stage.rows(story)].count(DeliveryKind.TAKE_DOWN) == 1


def test_a_take_down_that_lost_its_copy_has_nothing_to_do(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.withdraw(story)
    stage.set_row(stage.row(story, "blog"), receipt_id=None)

    stage.deliver()

    assert stage.row(story, "blog").state is DeliveryState.DONE
    assert stage.blog.calls == ["publish", "read_back"]
