"""Channels that carry out one key once: a lost answer is made good by sending the same again."""

from __future__ import annotations

import pytest

from syndicate.models import DeliveryKind, DeliveryState, Reason, State
from tests.functional.delivery.stage import Stage


@pytest.fixture
def lost(stage: Stage) -> str:
    """A story whose publish arrived, and whose answer did not."""
    stage.blog.minds_keys = True
    stage.blog.plan("publish", "stored")
    story = stage.story("blog")
    stage.deliver()
    assert stage.row(story, "blog").state is DeliveryState.UNCERTAIN
    return story


def test_the_same_is_sent_again_under_the_same_key(stage: Stage, lost: str) -> None:
    stage.hurry()
    stage.deliver()

    assert stage.blog.calls == ["publish", "look_up", "look_up", "publish", "read_back"]
    assert len({order.key for order in stage.blog.orders}) == 1
    assert len(stage.blog.of(lost)) == 1
    assert stage.state(lost) is State.LIVE


def test_what_was_withdrawn_meanwhile_is_taken_down_and_not_sent_again(
    stage: Stage, lost: str
) -> None:
    assert stage.withdraw(lost) is State.WITHDRAWING
    stage.hurry()
    stage.deliver()

    assert stage.blog.calls == ["publish", "look_up", "take_down", "read_back"]
    assert stage.blog.copies == {}
    assert stage.state(lost) is State.WITHDRAWN


def test_a_withdrawal_between_look_and_send_finds_the_copy_too(stage: Stage, lost: str) -> None:
    stage.hurry()
    assert stage.deliver(times=1) == 1
    row = stage.row(lost, "blog")
    assert (row.state, row.in_doubt) == (DeliveryState.READY, True)

    stage.withdraw(lost)
    stage.hurry()
    stage.deliver()

    assert stage.blog.calls.count("publish") == 1
    assert stage.blog.copies == {}
    assert stage.state(lost) is State.WITHDRAWN


def test_a_newer_version_becomes_an_update_of_what_may_be_there(stage: Stage, lost: str) -> None:
    stage.correct(lost, "blog", text="A newer text")
    stage.hurry()
    stage.deliver()

    kinds = {row.kind for row in stage.rows(lost) if row.state is DeliveryState.DONE}
    assert DeliveryKind.UPDATE in kinds
    assert stage.blog.calls.count("publish") == 1
    assert stage.state(lost) is State.LIVE


def test_a_channel_that_never_answers_ends_with_a_person(stage: Stage) -> None:
    stage.blog.minds_keys = True
    stage.blog.plan("publish", *["dropped"] * 20)
    story = stage.story("blog")
    for _round in range(10):
        stage.hurry()
        stage.deliver(times=4)
        stage.pass_time(minutes=7)

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.LATE)
    assert row.in_doubt
    assert stage.blog.calls.count("publish") > 1
