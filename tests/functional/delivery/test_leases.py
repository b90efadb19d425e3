"""Workers that die, sleep or are too late change nothing that others do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from syndicate import clock
from syndicate.jobs.acts import perform
from syndicate.models import DeliveryState, Reason, State
from syndicate.services.claims import Act, Claim, claim
from syndicate.services.kit import Kit
from syndicate.services.outcomes import absent
from syndicate.services.recording import record
from syndicate.services.stopping import recover
from tests.functional.delivery.stage import Stage


def take(stage: Stage, story: str, place: str = "blog") -> Claim:
    """A claim of a worker that then does nothing."""
    with stage.database.begin() as session:
        taken = claim(session, stage.row(story, place).id, kit=stage.kit, worker="slow")
    assert isinstance(taken, Claim)
    return taken


def test_rule_3_a_claimed_delivery_cannot_be_claimed_again(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story("blog")
    take(stage, story)

    assert not stage.deliver_row(story, "blog")
    assert stage.blog.calls == []


def test_rule_6_a_dead_workers_send_is_looked_up_after_lease_and_settling(
    stage_on_each: Stage,
) -> None:
    stage = stage_on_each
    story = stage.story("blog")
    taken = take(stage, story)
    stage.blog.store(taken.order)
    assert stage.recover() == 0

    stage.pass_time(minutes=1)
    assert stage.recover() == 1

    row = stage.row(story, "blog")
    assert (row.state, row.in_doubt, row.deaths) == (DeliveryState.UNCERTAIN, True, 1)
    assert row.due_at > clock.now() + timedelta(seconds=55)
    assert [attempt.outcome for attempt in stage.attempts(row)] == ["died"]
    stage.hurry()
    stage.deliver()
    assert stage.blog.calls == ["look_up", "read_back"]
    assert stage.state(story) is State.LIVE


def test_nothing_is_taken_back_from_a_worker_that_lives(stage: Stage) -> None:
    story = stage.story("blog")
    take(stage, story)

    with stage.database.begin() as session:
        assert not recover(session, stage.row(story, "blog").id, kit=stage.kit)

    assert stage.row(story, "blog").state is DeliveryState.SENDING


def test_a_worker_that_died_looking_costs_no_settling(stage: Stage) -> None:
    stage.blog.plan("publish", "dropped")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()
    take(stage, story)
    stage.pass_time(minutes=1)

    stage.recover()

    row = stage.row(story, "blog")
    assert row.state is DeliveryState.UNCERTAIN
    assert row.due_at <= clock.now()


def test_three_dead_workers_on_one_row_ask_a_person(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story("blog")

    for _ in range(3):
        take(stage, story)
        stage.pass_time(minutes=1)
        stage.recover()
        stage.hurry()

    row = stage.row(story, "blog")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.WORKERS_DIED)
    assert stage.deliver() == 0
    assert "delivery:publish:needs_person" in stage.events(story)


def test_rule_7_a_worker_that_lost_its_lease_changes_nothing(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story("blog")
    taken = take(stage, story)
    stage.pass_time(minutes=1)
    stage.recover()
    before = stage.row(story, "blog")

    with stage.database.begin() as session:
        kept = record(session, taken, absent(), kit=stage.kit)

    after = stage.row(story, "blog")
    assert not kept
    assert (after.state, after.gen, after.due_at) == (before.state, before.gen, before.due_at)


def test_rule_7_a_late_receipt_is_kept_and_found(stage_on_each: Stage) -> None:
    """A sender frozen past its lease wakes up after the answer came."""
    stage = stage_on_each
    story = stage.story("blog")

    def freeze() -> None:
        stage.pass_time(minutes=1)
        stage.recover()

    stage.blog.during["publish"] = freeze
    stage.deliver(times=1)
    row = stage.row(story, "blog")
    assert row.state is DeliveryState.UNCERTAIN
    assert [attempt.outcome for attempt in stage.attempts(row)] == ["died"]
    assert len(stage.receipts(story)) == 1

    stage.hurry()
    stage.deliver()

    assert stage.blog.calls == ["publish", "read_back", "read_back"]
    assert stage.row(story, "blog").receipt is not None
    assert stage.state(story) is State.LIVE


@pytest.mark.parametrize("tagged", [True, False])
def test_rule_7_a_late_receipt_of_a_withdrawn_story_is_taken_down(
    stage: Stage, *, tagged: bool
) -> None:
    story = stage.story("blog")
    if not tagged:
        stage.without_tags(story)

    def freeze() -> None:
        stage.pass_time(minutes=1)
        stage.recover()
        stage.withdraw(story)

    stage.blog.during["publish"] = freeze
    stage.deliver(times=1)

    for _ in range(3):
        stage.hurry()
        stage.deliver()
    assert stage.blog.of(story) == []
    assert stage.state(story) is State.WITHDRAWN


def test_a_story_posted_twice_is_reported_and_both_copies_are_taken_down(
    stage_on_each: Stage,
) -> None:
    """The honest limit: a sender frozen between its last check and its first byte."""
    stage = stage_on_each
    story = stage.story("blog")

    def freeze_and_let_another_send() -> None:
        stage.pass_time(minutes=1)
        stage.recover()
        stage.hurry()
        stage.deliver()

    stage.blog.during["publish"] = freeze_and_let_another_send
    stage.deliver(times=1)
    assert len(stage.blog.of(story)) == 2
    assert "delivery:publish:doubled" in stage.events(story)
    assert len(stage.receipts(story)) == 2

    stage.withdraw(story)
    stage.deliver()

    assert stage.blog.of(story) == []
    assert stage.state(story) is State.WITHDRAWN


def test_rule_8_a_worker_held_up_too_long_does_not_begin_to_send(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = stage.story("blog")
    opened = Kit.publisher

    def slow(kit: Kit, channel: object) -> object:
        monkeypatch.setattr("syndicate.services.claims.monotonic", lambda: 10.0**12)
        return opened(kit, channel)  # type: ignore[arg-type] # a channel it is

    monkeypatch.setattr(Kit, "publisher", slow)
    stage.deliver(times=1)

    row = stage.row(story, "blog")
    assert stage.blog.calls == []
    assert (row.state, row.reason, row.in_doubt) == (DeliveryState.READY, Reason.FAULT, False)


def test_rule_8_holds_for_take_downs_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.withdraw(story)
    monkeypatch.setattr("syndicate.services.claims.Claim.may_still_send", False)

    stage.deliver(times=1)

    assert stage.row(story, "blog").state is DeliveryState.READY
    assert len(stage.blog.of(story)) == 1


def test_a_late_receipt_stops_the_second_send_of_a_row_that_waits(stage: Stage) -> None:
    story = stage.story("blog")

    def freeze_until_a_look_found_nothing() -> None:
        stage.pass_time(minutes=1)
        stage.recover()
        stage.hurry()
        stage.deliver(times=1)
        assert stage.row(story, "blog").state is DeliveryState.READY

    stage.blog.during["publish"] = freeze_until_a_look_found_nothing
    stage.deliver(times=1)

    stage.deliver()  # the fence finds the copy and asks for a look
    stage.deliver()

    assert stage.blog.calls == ["publish", "look_up", "read_back", "read_back"]
    assert stage.state(story) is State.LIVE


def test_a_late_update_changes_nothing_but_the_log(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()

    def freeze() -> None:
        stage.pass_time(minutes=1)
        stage.recover()

    stage.blog.during["update"] = freeze
    stage.correct(story, "blog", text="Hello again")
    stage.deliver(times=1)
    assert stage.row(story, "blog").state is DeliveryState.UNCERTAIN

    stage.hurry()
    stage.deliver()

    assert stage.blog.calls[2:] == ["update", "read_back", "read_back"]
    assert stage.state(story) is State.LIVE


def test_a_copy_that_is_not_there_cannot_be_acted_on(stage: Stage) -> None:
    taken = take(stage, stage.story("blog"))

    with pytest.raises(ValueError, match="no copy"):
        perform(replace(taken, act=Act.READ_BACK), stage.kit.publisher(taken.channel))


def test_a_database_that_is_away_is_no_fault_of_the_delivery(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = stage.story("blog")

    def away(*_args: object, **_values: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the database is away"))

    monkeypatch.setattr("syndicate.jobs.deliver.claim", away)
    with pytest.raises(OperationalError):
        stage.deliver()

    assert stage.row(story, "blog").reason is None
