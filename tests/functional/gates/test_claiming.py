"""Who is on it: taking a gate, giving it back, handing it on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from syndicate.errors import Blocked, Conflict, Forbidden, Invalid, NotFound, WrongState
from syndicate.models import Event, Notice, State
from tests.factories.office import Office


def _events(office: Office, story_id: str) -> list[str]:
    with office.database.reading() as session:
        query = select(Event.name).where(Event.story_id == story_id).order_by(Event.seq)
        return [name for name in session.scalars(query) if name.startswith("story:gate:")]


def _mails(office: Office, template: str) -> list[str]:
    with office.database.reading() as session:
        return list(session.scalars(select(Notice.email).where(Notice.template == template)))


def test_whoever_takes_a_gate_is_named_and_others_must_take_it_over_first(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.claim(story_id, "pr", "paul")
    waits = {str(b.waits_for) for b in office.blocks(story_id) if b.code == "gate:pr"}
    assert waits == {"Paul Prado"}

    with pytest.raises(Conflict, match="Paul Prado has taken this on"):
        office.take(story_id, "approve", "both")
    office.claim(story_id, "pr", "both")
    office.take(story_id, "approve", "both")

    assert _events(office, story_id) == ["story:gate:claimed", "story:gate:taken_over"]
    assert _mails(office, "gate_taken_over") == ["paul@example.com"]


def test_taking_twice_is_once_and_giving_back_frees_it(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    for _click in range(2):
        office.claim(story_id, "pr", "paul")
    with pytest.raises(Conflict, match="not you"):
        office.give_back(story_id, "pr", "both")
    for _click in range(2):
        office.give_back(story_id, "pr", "paul")

    assert office.gate(story_id, "pr").claimed_by_id is None
    assert _events(office, story_id) == ["story:gate:claimed", "story:gate:released"]


@pytest.mark.parametrize(
    ("by", "gate", "refused"),
    [
        ("petra", "pr", Forbidden),
        ("vera", "pr", Forbidden),
        ("otto", "pr", NotFound),
        ("paul", "author", NotFound),
        ("paul", "nowhere", NotFound),
    ],
)
def test_only_those_who_may_decide_take_a_gate(
    office: Office, by: str, gate: str, refused: type[Exception]
) -> None:
    story_id = office.reach(State.IN_REVIEW)

    with pytest.raises(refused):
        office.claim(story_id, gate, by)


def test_a_gate_that_is_decided_cannot_be_taken(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.take(story_id, "approve", "paul")

    with pytest.raises(WrongState, match="not open now"):
        office.claim(story_id, "pr", "both")


def test_the_desk_hands_its_gate_to_somebody_who_gets_a_mail(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)

    office.hand(story_id, "pr", "petra", "paul")

    assert office.gate(story_id, "pr").claimed_by_id == office.users["paul"].id
    assert _mails(office, "gate_handed") == ["paul@example.com"]
    with pytest.raises(Forbidden, match="Only people of this desk"):
        office.hand(story_id, "privacy", "petra", "vera")


@pytest.mark.parametrize("to", ["petra", "vera", "otto", "nobody"])
def test_nobody_is_handed_what_they_may_not_decide(office: Office, to: str) -> None:
    story_id = office.reach(State.IN_REVIEW)

    with pytest.raises(Invalid):
        office.hand(story_id, "pr", "paul", to)


def test_a_seat_is_handed_on_by_whoever_has_it_or_by_the_desk(office: Office) -> None:
    office.follow("ringi")
    office.route("superior", "sam")
    office.route("approval", "amy", "ben", needed=2)
    office.route("final", "dan")
    story_id = office.reach(State.IN_REVIEW)

    with pytest.raises(Blocked, match="nobody takes it"):
        office.claim(story_id, "superior", "sam")
    with pytest.raises(Invalid, match="whose seat"):
        office.hand(story_id, "superior", "sam", "cho")
    with pytest.raises(Forbidden, match="whoever has the seat"):
        office.hand(story_id, "superior", "amy", "cho", "sam")
    office.hand(story_id, "superior", "sam", "cho", "sam")
    office.hand(story_id, "superior", "petra", "sam", "cho")
    with pytest.raises(Invalid, match="lack the role or have a part"):
        office.hand(story_id, "superior", "petra", "arthur", "sam")
    with pytest.raises(Invalid, match="asked here already"):
        office.hand(story_id, "superior", "petra", "sam", "sam")

    office.take(story_id, "confirm", "sam")
    assert office.gate(story_id, "superior").decided_by_id == office.users["sam"].id
