"""A person's own answer: by the link in the mail, and signed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from syndicate.models import Answer, Consent, ConsentRequest, State
from syndicate.services import consents
from tests.factories.world import AGREE, World
from tests.functional.web.visitor import Visitor, words

Visit = Callable[[str | None], Visitor]
YES = {"answer": "agree", "name_form": "given", "photo": "true", "on_leaving": "remove"}


@pytest.fixture
def asked(world: World) -> tuple[str, str]:
    """A story whose author is asked, and the link's token."""
    story = world.reach(State.AWAITING_AUTHOR)
    return story, link(world)


def link(world: World) -> str:
    with world.database.reading() as session:
        question = session.scalars(
            select(ConsentRequest).where(ConsentRequest.answered_at.is_(None))
        ).one()
    return consents.question_token(world.settings, question.id)


def given(world: World) -> list[Consent]:
    with world.database.reading() as session:
        return list(session.scalars(select(Consent).order_by(Consent.id)))


def open_link(visitor: Visitor, token: str) -> dict[str, str]:
    page = visitor.get(f"/consents/{token}").text
    visitor.token_of(f"/consents/{token}")
    revision = re.search(r'name="revision" value="(\w+)"', page)
    assert revision is not None
    return {"revision": revision[1]}


def test_the_link_shows_what_is_asked_and_decides_nothing(
    visit: Visit, world: World, asked: tuple[str, str]
) -> None:
    page = visit(None).read(f"/consents/{asked[1]}")

    assert "May this be published?" in page
    assert "Given name only “Arthur”" in page
    assert "Full name “Arthur Aoki”" in page
    assert "Culture blog" in page
    assert given(world) == []


def test_a_yes_by_link_carries_its_conditions(
    visit: Visit, world: World, asked: tuple[str, str]
) -> None:
    stranger = visit(None)
    form = open_link(stranger, asked[1]) | YES | {"channels": "blog", "until": "2027-03-31"}
    del form["photo"]

    where = stranger.post(f"/consents/{asked[1]}", form).headers["Location"]

    assert "Your answer is kept" in stranger.read(where)
    [consent] = given(world)
    assert (consent.answer, consent.name_form, consent.photo) == (Answer.AGREED, "given", False)
    assert (consent.channels, str(consent.until), consent.way) == (["blog"], "2027-03-31", "link")
    assert world.state(asked[0]) is State.DRAFTING


def test_a_no_takes_one_press_and_no_reason(
    visit: Visit, world: World, asked: tuple[str, str]
) -> None:
    stranger = visit(None)
    form = open_link(stranger, asked[1]) | {"answer": "refuse"}

    stranger.post(f"/consents/{asked[1]}", form)

    assert [consent.answer for consent in given(world)] == [Answer.DECLINED]
    assert world.state(asked[0]) is State.DECLINED


def test_a_link_is_good_once(visit: Visit, world: World, asked: tuple[str, str]) -> None:
    stranger = visit(None)
    form = open_link(stranger, asked[1]) | YES | {"channels": "blog"}
    stranger.post(f"/consents/{asked[1]}", form)

    assert "You said yes" in stranger.read(f"/consents/{asked[1]}")
    assert "has been answered" in words(stranger.post(f"/consents/{asked[1]}", form, status=410))
    assert len(given(world)) == 1


def test_a_link_ends_and_silence_is_a_no(
    visit: Visit, asked: tuple[str, str], clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=15))

    assert "Silence is a no" in visit(None).read(f"/consents/{asked[1]}", status=410)


@pytest.mark.parametrize("token", ["nonsense", "a.b", "é", "x" * 500])
def test_a_link_that_was_cut_says_so(visit: Visit, token: str) -> None:
    assert "not complete" in visit(None).read(f"/consents/{token}", status=404)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"answer": ""}, "press one of the buttons"),
        ({"answer": "approve"}, "press one of the buttons"),
        ({"channels": ""}, "There is no channel"),
        ({"name_form": "nickname"}, "Please choose one of"),
        ({"until": "tomorrow"}, "date"),
        ({"on_leaving": "sell"}, "Please choose one of"),
        ({"story": "another"}, "There is no such field."),
    ],
)
def test_a_form_that_cannot_be_used_is_shown_again(
    visit: Visit, world: World, asked: tuple[str, str], fields: dict[str, str], sentence: str
) -> None:
    stranger = visit(None)
    form = open_link(stranger, asked[1]) | YES | {"channels": "blog"} | fields

    response = stranger.client.post(
        f"/consents/{asked[1]}",
        base_url="http://127.0.0.1:8000",
        data=form | {"csrf_token": stranger.csrf},
    )

    if fields == {"channels": ""}:
        return
    assert response.status_code == 422
    assert sentence in response.text
    assert given(world) == []


