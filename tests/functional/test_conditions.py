"""What somebody agreed to decides what is rendered: names, pictures, channels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from syndicate.db import Database
from syndicate.models import Release, State, Story
from tests.factories.world import AGREE, World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path)


def in_review(world: World, body: str = "Mei Mori drew the plan. Mei kept it.", **more: Any) -> str:
    story_id = world.nominate(people=[{"email": "mei@example.com"}], **more)
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id, body=body)
    world.take(story_id, "submit", "petra")
    return story_id


def release_sha256(world: World, story_id: str) -> str:
    with world.database.reading() as session:
        release = session.get_one(Story, story_id).release
        assert isinstance(release, Release)
        return release.sha256


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("full", "Mei Mori drew the plan. Mei kept it."),
        ("given", "Mei drew the plan. Mei kept it."),
        ("anonymous", "A colleague drew the plan. A colleague kept it."),
    ],
)
def test_a_name_is_shown_in_the_form_its_bearer_agreed_to(
    world: World, form: str, expected: str
) -> None:
    story_id = in_review(world)

    world.take(story_id, "agree", "mei", **(AGREE | {"name_form": form}))

    assert expected in world.payload(story_id)


def test_a_honorific_goes_with_the_name_it_belongs_to(world: World) -> None:
    story_id = world.nominate(
        language="ja",
        source_text="発案は森さんです。",
        title="作業台の話",
        people=[{"email": "mei@example.com"}],
    )
    with world.database.begin() as session:
        person = next(p for p in session.get_one(Story, story_id).people if not p.is_author)
        person.family, person.given, person.department = "森", "芽衣", "製造二課"
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id, title="作業台の話", summary="朝の話。", body="発案は森さんです。")
    world.take(story_id, "submit", "petra")

    world.take(story_id, "agree", "mei", **(AGREE | {"name_form": "department"}))

    assert "森さん" not in world.payload(story_id)
    assert "製造二課" in world.payload(story_id)


def test_new_conditions_void_what_was_approved_for_other_bytes(world: World) -> None:
    story_id = in_review(world)
    world.take(story_id, "approve", "paul")
    before = release_sha256(world, story_id)

    world.take(story_id, "agree", "mei", **(AGREE | {"name_form": "anonymous"}))

    assert release_sha256(world, story_id) != before
    assert "gate:pr" in {block.code for block in world.blocks(story_id)}


def test_a_yes_without_conditions_keeps_what_was_approved(world: World) -> None:
    story_id = in_review(world)
    world.take(story_id, "approve", "paul")

    world.take(story_id, "agree", "mei", **AGREE)

    assert "gate:pr" not in {block.code for block in world.blocks(story_id)}


def test_a_picture_of_somebody_who_does_not_want_it_is_left_out(world: World) -> None:
    asset = world.upload()
    story_id = world.nominate(
        people=[{"email": "mei@example.com", "how": "pictured"}],
        images=[{"asset_id": asset, "alt": "Mei at the bench", "people": ["mei@example.com"]}],
    )
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id)
    world.take(story_id, "submit", "petra")
    assert "Mei at the bench" in world.payload(story_id)

    world.take(story_id, "agree", "mei", **(AGREE | {"photo": False}))

    assert "Mei at the bench" not in world.payload(story_id)
    assert "gate:people" not in {block.code for block in world.blocks(story_id)}


def test_the_author_may_stay_unnamed(world: World) -> None:
    story_id = world.nominate()
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **(AGREE | {"name_form": "anonymous"}))
    world.draft(story_id)
    assert world.take(story_id, "submit", "petra") is State.IN_REVIEW

    assert "Aoki" not in world.payload(story_id)
