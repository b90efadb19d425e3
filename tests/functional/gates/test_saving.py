"""Approval is for bytes: what saving undoes is said before, and nothing else is undone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from syndicate.errors import Conflict, Forbidden, WrongState
from syndicate.models import Event, Notice, Person, Resolution, Revision, State, Story
from syndicate.services import comparing, drafts
from syndicate.workflow import Seen, look
from tests.factories.office import Office
from tests.factories.world import AGREE, BODY

DRAFT = {
    "title": "The meeting at the bench",
    "summary": "How a meeting learned to stand.",
    "body": BODY,
}


def _would(office: Office, story_id: str, by: str = "petra", **fields: Any) -> list[str]:
    with office.database.begin() as session:
        version = session.get_one(Story, story_id).version
        data = drafts.DraftInput.model_validate({"version": version, **DRAFT, **fields})
        found = drafts.consequences(
            session, story_id, data, actor=office.actor(by), toolbox=office.kit, now=office.now
        )
        return [str(text) for text in found]


def _approved(office: Office) -> str:
    story_id = office.reach(State.IN_REVIEW)
    office.take(story_id, "agree", "arthur", **AGREE)
    office.take(story_id, "approve", "paul")
    return story_id


def test_what_saving_undoes_is_said_before_and_nothing_is_written(office: Office) -> None:
    story_id = _approved(office)
    with office.database.reading() as session:
        before = [session.scalar(select(func.count(c.id))) for c in (Revision, Person, Notice)]

    said = _would(office, story_id, body=BODY + " And more.", people=[{"email": "mei@example.com"}])

    assert said == [
        "The story goes back to drafting. Submit it again when you have finished.",
        "“PR”: what Paul Prado decided no longer counts. It is decided anew.",
        "Arthur Aoki agreed to the text as it was and is asked again.",
        "Mei Mori is new in the story and is asked.",
    ]
    with office.database.reading() as session:
        after = [session.scalar(select(func.count(c.id))) for c in (Revision, Person, Notice)]
    assert (before, office.state(story_id)) == (after, State.IN_REVIEW)


def test_saving_without_a_change_says_nothing_and_keeps_every_gate(office: Office) -> None:
    story_id = office.reach(State.CLEARED)

    assert _would(office, story_id) == []
    office.draft(story_id)

    assert office.state(story_id) is State.CLEARED
    assert office.blocks(story_id) == []


def test_changing_only_the_time_keeps_every_gate(office: Office) -> None:
    story_id = office.reach(State.CLEARED)
    office.take(story_id, "schedule", "petra", at="2026-12-05T10:00", zone="Asia/Tokyo")
    office.take(story_id, "schedule", "petra", at="2026-12-06T10:00", zone="Europe/Berlin")

    assert office.state(story_id) is State.SCHEDULED
    assert office.blocks(story_id) == []


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.CLEARED])
def test_a_change_under_review_takes_the_story_back_to_drafting(
    office: Office, state: State
) -> None:
    story_id = office.reach(state)

    office.draft(story_id, body="A better text.")

    assert office.state(story_id) is State.DRAFTING
    with office.database.reading() as session:
        story = session.get_one(Story, story_id)
        assert (story.release_id, story.latest_revision and story.latest_revision.body) == (
            None,
            "A better text.",
        )
        names = session.scalars(select(Event.name).order_by(Event.seq.desc()).limit(2)).all()
        assert names == ["story:review:reopened", "story:draft:saved"]


def test_a_planned_time_stays_when_the_text_changes(office: Office) -> None:
    story_id = office.reach(State.CLEARED)
    office.take(story_id, "schedule", "petra", at="2026-12-05T10:00", zone="UTC")

    assert any("planned time stays" in text for text in _would(office, story_id, title="New"))
    office.draft(story_id, title="New")

    with office.database.reading() as session:
        assert session.get_one(Story, story_id).scheduled_at is not None


def test_the_old_text_again_is_the_old_release_with_what_was_decided(office: Office) -> None:
    story_id = _approved(office)
    office.draft(story_id, body="Something else.")
    assert _would(office, story_id)[-1] == (
        "This is the text of release 1 again: what was decided for it still holds."
    )

    office.draft(story_id)
    office.take(story_id, "submit", "petra")

    assert office.codes(story_id) == {"gate:privacy"}


def test_one_of_two_decisions_is_named_too(office: Office) -> None:
    office.follow("ringi")
    office.route("superior", "sam", "amy", needed=2)
    office.route("approval", "ben")
    office.route("final", "dan")
    story_id = office.reach(State.IN_REVIEW)
    office.take(story_id, "confirm", "sam")

    assert any(
        "Sam decided no longer counts" in text for text in _would(office, story_id, body="x")
    )


def test_resolutions_survive_what_does_not_touch_them(office: Office) -> None:
    story_id = office.reach(State.DRAFTING)
    around = "The bench stood where the light was best, and so the talk began there. " * 4
    text = f"{around}Write to secret.person@outside.example.org about it. {around}"
    office.draft(story_id, body=text)
    office.take(story_id, "submit", "petra")
    office.resolve_all(story_id)
    office.draft(story_id, body=text + "\n\nA new paragraph without any of that.")
    office.take(story_id, "submit", "petra")

    office.take(story_id, "clear", "vera")

    with office.database.reading() as session:
        assert len(session.scalars(select(Resolution)).all()) >= 1


def test_asking_what_would_happen_needs_the_same_right_as_saving(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    with pytest.raises(Forbidden):
        _would(office, story_id, by="nina")
    with pytest.raises(Conflict):
        _would(office, story_id, version=1)
    office.take(story_id, "withdraw", "arthur")
    with pytest.raises(WrongState, match="drafted or reviewed"):
        _would(office, story_id)


def _changes(office: Office, story_id: str, seen: Seen) -> dict[str, list[tuple[str, str]]]:
    with office.database.reading() as session:
        story = session.get_one(Story, story_id)
        situation = look(
            session, story, actor=office.actor("paul"), toolbox=office.kit, now=office.now
        )
        return {
            change.part: [(piece.kind.value, piece.text) for piece in change.pieces]
            for change in comparing.changes(situation, seen)
        }


def test_two_releases_are_compared_by_what_readers_see(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    with office.database.reading() as session:
        seen = office.seen(session, story_id)
    office.draft(story_id, title="The meeting beside the bench")
    office.take(story_id, "submit", "petra")

    found = _changes(office, story_id, seen)

    assert found["blog title"] == [
        ("same", "The meeting "),
        ("deleted", "at"),
        ("inserted", "beside"),
        ("same", " the bench"),
    ]


def test_without_a_release_the_drafts_are_compared(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    with office.database.reading() as session:
        seen = office.seen(session, story_id)
    office.draft(story_id, title="Another one")

    assert list(_changes(office, story_id, seen)) == ["title"]
    assert _changes(office, story_id, Seen("unknown", "unknown")) == {}
