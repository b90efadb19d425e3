"""The default process, from a nomination to the moment before sending."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from syndicate import audit
from syndicate.db import Database
from syndicate.errors import Blocked, Conflict, Forbidden, NotFound, Stale, WrongState
from syndicate.models import Consent, Delivery, Event, Gate, Nomination, Notice, State, Story
from syndicate.workflow import Seen, take
from tests.factories.world import AGREE, BODY, World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def test_a_story_goes_through_all_gates_and_leaves_deliveries(world: World) -> None:
    story_id = world.reach(State.PUBLISHING)

    with world.database.reading() as session:
        deliveries = session.scalars(select(Delivery)).all()
        story = session.get_one(Story, story_id)
        assert story.release is not None
        assert [d.payload_sha256 for d in deliveries] == [p.sha256 for p in story.release.payloads]
        assert audit.verify(audit.stored(session)).broken is None


def test_nothing_is_published_without_the_author(world: World) -> None:
    story_id = world.reach(State.AWAITING_AUTHOR)

    with pytest.raises(WrongState):
        world.take(story_id, "submit", "petra")
    assert world.state(story_id) is State.AWAITING_AUTHOR


def test_a_changed_text_is_put_to_the_author_again(world: World) -> None:
    story_id = world.reach(State.DRAFTING)
    world.draft(story_id, body=BODY + " And then some.")
    world.take(story_id, "submit", "petra")

    assert "gate:author" in {block.code for block in world.blocks(story_id)}

    world.take(story_id, "agree", "arthur", **AGREE)
    assert "gate:author" not in {block.code for block in world.blocks(story_id)}


def test_everybody_named_must_agree(world: World) -> None:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id)
    world.take(story_id, "submit", "petra")
    assert {b.code for b in world.blocks(story_id)} >= {"gate:people", "gate:author"}

    world.take(story_id, "agree", "mei", **AGREE)

    assert "gate:people" not in {block.code for block in world.blocks(story_id)}


def test_a_consent_for_another_channel_does_not_cover_this_one(world: World) -> None:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id)
    world.take(story_id, "submit", "petra")

    world.take(story_id, "agree", "mei", **(AGREE | {"channels": ["elsewhere"]}))

    reasons = [str(b.text) for b in world.blocks(story_id) if b.code == "gate:people"]
    assert reasons == ["They did not agree to: blog."]


def test_a_no_from_anyone_ends_it_and_tells_nobody_whose_it_was(world: World) -> None:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id)
    world.take(story_id, "submit", "petra")

    assert world.take(story_id, "refuse", "mei") is State.DECLINED

    with world.database.reading() as session:
        told = session.scalars(select(Notice).where(Notice.template == "progress")).all()
        assert not any("mei" in str(notice.params).lower() for notice in told)
        event = session.scalars(select(Event).order_by(Event.seq.desc())).first()
        assert event is not None
        assert event.name == "story:consent:answered"


def test_the_approver_of_pr_cannot_clear_for_privacy(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)
    world.take(story_id, "approve", "both")

    with pytest.raises(Forbidden, match="second person"):
        world.take(story_id, "clear", "both")


@pytest.mark.parametrize(
    ("by", "why"),
    [("petra", "You edited"), ("nina", "for somebody else"), ("adam", "no such story")],
)
def test_four_eyes_hold_for_everyone(world: World, by: str, why: str) -> None:
    story_id = world.reach(State.IN_REVIEW)

    with pytest.raises((Forbidden, NotFound), match=why):
        world.take(story_id, "approve", by)


def test_a_double_click_on_approve_acts_once(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)
    with world.database.reading() as session:
        seen = world.seen(session, story_id)
    for _click in range(2):
        with world.database.begin() as session:
            take(
                session,
                story_id,
                "approve",
                actor=world.actor("paul"),
                toolbox=world.kit,
                now=world.now,
                seen=seen,
            )
    with world.database.reading() as session:
        names = session.scalars(select(Event.name).where(Event.story_id == story_id)).all()
        assert names.count("story:review:approved") == 1


def test_a_second_approver_is_told_that_it_is_decided(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)
    world.take(story_id, "approve", "paul")

    with pytest.raises(Conflict, match="already decided"):
        world.take(story_id, "approve", "both")


def test_a_decision_about_an_older_text_is_refused(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)
    with world.database.reading() as session:
        seen = world.seen(session, story_id)
    world.take(story_id, "return", "paul", comment="One more line, please.")
    world.draft(story_id, body=BODY + " One more line.")
    world.take(story_id, "submit", "petra")

    with pytest.raises(Stale), world.database.begin() as session:
        take(
            session,
            story_id,
            "approve",
            actor=world.actor("paul"),
            toolbox=world.kit,
            now=world.now,
            seen=seen,
        )


def test_an_approval_without_the_hash_it_is_for_is_refused(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)
    with world.database.reading() as session:
        seen = Seen(world.seen(session, story_id).revision_id, None)

    with pytest.raises(Stale), world.database.begin() as session:
        take(
            session,
            story_id,
            "approve",
            actor=world.actor("paul"),
            toolbox=world.kit,
            now=world.now,
            seen=seen,
        )


def test_submitting_the_same_content_again_keeps_the_gates_that_hold(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)
    world.take(story_id, "agree", "arthur", **AGREE)
    world.take(story_id, "approve", "paul")
    world.take(story_id, "return", "vera", comment="Was the name agreed?")
    world.draft(story_id)
    world.take(story_id, "submit", "petra")

    codes = {block.code for block in world.blocks(story_id)}

    assert "gate:pr" not in codes
    assert "gate:privacy" in codes


def test_an_edit_in_drafting_voids_what_was_approved(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)
    world.take(story_id, "approve", "paul")
    world.take(story_id, "return", "paul", comment="Shorter.")
    world.draft(story_id, body="Shorter.")
    world.take(story_id, "submit", "petra")

    assert "gate:pr" in {block.code for block in world.blocks(story_id)}


def test_a_planned_time_is_kept_once_all_gates_hold(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)
    world.take(story_id, "schedule", "petra", at="2026-12-02T10:00", zone="Asia/Tokyo")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.take(story_id, "approve", "paul")
    world.resolve_all(story_id)

    assert world.take(story_id, "clear", "vera") is State.SCHEDULED

    world.later(hours=16, minutes=1)
    assert world.settle(story_id) is State.PUBLISHING


def test_a_time_that_passes_uncleared_is_missed_and_nothing_is_sent(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)
    world.take(story_id, "schedule", "petra", at="2026-12-01T12:00", zone="UTC")
    world.later(hours=4)

    assert world.settle(story_id) is State.MISSED
    with world.database.reading() as session:
        assert session.scalars(select(Delivery)).all() == []

    world.take(story_id, "schedule", "petra", at="2026-12-03T12:00", zone="UTC")
    assert world.state(story_id) is State.IN_REVIEW


def test_a_schedule_that_nobody_served_in_time_asks_a_person(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    world.take(story_id, "schedule", "petra", at="2026-12-01T12:00", zone="UTC")
    world.later(hours=5)

    assert world.settle(story_id) is State.MISSED


@pytest.mark.parametrize("at", ["2026-12-01T08:00", "2026-12-01T09:00"])
def test_a_time_in_the_past_cannot_be_chosen(world: World, at: str) -> None:
    story_id = world.reach(State.CLEARED)

    with pytest.raises(Blocked, match="has passed"):
        world.take(story_id, "schedule", "petra", at=at, zone="UTC")


def test_withdrawing_before_anything_went_out_ends_at_once(world: World) -> None:
    story_id = world.reach(State.PUBLISHING)

    assert world.take(story_id, "withdraw", "arthur") is State.WITHDRAWN

    with world.database.reading() as session:
        states = session.scalars(select(Delivery.state)).all()
        assert {state.value for state in states} == {"cancelled"}
        answers = session.scalars(select(Consent.answer).order_by(Consent.id)).all()
        assert answers[-1].value == "withdrawn"


def test_withdrawing_wins_over_a_stale_page(world: World) -> None:
    story_id = world.reach(State.CLEARED)

    with world.database.begin() as session:
        story = take(
            session,
            story_id,
            "withdraw",
            actor=world.actor("arthur"),
            toolbox=world.kit,
            now=world.now,
            seen=Seen("something", "older"),
        )
        assert story.state is State.WITHDRAWN


def test_a_second_nomination_joins_the_story_there_is(world: World) -> None:
    first = world.nominate(source_url="https://social.example.com/posts/7#top")
    second = world.nominate(by="otto", source_url="https://SOCIAL.example.com/posts/7")
    third = world.nominate(by="otto", source_url="https://social.example.com/posts/7")

    assert first == second == third
    with world.database.reading() as session:
        assert len(session.scalars(select(Nomination)).all()) == 2


def test_the_same_text_without_a_link_is_the_same_story(world: World) -> None:
    assert world.nominate() == world.nominate(by="otto")


def test_a_merged_story_hands_its_supporters_over(world: World) -> None:
    kept = world.nominate()
    other = world.nominate(by="otto", source_text="Another text about the same thing.")

    assert world.take(other, "merge", "petra", into=kept) is State.MERGED

    with world.database.reading() as session:
        names = {n.user.given for n in session.get_one(Story, kept).nominations}
        assert names == {"Nina", "Otto"}
    assert world.nominate(by="mei", source_text="Another text about the same thing.") == kept


def test_a_story_cannot_be_merged_with_itself_or_nothing(world: World) -> None:
    story_id = world.nominate()
    for target in (story_id, "0" * 26):
        with pytest.raises(Blocked, match="another open story"):
            world.take(story_id, "merge", "petra", into=target)


def test_two_editors_never_overwrite_each_other(world: World) -> None:
    story_id = world.reach(State.DRAFTING)
    with world.database.reading() as session:
        version = session.get_one(Story, story_id).version
    world.draft(story_id, body="What Petra wrote.", version=version)

    with pytest.raises(Conflict) as caught:
        world.draft(story_id, by="paul", body="What Paul wrote.", version=version)
    assert caught.value.details["theirs"]["body"] == "What Petra wrote."
    assert caught.value.details["yours"]["body"] == "What Paul wrote."


def test_saving_without_a_change_makes_no_revision(world: World) -> None:
    story_id = world.reach(State.DRAFTING)
    world.draft(story_id)
    with world.database.reading() as session:
        before = session.get_one(Story, story_id).latest_revision_id
    world.draft(story_id)
    with world.database.reading() as session:
        assert session.get_one(Story, story_id).latest_revision_id == before


@pytest.mark.parametrize("state", [State.AWAITING_AUTHOR, State.PUBLISHING])
def test_the_text_is_read_only_before_and_after_the_work_on_it(world: World, state: State) -> None:
    story_id = world.reach(state)

    with pytest.raises(WrongState, match="while the story is drafted or reviewed"):
        world.draft(story_id)


@pytest.mark.parametrize("by", ["nina", "vera", "otto"])
def test_only_pr_and_the_author_edit(world: World, by: str) -> None:
    story_id = world.reach(State.DRAFTING)

    with pytest.raises((Forbidden, NotFound)):
        world.draft(story_id, by=by)


def test_an_address_is_chosen_once(world: World) -> None:
    story_id = world.reach(State.DRAFTING)
    world.draft(story_id, slug="the-bench")
    world.take(story_id, "submit", "petra")
    world.take(story_id, "return", "petra", comment="Again.")

    with pytest.raises(Exception, match="fixed"):
        world.draft(story_id, slug="another-bench")
    with world.database.reading() as session:
        assert session.get_one(Story, story_id).slug == "the-bench"


def test_the_audit_names_the_first_event_that_was_altered(world: World) -> None:
    world.reach(State.CLEARED)
    with world.database.reading() as session:
        events = list(audit.stored(session))
        assert audit.verify(events).broken is None
        events[3].data = events[3].data | {"to": "live"}
        assert audit.verify(events).broken == audit.Break(4, "altered")
        del events[3]
        assert audit.verify(events).broken == audit.Break(4, "removed")


def test_gates_are_kept_with_who_held_them(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    with world.database.reading() as session:
        gates = session.scalars(select(Gate).where(Gate.story_id == story_id)).all()
        held = {gate.name: gate.decided_by.given for gate in gates if gate.decided_by}
        assert held == {"pr": "Paul", "privacy": "Vera"}


def test_strangers_do_not_learn_that_a_story_exists(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)

    with pytest.raises(NotFound):
        world.take(story_id, "approve", "otto")


def test_a_step_that_does_not_exist_is_named(world: World) -> None:
    story_id = world.nominate()

    with pytest.raises(NotFound, match="levitate"):
        world.take(story_id, "levitate", "petra")


def test_the_setting_takes_bleach_out_of_what_is_rendered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hole(_html: str) -> str:
        pytest.fail("bleach was used")

    monkeypatch.setattr("syndicate.rendering.sanitize._bleach", hole)
    world.kit.settings = world.settings.model_copy(update={"use_bleach": False})

    assert world.reach(State.IN_REVIEW)
