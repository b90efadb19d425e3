"""What reviewers may say about findings, and what settles one by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from syndicate.db import Database
from syndicate.errors import Blocked, Forbidden, Invalid, NotFound
from syndicate.models import FindingRow, Release, Resolution, State, Story
from syndicate.services import findings
from syndicate.services.findings import FindingView, ResolutionInput
from tests.factories.world import AGREE, World

PHONE = "Call 03-3501-1234 to see the bench."
WHY = "The number of the public reception desk."


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path)


def submitted(world: World, body: str, **nomination: Any) -> str:
    story_id = world.nominate(**nomination)
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id, body=body)
    world.take(story_id, "submit", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    return story_id


def views(world: World, story_id: str) -> list[FindingView]:
    with world.database.reading() as session:
        release = session.get_one(Story, story_id).release
        assert isinstance(release, Release)
        return findings.for_release(session, release, world.now, "UTC")


def of_kind(world: World, story_id: str, kind: str) -> FindingView:
    return next(view for view in views(world, story_id) if view.row.kind == kind)


def resolve(world: World, finding: FindingRow, by: str = "vera", **fields: Any) -> Resolution:
    with world.database.begin() as session:
        return findings.resolve(
            session,
            finding.id,
            ResolutionInput(**fields),
            actor=world.actor(by),
            now=world.now,
        )


def test_a_blocking_finding_keeps_the_privacy_gate_shut(world: World) -> None:
    story_id = submitted(world, PHONE)

    with pytest.raises(Blocked, match="not resolved: 1"):
        world.take(story_id, "clear", "vera")

    resolve(world, of_kind(world, story_id, "phone").row, kind="justified", reason=WHY)
    assert world.take(story_id, "clear", "vera") is State.IN_REVIEW


def test_a_resolution_survives_an_edit_elsewhere(world: World) -> None:
    story_id = submitted(world, PHONE + "\n\nCome and look.")
    resolve(world, of_kind(world, story_id, "phone").row, kind="justified", reason=WHY)
    world.take(story_id, "return", "paul", comment="A friendlier end, please.")
    world.draft(story_id, body=PHONE + "\n\nCome and look, any morning you like.")
    world.take(story_id, "submit", "petra")

    assert not of_kind(world, story_id, "phone").open


def test_a_finding_that_must_go_blocks_until_it_is_gone(world: World) -> None:
    story_id = submitted(world, PHONE)
    resolve(world, of_kind(world, story_id, "phone").row, kind="redact")
    with pytest.raises(Blocked):
        world.take(story_id, "clear", "vera")
    world.take(story_id, "return", "vera", comment="Take the number out.")
    world.draft(story_id, body="Come and see the bench.")
    world.take(story_id, "submit", "petra")

    assert findings.unresolved(views(world, story_id)) == []


def test_a_consent_to_the_full_name_settles_the_name(world: World) -> None:
    story_id = submitted(world, "Mei Mori drew the plan.", people=[{"email": "mei@example.com"}])
    assert of_kind(world, story_id, "person_employee").open

    world.take(story_id, "agree", "mei", **AGREE)

    assert not any(view.open for view in views(world, story_id) if view.blocks)


def test_a_consent_to_the_given_name_shows_and_settles_no_more(world: World) -> None:
    story_id = submitted(
        world,
        "Mei Mori drew the plan. Everybody thanked Mei.",
        people=[{"email": "mei@example.com"}],
    )
    world.take(story_id, "agree", "mei", **(AGREE | {"name_form": "given"}))

    shown = {v.row.quote_masked: v.open for v in views(world, story_id) if v.row.surface == "body"}

    assert shown == {"Mei": False}


@pytest.mark.parametrize("kind", ["justified", "false_alarm"])
def test_a_verdict_without_a_reason_is_refused(world: World, kind: str) -> None:
    story_id = submitted(world, PHONE)

    with pytest.raises(Invalid, match="at least 15"):
        resolve(world, of_kind(world, story_id, "phone").row, kind=kind, reason="ok")


def test_health_is_never_justified(world: World) -> None:
    story_id = submitted(
        world,
        "Mei Mori came back after her cancer treatment.",
        people=[{"email": "mei@example.com"}],
    )

    with pytest.raises(Invalid, match="never published"):
        resolve(
            world,
            of_kind(world, story_id, "special_category").row,
            kind="justified",
            reason="She told everybody herself last week.",
        )


def test_resting_on_a_consent_needs_one_of_this_story(world: World) -> None:
    story_id = submitted(world, PHONE)

    with pytest.raises(Invalid, match="choose the consent"):
        resolve(world, of_kind(world, story_id, "phone").row, kind="consented", consent_id="x")


@pytest.mark.parametrize(("by", "error"), [("paul", Forbidden), ("otto", NotFound)])
def test_only_privacy_reviewers_resolve(world: World, by: str, error: type[Exception]) -> None:
    story_id = submitted(world, PHONE)

    with pytest.raises(error):
        resolve(world, of_kind(world, story_id, "phone").row, by=by, kind="redact")


def test_a_reviewer_with_a_part_in_the_story_resolves_nothing(world: World) -> None:
    story_id = submitted(world, PHONE, by="both")

    with pytest.raises(Forbidden, match="a part in this story"):
        resolve(world, of_kind(world, story_id, "phone").row, by="both", kind="redact")


def test_findings_of_an_older_release_cannot_be_resolved(world: World) -> None:
    story_id = submitted(world, PHONE)
    old = of_kind(world, story_id, "phone").row
    world.take(story_id, "return", "paul", comment="Again.")
    world.draft(story_id, body=PHONE + " Bring a friend.")
    world.take(story_id, "submit", "petra")

    with pytest.raises(Blocked, match="older version"):
        resolve(world, old, kind="redact")


def test_a_finding_that_does_not_exist_is_not_found(world: World) -> None:
    with pytest.raises(NotFound), world.database.begin() as session:
        findings.resolve(
            session,
            "0" * 26,
            ResolutionInput(kind="redact"),
            actor=world.actor("vera"),
            now=world.now,
        )
