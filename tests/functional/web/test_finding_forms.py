"""The privacy reviewer's page: what was found, marked where it stands, and decided."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from syndicate.models import Consent, FindingRow, Resolution, State
from tests.factories.world import AGREE, World
from tests.functional.web.visitor import Visitor, words

Visit = Callable[[str | None], Visitor]
BODY = (
    "Call 090-1234-5678, or write to somebody@corp.example. Mei Mori said so; call 090-1234-5678."
)


@pytest.fixture
def story(world: World) -> str:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id, body=BODY)
    world.take(story_id, "submit", "petra")
    return story_id


def card(page: str, text: str) -> list[str]:
    """The ids of the findings on the card about `text`."""
    for article in re.findall(
        r"<article class=\"sheet stack-tight finding.*?</article>", page, re.DOTALL
    ):
        if text in article:
            return re.findall(r'name="finding" value="(\w+)"', article)
    raise AssertionError(text)


def decide(visitor: Visitor, story_id: str, text: str, status: int = 303, **fields: Any) -> str:
    page = visitor.get(f"/stories/{story_id}?view=findings").text
    data = {"finding": card(page, text)} | fields
    response = visitor.post(f"/stories/{story_id}/findings", data, status=status)
    return response.text if status != 303 else visitor.read(f"/stories/{story_id}?view=findings")


def test_findings_are_the_first_thing_a_reviewer_sees(visit: Visit, story: str) -> None:
    vera = visit("vera")

    assert story in vera.get("/reviews/privacy").text
    page = vera.get(f"/stories/{story}").text
    assert '<mark class="block">090-1234-5678' in page
    assert "Telephone number" in page
    assert re.search(r"\d of \d resolved", words(vera.get(f"/stories/{story}")))
    assert len(card(page, "090-1234-5678")) == 2


def test_one_decision_settles_every_place_alike(visit: Visit, world: World, story: str) -> None:
    page = decide(
        visit("vera"),
        story,
        "090-1234-5678",
        kind="false_alarm",
        reason="A number that is nobody's.",
    )

    assert "Decided." in page
    assert "False alarm" in page
    assert "A number that is nobody's." in page
    with world.database.reading() as session:
        rows = session.scalars(select(Resolution)).all()
        assert {row.reason for row in rows} == {"A number that is nobody's."}


def test_taking_out_stays_open_until_it_is_gone(visit: Visit, world: World, story: str) -> None:
    vera = visit("vera")
    decide(vera, story, "090-1234-5678", kind="redact")
    assert "Take it out" in vera.read(f"/stories/{story}?view=findings")

    world.take(story, "return", "vera", comment="Take the number out, please.")
    world.draft(story, body="Nothing to find here.")
    world.take(story, "submit", "petra")

    assert "090-1234-5678" not in vera.read(f"/stories/{story}?view=findings")


def test_a_name_may_rest_on_a_consent(visit: Visit, world: World, story: str) -> None:
    world.take(story, "agree", "mei", **(AGREE | {"name_form": "anonymous"}))
    with world.database.reading() as session:
        [consent] = [c for c in session.scalars(select(Consent)) if c.name_form == "anonymous"]

    page = decide(visit("vera"), story, "Mei Mori", kind="consented", consent_id=consent.id)

    assert "There is a consent" in page


def test_a_consent_to_the_full_name_settles_it_without_a_person(
    visit: Visit, world: World, story: str
) -> None:
    world.take(story, "agree", "mei", **AGREE)

    assert "Their own consent covers it" in visit("vera").read(f"/stories/{story}?view=findings")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "This is needed."),
        ({"kind": "justified", "reason": "short"}, "Please say why"),
        ({"kind": "nonsense"}, "Please choose one of"),
    ],
)
def test_a_decision_that_lacks_something_is_shown_again(
    visit: Visit, story: str, fields: dict[str, str], sentence: str
) -> None:
    page = decide(visit("vera"), story, "090-1234-5678", 422, **fields)

    assert sentence in page
    assert re.search(r'href="#finding-\w+-(kind|reason)"', page)


def test_a_consent_that_is_not_there_is_refused(visit: Visit, story: str) -> None:
    vera = visit("vera")
    ids = card(vera.get(f"/stories/{story}?view=findings").text, "090-1234-5678")

    response = vera.client.post(
        f"/stories/{story}/findings",
        base_url="http://127.0.0.1:8000",
        data={"csrf_token": vera.csrf, "finding": ids, "kind": "consented", "consent_id": "x"},
    )

    assert response.status_code in (409, 422)
    assert "Please choose the consent this rests on." in response.text


def test_pr_reads_findings_and_decides_none(visit: Visit, world: World, story: str) -> None:
    petra = visit("petra")
    assert "Telephone number" in petra.read(f"/stories/{story}?view=findings")
    with world.database.reading() as session:
        finding = session.scalars(select(FindingRow.id)).first()

    form = {"finding": finding, "kind": "false_alarm", "reason": "I would rather have it out."}
    petra.post(f"/stories/{story}/findings", form, status=403)
    visit("nina").post(f"/stories/{story}/findings", form, status=403)


def test_a_decision_about_nothing_is_refused(visit: Visit, story: str) -> None:
    vera = visit("vera")

    vera.post(f"/stories/{story}/findings", {"kind": "redact"}, status=400)
    vera.post(f"/stories/{story}/findings", {"finding": "x", "kind": "redact"}, status=404)


def test_clearing_says_what_is_left(visit: Visit, world: World, story: str) -> None:
    page = visit("vera").read(f"/stories/{story}")
    assert "Findings that block and are not resolved" in page

    world.resolve_all(story)
    assert "Findings that block" not in visit("vera").read(f"/stories/{story}")
    assert world.state(story) is State.IN_REVIEW