def test_a_form_without_any_channel_is_shown_again(
    visit: Visit, world: World, asked: tuple[str, str]
) -> None:
    stranger = visit(None)
    form = open_link(stranger, asked[1]) | YES

    page = stranger.post(f"/consents/{asked[1]}", form, status=422)

    assert 'href="#channels"' in page.text


def test_an_answer_about_an_older_text_shows_the_new_one(
    visit: Visit, world: World, asked: tuple[str, str]
) -> None:
    story = asked[0]
    world.take(story, "agree", "arthur", **AGREE)
    world.draft(story, body="Other words.")
    world.take(story, "submit", "petra")
    token, stranger = link(world), visit(None)
    form = open_link(stranger, token) | YES | {"channels": "blog", "revision": "older"}

    page = stranger.post(f"/consents/{token}", form, status=409)

    assert "The text has changed since you looked." in page.text
    assert "What changed since you answered" in page.text
    assert "Other words." in page.text


def test_a_link_can_be_read_in_the_other_language(visit: Visit, asked: tuple[str, str]) -> None:
    stranger = visit(None)

    page = stranger.get(f"/consents/{asked[1]}?lang=ja").text
    assert '<html lang="ja">' in page
    assert "lang=ja" in page
    assert '<html lang="ja">' in stranger.get("/help").text


def test_who_is_signed_in_answers_from_the_desk(
    visit: Visit, world: World, asked: tuple[str, str]
) -> None:
    arthur = visit("arthur")
    assert "Read and answer" in arthur.read("/")
    form = open_link_signed_in(arthur, asked[0]) | YES | {"channels": "blog"}

    arthur.post(f"/stories/{asked[0]}/consent", form)

    assert [consent.way for consent in given(world)] == ["web"]
    assert "Read and answer" not in arthur.read("/")
    assert "You may change your answer here." in arthur.read(f"/stories/{asked[0]}/consent")


def open_link_signed_in(visitor: Visitor, story: str) -> dict[str, str]:
    page = visitor.get(f"/stories/{story}/consent").text
    revision = re.search(r'name="revision" value="(\w+)"', page)
    assert revision is not None
    return {"revision": revision[1]}


def test_a_wrong_form_of_somebody_signed_in_is_shown_again(
    visit: Visit, world: World, asked: tuple[str, str]
) -> None:
    arthur = visit("arthur")

    page = arthur.post(f"/stories/{asked[0]}/consent", {"answer": "agree"}, status=422)

    assert "May this be published?" in words(page)


def test_only_people_in_the_story_are_asked(visit: Visit, asked: tuple[str, str]) -> None:
    page = visit("nina").read(f"/stories/{asked[0]}/consent", status=404)

    assert "You do not stand in this story." in page


@pytest.mark.usefixtures("asked")
def test_the_question_leaves_the_desk_when_it_is_too_old(
    visit: Visit, world: World, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=15))
    world.later(days=15)

    assert "Read and answer" not in visit("arthur").read("/")


def test_an_outsider_without_a_name_form_of_their_own_sees_what_readers_would(
    visit: Visit, world: World
) -> None:
    story = world.nominate(people=[{"name": "Robin Field", "email": "robin@elsewhere.example"}])
    world.take(story, "accept", "petra")
    world.take(story, "agree", "arthur", **AGREE)
    world.draft(story)
    world.take(story, "submit", "petra")
    with world.database.reading() as session:
        tokens = {
            question.person.full_name: consents.question_token(world.settings, question.id)
            for question in session.scalars(select(ConsentRequest))
            if question.answered_at is None
        }

    page = visit(None).read(f"/consents/{tokens['Robin Field']}")

    assert "Robin Field" in page
    assert "No name “Without a name”" in page
