"""Desks and workbenches say until when, and who is on it; decisions on old text are turned away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from syndicate.models import Emergency, Gate, State
from tests.factories.office import Office
from tests.factories.world import AGREE, BODY
from tests.functional.web.test_workbench import seen
from tests.functional.web.visitor import Visitor, words

CallOn = Callable[[str], Visitor]


def overdue(office: Office) -> None:
    """Every open gate should have been decided yesterday."""
    with office.database.begin() as session:
        for gate in session.scalars(select(Gate)):
            if gate.due_at:
                gate.due_at = office.now - timedelta(days=1)


def test_a_desk_says_until_when_and_who_has_taken_it_on(call_on: CallOn, office: Office) -> None:
    story = office.reach(State.IN_REVIEW)
    paul, both = call_on("paul"), call_on("both")
    gate = f"/stories/{story}/gates/pr"
    desk = paul.read("/reviews/pr")
    assert "Due 3 December 2026 (UTC)" in desk
    assert "Nobody has taken it on" in desk

    paul.post(f"{gate}/claim", {"next": "/reviews/pr"})

    assert "You have taken on “PR”." in paul.read("/reviews/pr")
    assert "Paul Prado has taken it on" in both.read("/reviews/pr")
    both.post(f"{gate}/claim")
    assert "Take it over" in paul.read("/reviews/pr")
    assert "Bo Botha has taken it on" in paul.read(f"/stories/{story}")
    assert "Taken on: PR Paul Prado" in paul.read(f"/stories/{story}")
    assert "Taken over: PR Bo Botha" in paul.read(f"/stories/{story}")
    both.post(f"{gate}/release")
    assert "You have given back “PR”." in both.read(f"/stories/{story}")
    overdue(office)
    assert "Overdue: it was due 30 November 2026" in paul.read("/reviews/pr")


def test_a_desk_is_narrowed_to_mine_nobodys_and_overdue(call_on: CallOn, office: Office) -> None:
    story = office.reach(State.IN_REVIEW)
    paul = call_on("paul")
    office.claim(story, "pr", "paul")

    assert story in paul.get("/reviews/pr?whose=mine").text
    assert story not in paul.get("/reviews/pr?whose=nobodys").text
    assert "There is none of these." in paul.read("/reviews/pr?whose=overdue")
    assert story in paul.get("/reviews/pr?whose=nonsense").text
    overdue(office)
    assert story in paul.get("/reviews/pr?whose=overdue").text


def test_a_gate_is_handed_to_somebody_of_the_desk(call_on: CallOn, office: Office) -> None:
    story = office.reach(State.IN_REVIEW)
    petra = call_on("petra")
    gate = f"/stories/{story}/gates/pr/reassign"
    page = petra.get("/reviews/pr").text
    assert "I take it" not in page
    assert '<option value="both@example.com">Bo Botha</option>' in page

    assert "cannot decide here" in words(petra.post(gate, {"to": "petra@example.com"}, status=422))
    assert "Field required" not in words(petra.post(gate, {"to": ""}, status=422))
    petra.post(gate, {"to": "both@example.com", "next": "/reviews/pr"})

    assert "“PR” is handed to both@example.com." in petra.read("/reviews/pr")
    assert "Bo Botha has taken it on" in petra.read("/reviews/pr")


def test_who_may_not_decide_is_told_so_and_a_gate_that_is_none_is_not_there(
    call_on: CallOn, office: Office
) -> None:
    story = office.reach(State.IN_REVIEW)

    told = call_on("petra").post(f"/stories/{story}/gates/pr/claim", status=403)

    assert "You edited this story, so somebody else must decide." in words(told)
    call_on("paul").post(f"/stories/{story}/gates/author/claim", status=404)
    call_on("otto").post(f"/stories/{story}/gates/pr/claim", status=404)


def test_a_deputy_finds_the_desk_in_the_navigation_and_decides_in_both_names(
    call_on: CallOn, office: Office
) -> None:
    story = office.reach(State.IN_REVIEW)
    sam = call_on("sam")
    sam.get("/reviews/pr", status=403)
    office.lend("paul", "sam", "pr", days=3)

    assert "PR desk deputy acting for Paul Prado" in sam.read("/")
    assert "You act here for Paul Prado until 4 Dec 2026" in sam.read("/reviews/pr")
    assert "You act for Paul Prado." in sam.read(f"/stories/{story}")
    sam.post(f"/stories/{story}/steps/approve", seen(office, story))

    page = call_on("petra").read(f"/stories/{story}")
    assert "Sam acting for Paul Prado" in page
    assert "Approved by PR Sam, acting for Paul Prado" in page
    assert "deputy" not in call_on("paul").read("/")


def route(office: Office) -> str:
    """A story under review that follows the ringi."""
    office.follow("ringi")
    office.route("superior", "sam")
    office.route("approval", "amy", "ben", needed=2, in_turn=True)
    office.route("final", "dan")
    return office.reach(State.IN_REVIEW)


def test_whoever_stands_on_a_route_has_a_desk_and_sees_what_is_to_be_decided(
    call_on: CallOn, office: Office
) -> None:
    assert "Approvals" not in call_on("sam").read("/")
    assert "Nothing waits for your decision." in call_on("sam").read("/reviews/routes")
    story = route(office)
    sam = call_on("sam")

    assert "Approvals waiting: 1" in sam.read("/")
    assert "Confirmation by the superior Due 3 December 2026" in sam.read("/reviews/routes")
    page = sam.read(f"/stories/{story}")
    assert "Stage 1" in page
    assert "Final decision Opens later" in page
    assert "Previews" in page
    sam.post(f"/stories/{story}/steps/confirm", seen(office, story))

    assert "Nothing waits for your decision." in sam.read("/reviews/routes")
    office.base_gates(story)
    later = call_on("amy").read(f"/stories/{story}")
    assert "0 of 2 have decided One after the other" in later
    assert "承認ルート" in call_on("amy").read(f"/stories/{story}?lang=ja")


def test_a_seat_is_handed_on_by_whoever_has_it(call_on: CallOn, office: Office) -> None:
    story = route(office)
    sam = call_on("sam")
    path = f"/stories/{story}/gates/superior/reassign"

    wrong = {"instead_of": "sam@example.com", "to": "ghost@example.com"}
    again = sam.post(path, wrong, status=422)
    assert "There is no open account with this address." in words(again)
    assert 'value="ghost@example.com"' in again.text
    assert f'href="#gate-{story}-superior-to"' in again.text
    assert f'id="gate-{story}-superior-to"' in again.text

    answer = sam.post(path, {"instead_of": "sam@example.com", "to": "cho@example.com"})
    assert answer.headers["Location"] == f"/stories/{story}"
    assert "Approvals waiting: 1" in call_on("cho").read("/")


def test_a_seat_that_is_lent_is_at_the_deputys_desk(call_on: CallOn, office: Office) -> None:
    story = route(office)
    office.lend("sam", "cho", "route", days=1)

    desk = call_on("cho").get("/reviews/routes")

    assert "You act here for Sam until" in words(desk)
    assert story in desk.text


def changed(office: Office, story: str, before: str, after: str) -> None:
    """The text is changed and submitted anew."""
    office.draft(story, body=BODY.replace(before, after))
    office.take(story, "submit", "petra")


def test_an_approval_of_an_older_version_is_answered_with_what_changed(
    call_on: CallOn, office: Office
) -> None:
    story = office.reach(State.IN_REVIEW)
    paul, looked = call_on("paul"), seen(office, story)
    changed(office, story, "bench", "terrace")

    fields = looked | {"comment": "A lovely text."}
    again = paul.post(f"/stories/{story}/steps/approve", fields, status=409)

    assert "What changed since you looked" in words(again)
    assert re.search(r"<del>.*bench.*</del>", again.text)
    assert re.search(r"<ins>.*terrace.*</ins>", again.text)
    assert "A lovely text." in again.text
    assert seen(office, story)["release"] in again.text
    paul.post(f"/stories/{story}/steps/approve", seen(office, story))
    assert office.gate(story, "pr").state.value == "held"


def test_a_decision_on_a_text_that_is_drafted_again_shows_the_drafts(
    call_on: CallOn, office: Office
) -> None:
    story = office.reach(State.IN_REVIEW)
    looked = seen(office, story)
    office.draft(story, title="The meeting beside the bench")

    again = call_on("petra").post(f"/stories/{story}/steps/submit", looked, status=409)

    assert "Title" in words(again)
    assert "[added:] beside" in words(again)


def test_a_yes_to_an_older_text_is_answered_with_what_changed(
    call_on: CallOn, office: Office
) -> None:
    story = office.reach(State.IN_REVIEW)
    looked = seen(office, story)
    changed(office, story, "bench", "terrace")

    fields = looked | AGREE | {"answer": "agree"}
    again = call_on("arthur").post(f"/stories/{story}/consent", fields, status=409)

    assert "What changed since you looked" in words(again)
    assert re.search(r"<ins>.*terrace.*</ins>", again.text)


@pytest.mark.parametrize("ticked", [False, True])
def test_an_emergency_lists_the_findings_somebody_answers_for(
    call_on: CallOn, office: Office, *, ticked: bool
) -> None:
    text = f"{BODY} Call 090-1234-5678."
    story = office.nominate(source_text=text)
    office.take(story, "accept", "petra")
    office.take(story, "agree", "arthur", **AGREE)
    office.draft(story, body=text)
    office.take(story, "submit", "petra")
    office.take(story, "agree", "arthur", **AGREE)
    paul = call_on("paul")
    page = paul.get(f"/stories/{story}").text
    ids = re.findall(r'name="accepts" value="([^"]+)"', page)
    assert ids
    assert "Open findings you answer for" in page
    assert re.search(r"“[^”]*” on Culture blog: ", page)

    fields = seen(office, story) | {
        "reason": "The rumour must be corrected before the market opens.",
        "sure": "true",
        "accepts": ids if ticked else [],
    }
    path = f"/stories/{story}/steps/emergency_propose"
    answer = paul.post(path, fields, status=303 if ticked else 409)

    assert ticked or "This finding is open and not listed" in words(answer)
    with office.database.reading() as session:
        assert len(session.scalars(select(Emergency)).all()) == (1 if ticked else 0)


def test_without_open_findings_an_emergency_asks_for_none(call_on: CallOn, office: Office) -> None:
    story = office.reach(State.IN_REVIEW)
    office.resolve_all(story)

    assert "Open findings you answer for" not in call_on("paul").read(f"/stories/{story}")
