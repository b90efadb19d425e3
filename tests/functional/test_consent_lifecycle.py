"""Silence, reminders, end dates, small fixes, leaving and coming back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from syndicate import clock
from syndicate.db import Database
from syndicate.errors import Gone, NotFound
from syndicate.models import (
    Consent,
    ConsentRequest,
    Delivery,
    Notice,
    ReceiptRow,
    State,
    Story,
)
from syndicate.policy import Actor, Way
from syndicate.services import consents, leavers, silence
from syndicate.workflow import Seen, take
from tests.factories.world import AGREE, BODY, World

OPERATOR = Actor(Way.CLI)


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path, start=clock.now())


def questions(world: World) -> list[ConsentRequest]:
    with world.database.reading() as session:
        return list(session.scalars(select(ConsentRequest).order_by(ConsentRequest.id)))


def told(world: World, template: str) -> list[str]:
    with world.database.reading() as session:
        return list(session.scalars(select(Notice.email).where(Notice.template == template)))


def remind(world: World) -> int:
    with world.database.begin() as session:
        return silence.remind(session, settings=world.settings, now=world.now)


def make_live(world: World, **answers: Any) -> str:
    """A story that was published, as if a worker had delivered it."""
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id, body="Mei Mori drew the plan.")
    world.take(story_id, "submit", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.take(story_id, "agree", "mei", **(AGREE | answers))
    world.take(story_id, "approve", "paul")
    world.resolve_all(story_id)
    world.take(story_id, "clear", "vera")
    world.take(story_id, "publish", "petra")
    world.deliver()
    assert world.state(story_id) is State.LIVE
    return story_id


def test_silence_is_a_no(world: World) -> None:
    story_id = world.reach(State.AWAITING_AUTHOR)
    world.later(days=world.settings.question_days, minutes=1)

    with world.database.reading() as session:
        assert list(silence.unanswered(session, world.now)) == [story_id]
    assert world.settle(story_id) is State.DECLINED
    with world.database.reading() as session:
        assert silence.unanswered(session, world.now) == []


def test_there_is_one_reminder_and_no_second(world: World) -> None:
    world.reach(State.AWAITING_AUTHOR)
    assert remind(world) == 0
    world.later(days=world.settings.question_days - world.settings.reminder_days, hours=1)

    assert [remind(world), remind(world)] == [1, 0]
    assert told(world, "consent_reminder") == ["arthur@example.com"]


def test_nobody_who_answered_is_reminded(world: World) -> None:
    world.reach(State.DRAFTING)
    world.later(days=world.settings.question_days - 1)

    assert remind(world) == 0


def test_a_person_who_never_answers_ends_a_review(world: World) -> None:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id)
    world.take(story_id, "submit", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.later(days=world.settings.question_days, minutes=1)

    assert world.settle(story_id) is State.DECLINED


def test_a_link_in_a_mail_answers_once(world: World) -> None:
    story_id = world.reach(State.AWAITING_AUTHOR)
    token = consents.question_token(world.settings, questions(world)[0].id)
    with world.database.begin() as session:
        question = consents.open_question(session, token, settings=world.settings, now=world.now)
        take(
            session,
            story_id,
            "agree",
            actor=Actor(Way.LINK, person=question.person),
            toolbox=world.kit,
            now=world.now,
            seen=Seen(question.revision_id, None),
            data=AGREE,
        )

    with world.database.reading() as session, pytest.raises(Gone, match="has been answered"):
        consents.open_question(session, token, settings=world.settings, now=world.now)


@pytest.mark.parametrize("change", ["", "x", "."])
def test_a_link_that_was_tampered_with_opens_nothing(world: World, change: str) -> None:
    world.reach(State.AWAITING_AUTHOR)
    token = consents.question_token(world.settings, questions(world)[0].id)
    broken = token[:-1] + change if change != "x" else "x" + token[1:]

    with world.database.reading() as session, pytest.raises(NotFound):
        consents.open_question(session, broken, settings=world.settings, now=world.now)


def test_a_link_ends_with_its_question(world: World) -> None:
    world.reach(State.AWAITING_AUTHOR)
    token = consents.question_token(world.settings, questions(world)[0].id)
    world.later(days=world.settings.question_days, seconds=1)

    with world.database.reading() as session, pytest.raises(Gone, match="Silence is a no"):
        consents.open_question(session, token, settings=world.settings, now=world.now)


@pytest.mark.parametrize(
    ("body", "covered"),
    [
        (BODY.replace("everybody", "everyone"), True),
        (BODY.replace("standing", "standng"), True),
        (BODY + " It took 3 weeks.", False),
        ("Something else entirely, told from the start by somebody else.", False),
    ],
)
def test_small_fixes_may_be_allowed_beforehand(world: World, body: str, covered: bool) -> None:
    story_id = world.reach(State.AWAITING_AUTHOR)
    world.take(story_id, "agree", "arthur", **(AGREE | {"small_fixes": True}))
    world.draft(story_id, summary="", body=body)
    world.draft(story_id, summary="", body=body)
    with world.database.reading() as session:
        story = session.get_one(Story, story_id)
        latest = story.latest_revision
        consent = consents.latest(session, story)[story.author.id]
        assert latest is not None
        assert consents.is_small_fix(consent.revision, latest) is covered


def test_without_that_every_change_is_asked_about(world: World) -> None:
    story_id = world.reach(State.AWAITING_AUTHOR)
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id, body=BODY.replace("standing", "standng"))
    world.take(story_id, "submit", "petra")

    assert "gate:author" in {block.code for block in world.blocks(story_id)}


def test_a_consent_that_ends_takes_the_story_down(world: World) -> None:
    story_id = make_live(world, until=(world.now + timedelta(days=23)).date().isoformat())
    world.later(days=23)
    with world.database.reading() as session:
        assert silence.ran_out(session, settings=world.settings, now=world.now) == []
    world.later(days=1)

    with world.database.reading() as session:
        assert list(silence.ran_out(session, settings=world.settings, now=world.now)) == [story_id]
    world.settle(story_id)
    world.deliver()
    assert world.state(story_id) is State.WITHDRAWN


def test_somebody_may_stay_in_a_live_story_without_their_name(world: World) -> None:
    story_id = make_live(world)

    assert world.take(story_id, "anonymise", "mei") is State.IN_REVIEW

    assert "Mori" not in world.payload(story_id)
    codes = {block.code for block in world.blocks(story_id)}
    assert codes == {"gate:pr", "gate:privacy"}
    world.take(story_id, "approve", "paul")
    world.resolve_all(story_id)
    world.take(story_id, "clear", "vera")
    world.take(story_id, "publish", "petra")
    world.deliver()
    with world.database.reading() as session:
        receipt = session.scalars(select(ReceiptRow)).one()
        assert b"Mori" not in receipt.payload.body


def test_a_withdrawn_story_needs_a_new_yes_from_everybody(world: World) -> None:
    story_id = make_live(world)
    world.take(story_id, "withdraw", "petra", comment="A mistake in the numbers.")
    world.deliver()
    assert world.state(story_id) is State.WITHDRAWN
    world.later(days=1)

    assert world.take(story_id, "reopen", "petra", comment="Mended.") is State.AWAITING_AUTHOR
    world.take(story_id, "agree", "arthur", **AGREE)
    world.take(story_id, "submit", "petra")

    assert "gate:people" in {block.code for block in world.blocks(story_id)}


@pytest.mark.parametrize(
    ("wish", "outcome", "state"),
    [
        ("remove", "withdrawn", State.WITHDRAWN),
        ("anonymise", "anonymised", State.IN_REVIEW),
        ("keep", "kept", State.LIVE),
    ],
)
def test_each_consent_says_what_happens_on_leaving(
    world: World, wish: str, outcome: str, state: State
) -> None:
    story_id = make_live(world, on_leaving=wish)
    with world.database.begin() as session:
        left = leavers.sweep(
            session, "Mei@example.com", actor=OPERATOR, kit=world.kit, now=world.now
        )
    world.deliver()

    assert [line.outcome for line in left.lines] == [outcome]
    assert world.state(story_id) is state


def test_a_leaver_who_never_answered_is_taken_out(world: World) -> None:
    story_id = world.reach(State.AWAITING_AUTHOR)
    with world.database.begin() as session:
        left = leavers.sweep(
            session, "arthur@example.com", actor=OPERATOR, kit=world.kit, now=world.now
        )

    assert [line.outcome for line in left.lines] == ["refused"]
    assert world.state(story_id) is State.DECLINED


def test_a_leaver_nobody_knows_is_said(world: World) -> None:
    with pytest.raises(NotFound, match="Nobody"), world.database.begin() as session:
        leavers.sweep(session, "nobody@example.com", actor=OPERATOR, kit=world.kit, now=world.now)


def test_withdrawing_ends_the_consent_of_who_withdraws_only(world: World) -> None:
    story_id = make_live(world)
    world.take(story_id, "withdraw", "mei")
    world.deliver()

    with world.database.reading() as session:
        story = session.get_one(Story, story_id)
        given = {c.person.given: c.answer.value for c in consents.latest(session, story).values()}
        assert given == {"Arthur": "agreed", "Mei": "withdrawn"}
        kinds = session.scalars(select(Delivery.kind).order_by(Delivery.id)).all()
        assert [kind.value for kind in kinds] == ["publish", "take_down"]
        assert session.scalars(select(Consent)).all()
