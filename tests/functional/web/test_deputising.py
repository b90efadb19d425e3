"""Who acts for whom, on a page of one's own: named for a period, seen by both, ended early."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from syndicate.models import Deputy
from tests.factories.office import Office
from tests.functional.web.visitor import Visitor, words

CallOn = Callable[[str], Visitor]
PAGE = "/account/deputies"


def form(**fields: Any) -> dict[str, Any]:
    """Sam acts for two days as PR."""
    return {
        "deputy": "sam@example.com",
        "role": "pr",
        "from_at": "2026-12-02",
        "until_at": "2026-12-03",
    } | fields


def test_a_deputy_is_named_seen_by_both_and_ended(call_on: CallOn, office: Office) -> None:
    paul, sam = call_on("paul"), call_on("sam")
    assert "Nobody. Name somebody before you are away." in paul.read(PAGE)

    paul.post(PAGE, form())

    page = paul.read(PAGE)
    assert "Sam acts for you until 4 Dec 2026, 00:00 UTC. They got a mail." in page
    assert "2 Dec 2026, 00:00 UTC Planned" in page
    assert "Paul Prado" in sam.read(PAGE)
    with office.database.reading() as session:
        deputy_id = session.scalars(select(Deputy.id)).one()
    sam.post(f"{PAGE}/{deputy_id}/end")
    assert "This right has ended." in sam.read(PAGE)
    assert "Nobody." in paul.read(PAGE)


def test_a_right_that_had_ended_says_when(call_on: CallOn, office: Office) -> None:
    deputy_id = office.lend("paul", "sam", "pr", seconds=1)
    with office.database.begin() as session:
        row = session.get_one(Deputy, deputy_id)
        row.from_at, row.until_at = office.now.replace(day=1, hour=6), office.now.replace(hour=8)
    paul = call_on("paul")

    paul.post(f"{PAGE}/{deputy_id}/end")

    page = paul.read(PAGE)
    assert "This right had ended already, at 1 Dec 2026, 08:00 UTC." in page
    assert "Ended in the last seven days" in page
    call_on("otto").post(f"{PAGE}/{deputy_id}/end", status=404)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"deputy": "ghost@example.com"}, "There is no open account with this address."),
        ({"deputy": "paul@example.com"}, "Please choose somebody else."),
        ({"deputy": ""}, "Please check this first"),
        ({"role": "privacy"}, "Only a right of one's own can be lent"),
        ({"role": "king"}, "Please check this first"),
        ({"until_at": ""}, "Please choose a day."),
        ({"until_at": "9999-12-31"}, "Please choose a day."),
        ({"from_at": "tomorrow"}, "Please choose a day."),
        ({"until_at": "2026-11-01"}, "Please choose an end that is still to come."),
        ({"until_at": "2027-06-01"}, "at most 92 days"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    call_on: CallOn, fields: dict[str, str], sentence: str
) -> None:
    again = call_on("paul").post(PAGE, form(**fields), status=422)

    assert sentence in words(again)
    if fields.get("deputy", "x"):
        assert f'value="{fields.get("deputy", "sam@example.com")}"' in again.text


def test_the_same_hands_hold_a_right_once_and_lend_it_to_nobody(
    call_on: CallOn, office: Office
) -> None:
    office.lend("paul", "sam", "pr", days=5)

    again = call_on("paul").post(PAGE, form(), status=422)
    assert "Sam acts here in that time already." in words(again)
    sam = call_on("sam")
    assert "“PR” is lent to you by Paul Prado" in sam.read(PAGE)
    on = sam.post(PAGE, form(deputy="amy@example.com"), status=422)
    assert "What is lent cannot be lent on: this right is Paul Prado's." in words(on)


def test_an_administrator_names_deputies_for_others_and_sees_all(
    call_on: CallOn, office: Office
) -> None:
    adam = call_on("adam")

    adam.post(PAGE, form(of="vera@example.com", role="privacy"))

    page = adam.read(PAGE)
    assert "Saved. They got a mail." in page
    assert "Everybody else's deputies" in page
    call_on("paul").post(PAGE, form(of="vera@example.com", role="privacy"), status=403)
    assert "Whose right it is" not in call_on("paul").read(PAGE)
