"""Two people at once, on both databases: one defined outcome, and a sentence for the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from syndicate import audit
from syndicate.db import Database
from syndicate.errors import Conflict, SyndicateError
from syndicate.models import Decision, Event, Gate, State
from syndicate.workflow import Seen, take
from tests.factories.office import MORE, Office


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """The same on SQLite and on PostgreSQL."""
    made = Office(database, tmp_path)
    made.hire(*MORE)
    return made


def _at_once(*acts: Callable[[], object]) -> list[SyndicateError]:
    """Everything at the same moment; the refusals, in no order."""
    refused: list[SyndicateError] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except SyndicateError as error:
            refused.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def _taking(office: Office, story_id: str, step: str, by: str, seen: Seen) -> Callable[[], object]:
    actor = office.actor(by)

    def act() -> None:
        with office.database.begin() as session:
            take(
                session,
                story_id,
                step,
                actor=actor,
                toolbox=office.kit,
                now=office.now,
                seen=seen,
            )

    return act


def _seen(office: Office, story_id: str) -> Seen:
    with office.database.reading() as session:
        return office.seen(session, story_id)


def _chain_is_whole(office: Office) -> bool:
    with office.database.reading() as session:
        return audit.verify(audit.stored(session)).broken is None


def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    seen = _seen(office, story_id)

    refused = _at_once(
        _taking(office, story_id, "approve", "paul", seen),
        _taking(office, story_id, "approve", "both", seen),
    )

    assert [type(error) for error in refused] == [Conflict]
    assert "already decided" in str(refused[0].text)
    with office.database.reading() as session:
        assert len(session.scalars(select(Decision)).all()) == 1
    assert _chain_is_whole(office)


def test_two_of_a_route_at_once_are_both_counted(office: Office) -> None:
    office.follow("ringi")
    office.route("superior", "sam", "amy", needed=2)
    office.route("approval", "ben")
    office.route("final", "dan")
    story_id = office.reach(State.IN_REVIEW)
    seen = _seen(office, story_id)

    refused = _at_once(
        _taking(office, story_id, "confirm", "sam", seen),
        _taking(office, story_id, "confirm", "amy", seen),
    )

    assert refused == []
    assert office.gate(story_id, "superior").state.value == "held"
    assert _chain_is_whole(office)


def test_when_the_author_withdraws_during_an_approval_the_withdrawal_stands(
    office: Office,
) -> None:
    story_id = office.reach(State.IN_REVIEW)
    seen = _seen(office, story_id)

    refused = _at_once(
        _taking(office, story_id, "approve", "paul", seen),
        _taking(office, story_id, "withdraw", "arthur", seen),
    )

    assert office.state(story_id) is State.WITHDRAWN
    assert all("not possible while the story is" in str(error.text) for error in refused)
    assert _chain_is_whole(office)


def test_of_two_who_take_a_gate_at_once_one_takes_it_over_and_both_are_written_down(
    office: Office,
) -> None:
    story_id = office.reach(State.IN_REVIEW)

    refused = _at_once(
        lambda: office.claim(story_id, "pr", "paul"), lambda: office.claim(story_id, "pr", "both")
    )

    assert refused == []
    with office.database.reading() as session:
        query = select(Event.name).where(Event.name.like("story:gate:%")).order_by(Event.seq)
        assert session.scalars(query).all() == ["story:gate:claimed", "story:gate:taken_over"]


def test_an_approval_and_a_save_at_once_never_leave_an_approval_of_another_text(
    office: Office,
) -> None:
    story_id = office.reach(State.IN_REVIEW)
    seen = _seen(office, story_id)

    _at_once(
        _taking(office, story_id, "approve", "paul", seen),
        lambda: office.draft(story_id, body="A text nobody has approved."),
    )

    with office.database.reading() as session:
        held = session.scalars(select(Gate).join(Decision, Decision.gate_id == Gate.id)).all()
        assert {gate.release_sha256 for gate in held} <= {seen.release_sha256}
    assert _chain_is_whole(office)


def test_two_emergencies_confirmed_at_once_publish_once(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.take(
        story_id,
        "agree",
        "arthur",
        channels=["blog"],
        name_form="full",
        photo=True,
        on_leaving="remove",
    )
    office.resolve_all(story_id)
    office.take(
        story_id,
        "emergency_propose",
        "paul",
        reason="The rumour must be corrected before the market opens.",
    )
    seen = _seen(office, story_id)

    refused = _at_once(
        _taking(office, story_id, "emergency_publish", "vera", seen),
        _taking(office, story_id, "emergency_publish", "adam", seen),
    )

    assert len(refused) == 1
    assert office.state(story_id) is State.PUBLISHING
    assert _chain_is_whole(office)
