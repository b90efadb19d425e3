"""Routes of departments, set on a page by administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from syndicate.models import ProcessChoice, RouteGate, Story, User
from tests.factories.office import Office
from tests.functional.web.visitor import Visitor, words

CallOn = Callable[[str], Visitor]
PAGE = "/admin/routes"


def line(**fields: Any) -> dict[str, Any]:
    """Two of three approve, one after the other."""
    return {
        "process": "ringi",
        "department": "",
        "gate": "approval",
        "members": "amy@example.com\nben@example.com、cho@example.com",
        "needed": "2",
        "in_turn": "true",
    } | fields


def test_a_department_gets_its_process_and_its_route(call_on: CallOn, office: Office) -> None:
    with office.database.begin() as session:
        arthur = session.get_one(User, office.users["arthur"].id)
        arthur.department = "Sales"
    adam = call_on("adam")
    assert "Sales" in adam.read(PAGE)

    adam.post(f"{PAGE}/process", {"department": "Sales", "process": "ringi"})
    assert "Stories cannot be proposed before somebody stands at every gate." in adam.read(PAGE)
    adam.post(PAGE, line())
    adam.post(PAGE, line(gate="superior", department="Sales", members="sam@example.com", needed=""))
    answer = adam.post(PAGE, line(gate="final", members="dan@example.com", needed="1"))

    assert answer.headers["Location"] == f"{PAGE}#change"
    page = adam.read(f"{PAGE}?department=Sales")
    assert "Amy → Ben → Cho" in page
    assert "2 of 3 decide One after the other" in page
    assert "As every other department: Amy, Ben, Cho." in page
    assert "cannot be proposed" not in page
    story_id = office.nominate()
    with office.database.reading() as session:
        assert session.get_one(Story, story_id).process == "ringi"


def test_an_empty_list_and_no_choice_give_it_back(call_on: CallOn, office: Office) -> None:
    adam = call_on("adam")
    adam.post(PAGE, line())
    adam.post(f"{PAGE}/process", {"department": "", "process": "ringi"})

    adam.post(PAGE, line(members=" "))
    adam.post(f"{PAGE}/process", {"department": "", "process": ""})

    with office.database.reading() as session:
        assert session.scalars(select(RouteGate)).all() == []
        assert session.scalars(select(ProcessChoice)).all() == []
    assert "As the settings say" in adam.read(PAGE)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"members": "ghost@example.com"}, "There is no open account for ghost@example.com."),
        ({"members": "amy@example.com nonsense"}, "Please check this first"),
        ({"needed": "9"}, "There are 3 members: fewer must decide."),
        ({"needed": "many"}, "Please check this first"),
        ({"needed": "0"}, "Please check this first"),
        ({"gate": "pr"}, "This process has no such gate on a route."),
        ({"process": "none"}, "Please choose one of"),
        ({"department": "x" * 121}, "Please check this first"),
    ],
)
def test_a_bad_route_is_shown_again_as_it_was_typed(
    call_on: CallOn, fields: dict[str, str], sentence: str
) -> None:
    again = call_on("adam").post(PAGE, line(**fields), status=422)

    assert sentence in words(again)
    if not {"gate", "process"} & set(fields):
        assert line(**fields)["members"].split()[0] in again.text


def test_a_process_nobody_knows_is_refused(call_on: CallOn) -> None:
    again = call_on("adam").post(f"{PAGE}/process", {"process": "none"}, status=422)

    assert "Please choose one of: ringi, story." in words(again)


def test_only_administrators_set_routes(call_on: CallOn, office: Office) -> None:
    call_on("petra").post(PAGE, line(), status=403)
    call_on("petra").post(f"{PAGE}/process", {"process": "ringi"}, status=403)
    office.lend("paul", "sam", "pr", days=1)
    call_on("sam").get(PAGE, status=403)
