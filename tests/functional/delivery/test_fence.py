"""The fence: what is sent is what was approved, and only while it may go out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from syndicate import clock
from syndicate.models import (
    Channel,
    DeliveryKind,
    DeliveryState,
    PayloadRow,
    Reason,
    ReceiptRow,
    State,
    Story,
)
from syndicate.policy import SYSTEM
from syndicate.services import channels, decisions
from syndicate.services.stopping import stop
from tests.functional.delivery.stage import Stage


def freeze(stage: Stage, channel: Channel | None = None) -> None:
    """Somebody presses the switch."""
    with stage.database.begin() as session:
        channels.freeze(
            session, reason="An incident", channel=channel, actor=SYSTEM, now=clock.now()
        )


def test_rule_4_a_payload_that_was_altered_in_the_store_is_not_sent(stage: Stage) -> None:
    story = stage.story("blog")
    with stage.database.begin() as session:
        session.execute(update(PayloadRow).values(body=b'{"title": "Other", "text": "x"}'))

    stage.deliver()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.ALTERED)
    assert stage.blog.calls == []


def test_rule_4_what_a_gate_no_longer_holds_for_stays_and_says_why(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story("blog")
    stage.blocked.add(story)

    stage.deliver()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.READY, Reason.BLOCKED)
    assert row.problem == "Somebody is still thinking."
    assert row.due_at > clock.now() + timedelta(seconds=30)
    stage.blocked.clear()
    stage.hurry()
    stage.deliver()
    assert stage.state(story) is State.LIVE


def test_rule_4_a_release_that_was_replaced_is_not_sent(stage: Stage) -> None:
    stage.blog.plan("publish", "not_sent")
    story = stage.story("blog")
    stage.deliver(times=1)

    stage.correct(story, "blog", text="Hello again")
    stage.hurry()
    stage.deliver()

    old, new = stage.rows(story)
    assert (old.state, old.reason) == (DeliveryState.CANCELLED, Reason.REPLACED)
    assert new.state is DeliveryState.DONE
    assert b"again" in stage.blog.of(story)[0].body


def test_rule_4_a_story_back_in_drafting_is_not_sent(stage: Stage) -> None:
    story = stage.story("blog")
    with stage.database.begin() as session:
        row = session.get_one(Story, story)
        row.state, row.release = State.DRAFTING, None

    stage.deliver()

    assert stage.row(story, "blog").reason is Reason.REPLACED
    assert stage.blog.calls == []


def test_a_story_not_yet_on_its_way_is_held_back(stage: Stage) -> None:
    story = stage.story("blog")
    with stage.database.begin() as session:
        session.get_one(Story, story).state = State.CLEARED

    stage.deliver()

    row = stage.row(story, "blog")
    assert (row.state, row.reason, row.problem) == (
        DeliveryState.READY,
        Reason.BLOCKED,
        "Cleared",
    )


def test_what_is_long_past_its_time_asks_a_person(stage: Stage) -> None:
    story = stage.story("blog")
    stage.pass_time(hours=2)

    stage.deliver()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.LATE)
    assert stage.blog.calls == []


def test_what_a_freeze_held_asks_a_person_when_it_is_lifted(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story("blog")
    freeze(stage)
    assert stage.deliver() == 0

    with stage.database.begin() as session:
        channels.unfreeze(session, actor=SYSTEM, now=clock.now())
    stage.deliver()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.LATE)
    assert stage.blog.calls == []
    with stage.database.begin() as session:
        decisions.retry(
            session, row.id, actor=stage.actor("paula"), toolbox=stage.kit, now=clock.now()
        )
    stage.deliver()
    assert stage.state(story) is State.LIVE


def test_what_begins_after_a_freeze_goes_out_by_itself(stage: Stage) -> None:
    freeze(stage, stage.channel("feed"))
    earlier = clock.now() - timedelta(minutes=1)
    with stage.database.begin() as session:
        feed = session.merge(stage.channel("feed"))
        channels.unfreeze(session, channel=feed, actor=SYSTEM, now=earlier)
    story = stage.story()

    stage.deliver()

    assert stage.state(story) is State.LIVE


def test_a_freeze_of_one_channel_leaves_the_others_alone(stage: Stage) -> None:
    freeze(stage, stage.channel("feed"))
    story = stage.story()

    stage.deliver()

    assert stage.states(story) == {"blog": "done", "feed": "ready"}


def test_unfreezing_sends_nothing_that_is_over_its_time(stage: Stage) -> None:
    story = stage.story("blog")
    freeze(stage)
    stage.pass_time(hours=2)
    with stage.database.begin() as session:
        channels.unfreeze(session, actor=SYSTEM, now=clock.now())

    stage.deliver()

    assert stage.row(story, "blog").reason is Reason.LATE


def test_a_look_up_goes_on_while_everything_is_frozen(stage: Stage) -> None:
    stage.blog.plan("publish", "stored")
    story = stage.story("blog")
    stage.deliver()
    freeze(stage)

    stage.hurry()
    stage.deliver()

    assert stage.row(story, "blog").state is DeliveryState.DONE


@pytest.mark.parametrize(
    "values",
    [
        {"active": False},
        {"needs_reconnect": True},
        {"paused_until": clock.now() + timedelta(hours=1)},
        {"tending_until": clock.now() + timedelta(hours=1)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_channel_that_cannot_take_it_is_left_alone(
    stage: Stage, values: dict[str, object]
) -> None:
    stage.story("blog")
    stage.set_channel("blog", **values)

    assert stage.deliver() == 0
    assert stage.blog.calls == []


def test_a_fault_in_the_fence_holds_everything_back_and_says_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = stage.story("blog")

    def broken(*_args: object, **_values: object) -> None:
        raise KeyError("a bug in a guard")

    monkeypatch.setattr("syndicate.services.fence.blocks", broken)
    assert stage.deliver() == 0

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.READY, Reason.FAULT)
    assert "KeyError" in row.problem
    assert row.due_at > clock.now() + timedelta(minutes=4)
    assert stage.blog.calls == []


def test_what_the_first_channel_was_to_link_is_not_sent_without_it(stage: Stage) -> None:
    stage.blog.plan("publish", "refused")
    story = stage.story()
    stage.deliver()
    assert stage.states(story) == {"blog": "needs_person", "feed": "ready"}
    stage.set_row(stage.row(story, "blog"), state=DeliveryState.GIVEN_UP)

    stage.deliver()

    row = stage.row(story, "feed")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.FIRST_GIVEN_UP)
    assert stage.feed.calls == []


def test_a_publish_where_the_story_stands_becomes_an_update(stage: Stage) -> None:
    """The first release turned out to be there after the second one was queued."""
    stage.blog.plan("publish", "stored")
    story = stage.story("blog")
    stage.deliver()
    stage.correct(story, "blog", text="Hello again")
    assert stage.row(story, "blog").kind is DeliveryKind.PUBLISH

    stage.hurry()
    stage.deliver()

    assert stage.blog.calls == ["publish", "look_up", "read_back", "update", "read_back"]
    assert stage.row(story, "blog").kind is DeliveryKind.UPDATE
    assert len(stage.blog.of(story)) == 1
    assert stage.state(story) is State.LIVE


def test_a_publish_waits_while_only_a_person_knows_what_the_last_one_left(stage: Stage) -> None:
    stage.blog.can_look = False
    stage.blog.plan("publish", "dropped")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()
    stage.deliver()

    stage.correct(story, "blog", text="Hello again")

    assert stage.deliver() == 0
    assert stage.blog.calls.count("publish") == 1


def test_an_update_of_a_copy_that_is_gone_asks_a_person(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.correct(story, "blog", text="Hello again")
    with stage.database.begin() as session:
        session.execute(update(ReceiptRow).values(gone_at=clock.now()))

    stage.deliver()

    assert stage.row(story, "blog").reason is Reason.VANISHED
    assert "update" not in stage.blog.calls


def test_a_fault_in_the_process_does_not_undo_what_the_channel_did(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = stage.story("blog")

    def broken(*_args: object, **_values: object) -> None:
        raise KeyError("a bug in an effect")

    monkeypatch.setattr("syndicate.services.recording.settle", broken)
    stage.deliver()

    assert stage.row(story, "blog").state is DeliveryState.DONE
    assert stage.state(story) is State.PUBLISHING


def test_a_kind_that_is_no_longer_installed_says_so(stage: Stage) -> None:
    story = stage.story("blog")
    stage.set_channel("blog", kind="fax")

    assert stage.deliver() == 0

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.READY, Reason.FAULT)


def test_a_publisher_that_cannot_be_opened_sends_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = stage.story("blog")

    def broken(*_args: object) -> None:
        raise RuntimeError("no settings")

    monkeypatch.setattr("syndicate.services.kit.Kit.publisher", broken)
    stage.deliver(times=1)

    row = stage.row(story, "blog")
    assert (row.state, row.reason, row.in_doubt) == (DeliveryState.READY, Reason.FAULT, False)


def test_what_stands_there_already_as_approved_is_done_without_a_word(stage: Stage) -> None:
    """The first release turned out to be there, and the second one looks the same there."""
    stage.blog.plan("publish", "stored")
    story = stage.story("blog")
    stage.deliver()
    stage.correct(story, "blog", text="Hello")

    stage.hurry()
    stage.deliver()

    assert stage.blog.calls == ["publish", "look_up", "read_back"]
    newest = stage.row(story, "blog")
    assert newest.state is DeliveryState.DONE
    assert newest.receipt is not None
    assert newest.receipt.payload_id == newest.payload_id
    assert stage.state(story) is State.LIVE


def test_a_story_without_an_address_is_held_back(stage: Stage) -> None:
    story = stage.story("blog")
    with stage.database.begin() as session:
        session.get_one(Story, story).slug = None

    stage.deliver()

    assert stage.row(story, "blog").reason is Reason.FAULT
    assert stage.blog.calls == []


def test_what_the_fence_lets_go_is_not_stopped(stage: Stage) -> None:
    """Between the claim that met the fence and the stop, the reason went away."""
    story = stage.story("blog")

    with stage.database.begin() as session:
        assert not stop(session, stage.row(story, "blog").id, kit=stage.kit)

    assert stage.row(story, "blog").state is DeliveryState.READY


def test_queueing_one_release_twice_changes_nothing(stage: Stage) -> None:
    stage.blog.plan("publish", "refused")
    story = stage.story()
    stage.deliver()
    before = [(row.id, row.state, row.gen) for row in stage.rows(story)]

    stage.back_to(story, 1)

    assert [(row.id, row.state, row.gen) for row in stage.rows(story)] == before
