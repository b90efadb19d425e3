"""A change of the rules reaches what waits to go out, and says so to whoever decides."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from syndicate.db import Database
from syndicate.errors import Blocked
from syndicate.jobs.rescanning import rescan_due
from syndicate.migrations.run import downgrade, upgrade
from syndicate.models import (
    Event,
    FindingRow,
    Gate,
    GateState,
    Notice,
    ReviewLook,
    ScanRun,
    State,
    Story,
)
from syndicate.services import findings, looks, markings, rescans, rulesets, scans
from syndicate.services.findings import ResolutionInput
from syndicate.services.rescans import Outcome
from tests.factories.office import Office
from tests.factories.world import BODY, World
from tests.functional.test_findings import PHONE, WHY, of_kind, submitted, views

DESK = {"both@example.com", "vera@example.com"}
BENCH = "codename\tthe bench"


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path) -> Office:
    return Office(sqlite_database, tmp_path)


@pytest.fixture
def on_both(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path)


def change(world: World, terms: str = BENCH, **severities: str) -> None:
    """The rules become others."""
    data = rulesets.checked({"terms": terms, "severities": severities})
    with world.database.begin() as session:
        rulesets.save(session, data, actor=world.actor("adam"), now=world.now)


def again(world: World, story_id: str) -> Outcome | None:
    with world.database.begin() as session:
        return rescans.again(session, story_id, toolbox=world.kit, now=world.now)


def gate(world: World, story_id: str, name: str = "privacy") -> Gate:
    with world.database.reading() as session:
        release_id = session.get_one(Story, story_id).release_id
        query = select(Gate).where(Gate.release_id == release_id, Gate.name == name)
        return session.scalars(query).one()


def events(world: World, story_id: str, name: str) -> list[dict[str, Any]]:
    with world.database.reading() as session:
        query = select(Event.data).where(Event.story_id == story_id, Event.name == name)
        return list(session.scalars(query.order_by(Event.seq)))


def told(world: World) -> set[str]:
    with world.database.reading() as session:
        query = select(Notice.email).where(Notice.template == "found_anew")
        return set(session.scalars(query))


def cleared(world: World, title: str) -> str:
    """Another story that may go out."""
    story_id = submitted(world, BODY, title=title, source_text=f"{title}: {BODY}")
    world.take(story_id, "approve", "paul")
    world.take(story_id, "clear", "vera")
    return story_id


def test_a_new_word_opens_the_privacy_gate_of_a_cleared_story(world: Office) -> None:
    story_id = world.reach(State.CLEARED)
    change(world)

    outcome = again(world, story_id)

    assert outcome
    assert [rule.name for rule in outcome.reopened] == ["privacy"]
    assert world.state(story_id) is State.IN_REVIEW
    row = gate(world, story_id)
    assert (row.state, row.decisions, row.decided_by_id) == (GateState.OPEN, [], None)
    assert row.due_at
    assert gate(world, story_id, "pr").state is GateState.HELD
    assert told(world) == DESK
    (event,) = events(world, story_id, "story:scan:repeated")
    assert event["rules"] == 1
    (fallen,) = events(world, story_id, "story:gate:reopened")
    assert fallen["gate"] == "privacy"
    assert event["new"] == outcome.new > 0
    assert events(world, story_id, "story:review:fallen_open")


def test_the_reviewer_decides_once_more_and_it_is_cleared_again(world: Office) -> None:
    story_id = world.reach(State.CLEARED)
    change(world)
    again(world, story_id)

    with pytest.raises(Blocked, match="not resolved"):
        world.take(story_id, "clear", "vera")
    world.resolve_all(story_id)

    assert world.take(story_id, "clear", "vera") is State.CLEARED


def test_a_planned_time_stays_while_it_is_reviewed_again(world: Office) -> None:
    story_id = world.reach(State.CLEARED)
    world.take(story_id, "schedule", "petra", at="2026-12-03T10:00", zone="UTC")
    assert world.state(story_id) is State.SCHEDULED
    change(world)

    again(world, story_id)
    assert world.state(story_id) is State.IN_REVIEW
    world.resolve_all(story_id)

    assert world.take(story_id, "clear", "vera") is State.SCHEDULED


def test_what_missed_its_time_goes_to_review_with_its_new_one(world: Office) -> None:
    story_id = world.reach(State.CLEARED)
    world.take(story_id, "schedule", "petra", at="2026-12-01T12:00", zone="UTC")
    world.later(days=1)
    assert world.settle(story_id) is State.MISSED
    change(world)

    again(world, story_id)

    assert world.state(story_id) is State.MISSED
    assert told(world) == DESK
    planned = world.take(story_id, "schedule", "petra", at="2026-12-05T10:00", zone="UTC")
    assert planned is State.IN_REVIEW


def test_rules_that_find_nothing_new_leave_every_gate(world: Office) -> None:
    story_id = world.reach(State.CLEARED)
    change(world, "codename\tPhoenix")

    assert again(world, story_id) == Outcome(0)

    assert world.state(story_id) is State.CLEARED
    assert gate(world, story_id).state is GateState.HELD
    assert told(world) == set()
    assert events(world, story_id, "story:scan:repeated")[0]["new"] == 0


def test_a_gate_that_is_still_open_is_told_of_what_is_new(world: Office) -> None:
    story_id = submitted(world, BODY)
    world.claim(story_id, "privacy", "both")
    change(world)

    outcome = again(world, story_id)

    assert outcome
    assert outcome.new
    assert not outcome.reopened
    assert told(world) == {"both@example.com"}
    assert not events(world, story_id, "story:review:fallen_open")


def test_what_was_resolved_stays_resolved(world: Office) -> None:
    story_id = submitted(world, PHONE)
    with world.database.begin() as session:
        findings.resolve(
            session,
            of_kind(world, story_id, "phone").row.id,
            ResolutionInput(kind="justified", reason=WHY),
            actor=world.actor("vera"),
            now=world.now,
        )
    change(world)

    again(world, story_id)

    assert not of_kind(world, story_id, "phone").open
    assert of_kind(world, story_id, "codename").open


def test_a_word_that_is_allowed_now_is_no_longer_shown_and_stays_on_record(world: Office) -> None:
    story_id = submitted(world, PHONE)
    change(world, "allowed\t03-3501-1234")

    again(world, story_id)

    assert "phone" not in {view.row.kind for view in views(world, story_id)}
    with world.database.reading() as session:
        assert "phone" in set(session.scalars(select(FindingRow.kind)))
        old, new = session.scalars(select(ScanRun).order_by(ScanRun.id))
    assert old.superseded_at
    assert not new.superseded_at
    assert (old.rules_number, new.rules_number) == (0, 1)


def test_a_heavier_severity_opens_the_gate_and_is_new(world: Office) -> None:
    story_id = submitted(world, "Ask on #proj-lamp about the lamp.")
    world.take(story_id, "approve", "paul")
    look(world, story_id)
    assert world.take(story_id, "clear", "vera") is State.CLEARED
    change(world, "", handle="block")

    again(world, story_id)

    assert world.state(story_id) is State.IN_REVIEW
    assert new_to_vera(world, story_id) == {"handle"}


def look(world: World, story_id: str) -> None:
    with world.database.begin() as session:
        release = session.get_one(Story, story_id).release
        assert release
        looks.note(session, release, world.users["vera"].id)


def new_to_vera(world: World, story_id: str) -> set[str]:
    with world.database.reading() as session:
        release = session.get_one(Story, story_id).release
        assert release
        known = looks.known_before(session, release, world.users["vera"].id)
        assert known is not None
        return {
            view.row.kind
            for view in findings.for_release(session, release, world.now, "UTC")
            if findings.Severity(view.row.severity).weight > known.get(view.row.fingerprint, -1)
        }


def test_new_since_you_looked_is_measured_by_the_scan(world: Office) -> None:
    story_id = submitted(world, PHONE + " The bench is there.")
    look(world, story_id)
    change(world)
    again(world, story_id)

    assert new_to_vera(world, story_id) == {"codename"}
    look(world, story_id)
    assert new_to_vera(world, story_id) == {"codename"}  # until the scan after the next


def test_nothing_is_cleared_or_published_between_the_change_and_the_scan(world: Office) -> None:
    under_review, done = submitted(world, PHONE), cleared(world, "Done")
    change(world)

    for story_id, step, by in ((under_review, "clear", "vera"), (done, "publish", "petra")):
        with pytest.raises(Blocked, match="read anew within a minute"):
            world.take(story_id, step, by)
    assert "scan:outdated" in {block.code for block in world.blocks(done)}


def test_an_older_release_that_comes_back_is_read_by_the_new_rules(world: Office) -> None:
    story_id = world.reach(State.CLEARED)
    world.draft(story_id, body="Another text.")
    change(world)
    world.draft(story_id, body=BODY)

    world.take(story_id, "submit", "petra")

    assert world.state(story_id) is State.IN_REVIEW
    assert gate(world, story_id).state is GateState.OPEN
    assert told(world) == DESK


def test_a_worker_reads_what_waits_once_and_nothing_else(on_both: Office) -> None:
    world = on_both
    waiting = world.reach(State.CLEARED)
    other = world.nominate(title="New", source_text="Something else.")
    change(world)

    assert rescan_due(world.kit) == 1
    assert rescan_due(world.kit) == 0
    assert world.state(waiting) is State.IN_REVIEW
    assert world.state(other) is State.NOMINATED
    with world.database.reading() as session:
        assert rescans.how_many(session) == 0


def test_one_story_that_cannot_be_read_keeps_no_other_from_it(
    world: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = cleared(world, "One"), cleared(world, "Two")
    change(world)
    real = scans.scan_release

    def fail_first(situation: Any, release: Any) -> ScanRun:
        if situation.story.id == first:
            raise RuntimeError("no disk")
        return real(situation, release)

    monkeypatch.setattr(scans, "scan_release", fail_first)

    assert rescan_due(world.kit) == 2
    assert world.state(first) is State.CLEARED
    assert world.state(second) is State.IN_REVIEW


def test_a_story_that_moved_on_meanwhile_is_left_alone(world: Office) -> None:
    story_id = world.reach(State.CLEARED)
    change(world)
    world.take(story_id, "return", "petra", comment="Another end.")

    assert again(world, story_id) is None


def test_the_first_look_finds_nothing_new(world: Office) -> None:
    story_id = submitted(world, PHONE)

    with world.database.begin() as session:
        release = session.get_one(Story, story_id).release
        assert release
        vera = world.users["vera"].id
        assert looks.known_before(session, release, vera) is None
        looks.note(session, release, vera)
        assert looks.known_before(session, release, vera) is None
        assert looks.is_noted(session, release, vera)
        looks.note(session, release, vera)  # a page opened twice
        assert looks.known_before(session, release, vera) is None


def test_marks_by_hand_stay_through_a_new_scan(world: Office) -> None:
    story_id = submitted(world, "The lamp hangs low.")
    with world.database.begin() as session:
        situation = world._look(session, story_id, "vera")
        kind = markings.MarkedKind("codename")
        markings.mark(situation, markings.MarkInput(words="The lamp", kind=kind))
    change(world, "codename\tPhoenix")

    again(world, story_id)

    assert of_kind(world, story_id, "codename").row.by_id == world.users["vera"].id


def test_the_table_of_looks_survives_the_way_down_and_up(on_both: Office) -> None:
    world = on_both
    story_id = submitted(world, PHONE)
    look(world, story_id)
    change(world)
    again(world, story_id)
    look(world, story_id)
    engine = world.database.engine

    downgrade(engine, "0002")
    with engine.connect() as connection:
        (pair,) = connection.execute(text("SELECT release_id, before_id FROM review_look"))
    assert pair[0] == pair[1]
    upgrade(engine)

    with world.database.reading() as session:
        (row,) = session.scalars(select(ReviewLook))
        assert session.get_one(ScanRun, row.run_id).story_id == story_id


def test_the_soonest_planned_is_read_first(world: Office) -> None:
    later, sooner = cleared(world, "Later"), cleared(world, "Sooner")
    with world.database.begin() as session:
        session.get_one(Story, sooner).scheduled_at = world.now + timedelta(days=2)
    change(world)

    with world.database.reading() as session:
        assert rescans.outdated(session) == [sooner, later]
