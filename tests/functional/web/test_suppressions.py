"""What the whole company lets be as a false alarm, seen and ended on one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from syndicate.models import Event, GateState, Notice, State, Suppression
from syndicate.services import findings, suppressions
from syndicate.services.findings import ResolutionInput
from tests.factories.world import World
from tests.functional.test_findings import PHONE, of_kind, submitted
from tests.functional.test_rescans import cleared, gate
from tests.functional.web.visitor import Visitor

Visit = Callable[[str | None], Visitor]
PAGE = "/admin/suppressions"
WHY = "The number of the public reception desk."


def let_be(world: World, story_id: str, days: int = 30) -> str:
    """The id of what a reviewer lets be for the whole company."""
    with world.database.begin() as session:
        findings.resolve(
            session,
            of_kind(world, story_id, "phone").row.id,
            ResolutionInput(
                kind="false_alarm", reason=WHY, until=world.now.date() + timedelta(days=days)
            ),
            actor=world.actor("vera"),
            now=world.now,
        )
        return session.scalars(select(Suppression.id)).one()


def other(world: World, title: str = "Other") -> str:
    """Another story with the same words."""
    return submitted(world, PHONE, title=title, source_text=f"{title}: {PHONE}")


def test_an_empty_list_says_how_something_comes_there(visit: Visit) -> None:
    page = visit("adam").read(PAGE)

    assert "Nothing is let be." in page
    assert "Ended" not in page
    assert "False alarms for the whole company" in visit("adam").read("/admin/rules")


def test_what_is_let_be_stands_there_with_who_why_until_and_how_often(
    visit: Visit, world: World
) -> None:
    let_be(world, submitted(world, PHONE))
    other(world)

    page = visit("adam").read(PAGE)

    assert "03-3501-1234" in page
    assert WHY in page
    assert "Vera Vance" in page
    assert "Telephone number" in page
    assert "phone.number" in page
    assert "until 31 December 2026" in page
    assert "Stories it was found in: 2. Times it was called a false alarm: 1." in page
    assert "1 of 1 were false alarms" in page


def test_what_has_run_out_stands_below(visit: Visit, world: World) -> None:
    suppression_id = let_be(world, submitted(world, PHONE))
    with world.database.begin() as session:
        session.get_one(Suppression, suppression_id).until = world.now.date() - timedelta(days=1)

    page = visit("vera").read(PAGE)

    assert "Nothing is let be." in page
    assert "until 30 November 2026" in page.partition("Ended")[2]
    visit("vera").post(f"{PAGE}/{suppression_id}/end", status=409)


def test_ending_one_early_asks_again_and_opens_the_gate_of_what_waits(
    visit: Visit, world: World
) -> None:
    suppression_id = let_be(world, submitted(world, PHONE))
    waiting = other(world)
    world.take(waiting, "approve", "paul")
    assert world.take(waiting, "clear", "vera") is State.CLEARED

    adam = visit("adam")
    adam.post(f"{PAGE}/{suppression_id}/end")

    page = adam.read(PAGE)
    assert "Stories whose privacy gate is open again: 1." in page
    assert "ended early" in page
    assert "Ended by Adam Adler" in page
    assert world.state(waiting) is State.IN_REVIEW
    assert gate(world, waiting).state is GateState.OPEN
    assert of_kind(world, waiting, "phone").open
    with world.database.reading() as session:
        names = set(session.scalars(select(Event.name)))
        told = set(session.scalars(select(Notice.email).where(Notice.template == "found_anew")))
    assert {"company:suppression:ended", "story:gate:reopened"} <= names
    assert told == {"vera@example.com", "both@example.com"}


def test_ending_one_nothing_rests_on_reopens_nothing(visit: Visit, world: World) -> None:
    first = submitted(world, PHONE)
    suppression_id = let_be(world, first)
    done = cleared(world, "Done")

    vera = visit("vera")
    vera.post(f"{PAGE}/{suppression_id}/end")

    assert "Ended. These words are asked about again." in vera.read(PAGE)
    assert world.state(done) is State.CLEARED
    assert not of_kind(world, first, "phone").open  # decided for this story as well


def test_the_same_words_can_be_let_be_anew(visit: Visit, world: World) -> None:
    story_id = submitted(world, PHONE)
    suppression_id = let_be(world, story_id)
    visit("vera").post(f"{PAGE}/{suppression_id}/end")

    let_be(world, story_id, days=10)

    with world.database.reading() as session:
        assert len(suppressions.valid(session, world.now.date())) == 1
    assert "until 11 December 2026" in visit("adam").read(PAGE)


@pytest.mark.parametrize("name", ["nina", "petra"])
def test_others_end_nothing(visit: Visit, world: World, name: str) -> None:
    suppression_id = let_be(world, submitted(world, PHONE))

    visit(name).post(f"{PAGE}/{suppression_id}/end", status=403)


def test_what_is_not_there_is_said(visit: Visit) -> None:
    visit("adam").post(f"{PAGE}/{'0' * 26}/end", status=404)
