"""A delivery is done when a read-back shows what was approved, and not before."""

from __future__ import annotations

from syndicate.models import DeliveryState, Reason, State
from tests.functional.delivery.stage import Stage


def test_an_update_whose_answer_was_lost_is_read_back_not_repeated(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("update", "stored")
    stage.correct(story, "blog", text="Hello again")
    stage.deliver()
    assert stage.row(story, "blog").state is DeliveryState.UNCERTAIN

    stage.hurry()
    stage.deliver()

    assert stage.blog.calls[2:] == ["update", "read_back"]
    assert stage.row(story, "blog").state is DeliveryState.DONE


def test_an_update_that_did_not_arrive_is_sent_again_after_one_more_look(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("update", "late")
    stage.correct(story, "blog", text="Hello again")
    stage.deliver()

    stage.hurry()
    stage.deliver()

    calls = ["update", "read_back", "read_back", "update", "read_back"]
    assert stage.blog.calls[2:] == calls
    assert stage.row(story, "blog").state is DeliveryState.DONE


def test_an_update_found_right_before_the_second_try_is_not_repeated(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("update", "throttled")
    stage.correct(story, "blog", text="Hello again")
    stage.deliver()
    stage.blog.of(story)[0].body = stage.row(story, "blog").payload.body

    stage.hurry()
    stage.deliver()

    assert stage.blog.calls.count("update") == 1
    assert stage.state(story) is State.LIVE


def test_something_else_standing_there_asks_a_person(stage: Stage) -> None:
    story = stage.story("blog")
    stage.blog.during["read_back"] = lambda: setattr(stage.blog.of(story)[0], "body", b"{}")

    stage.deliver()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.DIFFERENT)
    assert row.problem == "another text"
    assert row.receipt is not None
    assert row.receipt.read_back_sha256 != row.payload_sha256
    assert not row.in_doubt


def test_an_update_that_took_no_effect_asks_a_person(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.during["read_back"] = lambda: setattr(stage.blog.of(story)[0], "body", b"{}")

    stage.correct(story, "blog", text="Hello again")
    stage.deliver()

    assert stage.row(story, "blog").reason is Reason.DIFFERENT


def test_a_post_that_is_not_to_be_seen_yet_is_read_again(stage: Stage) -> None:
    stage.blog.hidden = True
    story = stage.story("blog")
    stage.deliver()
    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.UNCERTAIN, Reason.VANISHED)

    stage.blog.hidden = False
    stage.hurry()
    stage.deliver()

    assert stage.blog.calls == ["publish", "read_back", "read_back"]
    assert stage.state(story) is State.LIVE


def test_a_post_that_is_never_to_be_seen_asks_a_person(stage: Stage) -> None:
    stage.blog.hidden = True
    story = stage.story("blog")

    for _ in range(5):
        stage.deliver()
        stage.hurry()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.VANISHED)
    assert stage.blog.calls == ["publish"] + ["read_back"] * 5


def test_a_lost_read_back_is_repeated_and_the_post_is_not(stage: Stage) -> None:
    stage.blog.plan("read_back", "dropped", "bug")
    story = stage.story("blog")

    for _ in range(3):
        stage.deliver(times=1)
        stage.hurry()

    assert stage.blog.calls == ["publish", "read_back", "read_back", "read_back"]
    assert stage.state(story) is State.LIVE
