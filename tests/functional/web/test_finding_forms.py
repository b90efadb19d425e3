"""The privacy reviewer's page: what was found, marked where it stands, and decided."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from syndicate.models import Consent, FindingRow, Resolution, State, Story
from syndicate.services import scans
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
            return list(dict.fromkeys(re.findall(r'name="finding" value="(\w+)"', article)))
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


def out(
    visitor: Visitor, world: World, story_id: str, text: str, status: int = 200, **fields: Any
) -> str:
    """What the page says after asking for `text` to be taken out."""
    page = visitor.get(f"/stories/{story_id}?view=findings").text
    with world.database.reading() as session:
        seen = world.seen(session, story_id)
    data = {
        "finding": card(page, text),
        "revision": seen.revision_id,
        "release": seen.release_sha256,
    } | fields
    return visitor.post(f"/stories/{story_id}/findings/out", data, status=status).text


def test_the_new_text_is_shown_before_anything_is_taken_out(
    visit: Visit, world: World, story: str
) -> None:
    page = out(visit("vera"), world, story, "090-1234-5678", operator="generalise")

    assert "This is how it would read" in page
    assert re.search(r"<del>.*090-1234-5678.*</del>.*<ins>.*phone number", page, re.DOTALL)
    assert "090-1234-5678" in world.payload(story)


def test_once_confirmed_it_is_gone_everywhere(visit: Visit, world: World, story: str) -> None:
    vera = visit("vera")
    out(vera, world, story, "090-1234-5678", 303, operator="generalise", sure="true")

    assert "090-1234-5678" not in world.payload(story)
    page = vera.read(f"/stories/{story}?view=findings")
    assert "Taken out. Everybody concerned is asked" in page
    assert "New since you looked" not in page


def test_own_words_are_warned_of(visit: Visit, world: World, story: str) -> None:
    page = out(visit("vera"), world, story, "090-1234-5678", operator="own_words", words="us")

    assert "another reviewer has to clear it" in page


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({}, 422, "Please choose one of"),
        ({"operator": "own_words"}, 422, "Write what should stand there"),
        ({"operator": "own_words", "words": "090 1234 5678"}, 409, "It would still stand here"),
        ({"operator": "blur"}, 422, "This cannot be done here"),
    ],
)
def test_what_cannot_be_taken_out_so_is_said_at_its_card(
    visit: Visit, world: World, story: str, fields: dict[str, str], status: int, sentence: str
) -> None:
    page = out(visit("vera"), world, story, "090-1234-5678", status, **fields)

    assert sentence in page
    assert re.search(r'href="#out-\w+-(operator|words)"', page)


def test_only_reviewers_take_out(visit: Visit, world: World, story: str) -> None:
    with world.database.reading() as session:
        finding = session.scalars(select(FindingRow.id)).first()
    form = {"finding": finding, "operator": "remove"}

    for name in ("petra", "nina"):
        visit(name).post(f"/stories/{story}/findings/out", form, status=403)
    visit("vera").post(f"/stories/{story}/findings/out", {"operator": "remove"}, status=422)


def test_a_reviewer_marks_what_the_scan_did_not_find(
    visit: Visit, world: World, story: str
) -> None:
    vera = visit("vera")
    form = {"words": "said so", "kind": "codename", "reason": "The name of the new part."}
    vera.post(f"/stories/{story}/findings/marked", form, status=303)

    page = vera.read(f"/stories/{story}?view=findings")
    assert "Marked by a reviewer. The name of the new part." in page
    world.take(story, "return", "vera", comment="Another end, please.")
    world.draft(story, body=BODY + " And a new end.")
    world.take(story, "submit", "petra")
    again = vera.read(f"/stories/{story}?view=findings")
    assert "Marked by a reviewer. The name of the new part." in again


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"words": "nowhere at all", "kind": "codename"}, 409, "These words stand nowhere"),
        ({"words": "said so", "kind": "face"}, 422, "Please choose one of"),
        ({"words": "said so", "kind": "codename", "occurrence": "9"}, 409, "stand nowhere"),
    ],
)
def test_a_mark_that_fits_nowhere_is_shown_again(
    visit: Visit, story: str, form: dict[str, str], status: int, sentence: str
) -> None:
    page = visit("vera").post(f"/stories/{story}/findings/marked", form, status=status).text

    assert sentence in page


def spot(world: World, story: str, words: str) -> dict[str, str]:
    """The fields of one place in the body, as a script fills them in."""
    with world.database.reading() as session:
        release = session.get_one(Story, story).release
        assert release
        situation = world._look(session, story, "vera")
        for payload, surfaces in scans.surfaces_of(situation, release):
            for surface in surfaces:
                if surface.name == "body" and words in surface.text:
                    start = surface.text.index(words)
                    return {
                        "payload_id": payload.id,
                        "surface": "body",
                        "start": str(start),
                        "end": str(start + len(words)),
                        "words": words,
                        "kind": "codename",
                        "here": "1",
                    }
    raise AssertionError(words)


def by_hand(world: World) -> list[FindingRow]:
    with world.database.reading() as session:
        return list(session.scalars(select(FindingRow).where(FindingRow.by_id.is_not(None))))


def test_one_place_alone_is_marked(visit: Visit, world: World, story: str) -> None:
    form = spot(world, story, "said so")

    visit("vera").post(f"/stories/{story}/findings/marked", form)

    (row,) = by_hand(world)
    assert (str(row.start), str(row.end), row.surface) == (form["start"], form["end"], "body")


def test_a_line_break_a_field_cannot_hold_is_no_other_word(
    visit: Visit, world: World, story: str
) -> None:
    form = spot(world, story, "said so")
    form["words"] = "saidso"

    visit("vera").post(f"/stories/{story}/findings/marked", form)

    assert [row.quote_masked for row in by_hand(world)] == ["said so"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"start": "0"}, 409),
        ({"surface": "title"}, 409),
        ({"payload_id": "0" * 26}, 409),
        ({"words": "said no"}, 409),
        ({"start": "x"}, 422),
        ({"payload_id": ""}, 422),
    ],
)
def test_a_place_where_other_words_stand_is_not_marked(
    visit: Visit, world: World, story: str, change: dict[str, str], status: int
) -> None:
    form = spot(world, story, "said so") | change

    page = visit("vera").post(f"/stories/{story}/findings/marked", form, status=status).text

    assert by_hand(world) == []
    assert "Other words stand at the chosen place." in page
    assert 'name="here" value="1" checked' in page


def test_who_may_not_resolve_may_not_mark(visit: Visit, story: str) -> None:
    form = {"words": "said so", "kind": "codename"}
    visit("petra").post(f"/stories/{story}/findings/marked", form, status=403)


def test_a_false_alarm_may_hold_for_the_whole_company(
    visit: Visit, world: World, story: str
) -> None:
    vera = visit("vera")
    until = (world.now + timedelta(days=30)).date().isoformat()
    why = "The number of our public reception desk."
    decide(vera, story, "090-1234-5678", kind="false_alarm", reason=why, until=until)

    other = world.nominate(source_text="Another post altogether.", title="Another")
    world.take(other, "accept", "petra")
    world.take(other, "agree", "arthur", **AGREE)
    world.draft(other, body="Call 090-1234-5678 any time.")
    world.take(other, "submit", "petra")
    page = vera.read(f"/stories/{other}?view=findings")
    assert "A false alarm for the whole company" in page
    assert "1 of 1 were false alarms" in page or "of 2 were false alarms" in page


@pytest.mark.parametrize(
    ("days", "kind", "status", "sentence"),
    [
        (-1, "false_alarm", 422, "within the next year"),
        (500, "false_alarm", 422, "within the next year"),
        (9, "justified", 409, "Only words that are a false alarm"),
    ],
)
def test_a_last_day_that_cannot_be_is_refused(
    visit: Visit, world: World, story: str, days: int, kind: str, status: int, sentence: str
) -> None:
    until = (world.now + timedelta(days=days)).date().isoformat()
    why = "The number of our public reception desk."

    page = decide(visit("vera"), story, "090-1234-5678", status, kind=kind, reason=why, until=until)

    assert sentence in page


def test_what_is_new_since_the_last_look_is_said(visit: Visit, world: World, story: str) -> None:
    vera = visit("vera")
    assert "New since you looked" not in vera.read(f"/stories/{story}?view=findings")
    world.take(story, "return", "vera", comment="More, please.")
    world.draft(story, body=BODY + " See also 203.0.113.77 and 10.1.2.3 for the pictures.")
    world.take(story, "submit", "petra")

    page = vera.read(f"/stories/{story}?view=findings")

    assert "New since you looked: " in page
    assert "New since you looked: " in vera.read(f"/stories/{story}?view=findings")
