"""Never twice, never lost: what happens when an answer is lost or a worker dies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from syndicate import clock
from syndicate.jobs.acts import perform
from syndicate.models import DeliveryKind, DeliveryState, Reason, State, Story
from syndicate.services import deliveries
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


def test_rule_3_a_claimed_delivery_cannot_be_claimed_again(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stage.story("blog")
    take(stage, story)

    assert not stage.deliver_row(story, "blog")
    assert stage.blog.calls == []


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

    assert stage.blog.calls == ["publish", "read_back"]
    assert stage.row(story, "blog").receipt is not None
    assert stage.state(story) is State.LIVE


def test_rule_7_a_late_receipt_of_a_withdrawn_story_is_taken_down(stage: Stage) -> None:
    story = stage.story("blog")

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

    assert stage.blog.calls == ["publish", "look_up", "read_back"]
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

    assert stage.blog.calls[2:] == ["update", "read_back"]
    assert stage.state(story) is State.LIVE


def test_a_copy_that_is_not_there_cannot_be_acted_on(stage: Stage) -> None:
    taken = take(stage, stage.story("blog"))

    with pytest.raises(ValueError, match="no copy"):
        perform(
            replace(taken, act=Act.READ_BACK),
            stage.kit.publisher(taken.channel),
            lambda _receipt: True,
        )


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
