"""稟議: stages, n of m, one after the other, and a route for each department."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from syndicate.errors import Blocked, Conflict, Forbidden, Invalid
from syndicate.models import Event, Notice, RouteGate, State, Story
from syndicate.services import gate_queue, routes
from tests.factories.office import Office
from tests.factories.world import AGREE, World


def _staffed(office: Office, *, needed: int | None = 2, in_turn: bool = False) -> None:
    office.follow("ringi")
    office.route("superior", "sam")
    office.route("approval", "amy", "ben", "cho", needed=needed, in_turn=in_turn)
    office.route("final", "dan")


def _asked(office: Office) -> list[str]:
    with office.database.reading() as session:
        query = select(Notice).where(Notice.template == "gate_open").order_by(Notice.id)
        return [notice.email.split("@")[0] for notice in session.scalars(query)]


def test_a_ringi_passes_confirmation_approval_and_decision_in_this_order(office: Office) -> None:
    _staffed(office)
    story_id = office.reach(State.IN_REVIEW)
    assert _asked(office) == ["sam"]
    office.take(story_id, "confirm", "sam")
    with pytest.raises(Blocked, match="when the earlier gates hold"):
        office.take(story_id, "endorse", "amy")

    office.base_gates(story_id)
    assert _asked(office) == ["sam", "amy", "ben", "cho"]
    office.take(story_id, "endorse", "cho")
    assert office.state(story_id) is State.IN_REVIEW
    texts = {str(b.text) for b in office.blocks(story_id) if b.code == "gate:approval"}
    assert texts == {"“Approval on the route”: 1 of 2 have decided."}
    office.take(story_id, "endorse", "amy")
    with pytest.raises(Conflict, match="already decided"):
        office.take(story_id, "endorse", "ben")

    assert office.take(story_id, "decide", "dan") is State.CLEARED
    with office.database.reading() as session:
        opened = session.scalars(select(Event).where(Event.name == "story:gate:opened")).all()
        assert [event.data["gate"] for event in opened] == ["approval", "final"]


def test_in_turn_the_next_one_is_asked_when_the_one_before_has_decided(office: Office) -> None:
    _staffed(office, needed=None, in_turn=True)
    story_id = office.reach(State.IN_REVIEW)
    office.take(story_id, "confirm", "sam")
    office.base_gates(story_id)
    assert "endorse" not in office.offered(story_id, "ben")
    with pytest.raises(Blocked, match="Amy decides first"):
        office.take(story_id, "endorse", "ben")

    for name in ("amy", "ben", "cho"):
        assert _asked(office)[-1] == name
        office.take(story_id, "endorse", name)

    assert office.gate(story_id, "approval").state.value == "held"


def test_whoever_has_a_part_in_the_story_is_not_asked(office: Office) -> None:
    office.follow("ringi")
    office.route("superior", "nina", "sam")
    office.route("approval", "arthur", "amy")
    office.route("final", "dan")

    story_id = office.reach(State.IN_REVIEW)

    assert [seat.user_id for seat in office.gate(story_id, "superior").seats] == [
        office.users["sam"].id
    ]
    assert office.gate(story_id, "approval").needed == 1


def test_a_route_with_too_few_people_stops_the_proposal_and_says_whom_to_ask(
    office: Office,
) -> None:
    office.follow("ringi")
    office.route("superior", "nina")
    office.route("approval", "amy")
    story_id = office.reach(State.DRAFTING)
    office.draft(story_id)

    with pytest.raises(Blocked) as caught:
        office.take(story_id, "submit", "petra")

    blocks = caught.value.details["blocks"]
    assert [str(block.waits_for) for block in blocks] == ["an administrator"] * 2


def test_those_on_the_route_may_read_and_send_back_and_nobody_else(office: Office) -> None:
    _staffed(office)
    story_id = office.reach(State.IN_REVIEW)

    assert office.offered(story_id, "sam") == ["confirm", "return"]
    assert office.offered(story_id, "otto") == []
    assert office.take(story_id, "return", "amy", comment="Shorter.") is State.DRAFTING


def test_nobody_decides_at_two_gates_of_a_route(office: Office) -> None:
    office.follow("ringi")
    office.route("superior", "sam")
    office.route("approval", "sam", "amy", needed=1)
    office.route("final", "dan")
    story_id = office.reach(State.IN_REVIEW)
    office.take(story_id, "confirm", "sam")
    office.base_gates(story_id)

    with pytest.raises(Forbidden, match="second person"):
        office.take(story_id, "endorse", "sam")


def test_whoever_decided_one_story_is_still_asked_about_the_next(office: Office) -> None:
    _staffed(office)
    first = office.reach(State.IN_REVIEW)
    office.take(first, "confirm", "sam")

    second = office.nominate(source_text="Another bench altogether.")
    for goal, act in office._route(second)[:4]:
        act()
        assert office.state(second) is goal

    with office.database.reading() as session:
        assert gate_queue.count_at_seats(session, office.actor("sam")) == 1


def test_the_same_text_again_keeps_what_was_decided_of_it(office: Office) -> None:
    _staffed(office)
    story_id = office.reach(State.IN_REVIEW)
    office.take(story_id, "confirm", "sam")
    office.base_gates(story_id)
    office.take(story_id, "endorse", "amy")
    office.take(story_id, "return", "petra", comment="One question.")
    office.take(story_id, "submit", "petra")

    assert len(office.gate(story_id, "approval").decisions) == 1
    assert "gate:superior" not in office.codes(story_id)


def test_a_department_follows_its_own_process_and_its_own_route(office: Office) -> None:
    with office.database.begin() as session:
        arthur = session.get_one(type(office.users["arthur"]), office.users["arthur"].id)
        arthur.department = "Assembly"
    office.follow("ringi", "Assembly")
    first = office.nominate()
    office.follow(None, "Assembly")
    second = office.nominate(source_text="Another text of the same department.")

    with office.database.reading() as session:
        assert session.get_one(Story, first).process == "ringi"
        assert session.get_one(Story, second).process == "story"
        assert routes.choices(session) == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"process": "levitation"}, "choose one of"),
        ({"gate": "pr"}, "no such gate"),
        ({"needed": 3}, "fewer must decide"),
        ({"members": ["ghost@example.com"]}, "no open account"),
    ],
)
def test_bad_routes_are_refused(office: Office, fields: dict[str, object], why: str) -> None:
    given = {"process": "ringi", "gate": "approval", "members": ["amy@example.com"]}
    data = routes.RouteInput.model_validate(given | fields)

    with pytest.raises(Invalid, match=why), office.database.begin() as session:
        routes.set_route(
            session,
            data,
            registry=office.kit.registry,
            actor=office.actor("adam"),
            now=office.now,
        )


def test_only_administrators_set_routes_and_an_empty_one_ends_it(office: Office) -> None:
    office.route("approval", "amy", "ben")
    office.route("approval", "ben", "amy", in_turn=True)
    with office.database.reading() as session:
        row = routes.listed(session)[0]
        assert [member.user.given for member in row.members] == ["Ben", "Amy"]
    with pytest.raises(Forbidden, match="Only administrators"), office.database.begin() as session:
        routes.choose(
            session,
            routes.ChoiceInput(process="ringi"),
            registry=office.kit.registry,
            actor=office.actor("petra"),
            now=office.now,
        )
    office.route("approval")
    with office.database.reading() as session:
        assert session.scalars(select(RouteGate)).all() == []


def test_an_author_who_agrees_last_opens_the_next_stage(office: Office) -> None:
    _staffed(office)
    story_id = office.reach(State.IN_REVIEW)
    office.draft(story_id, body="Another text than the one he saw.")
    office.take(story_id, "submit", "petra")
    for step, by in (("confirm", "sam"), ("approve", "paul")):
        office.take(story_id, step, by)
    office.resolve_all(story_id)
    office.take(story_id, "clear", "vera")
    assert office.gate(story_id, "approval").state.value == "waiting"

    office.take(story_id, "agree", "arthur", **AGREE)

    assert office.gate(story_id, "approval").state.value == "open"
    assert isinstance(office, World)
