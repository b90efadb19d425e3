"""A picture is looked at once, before anybody waits, and whatever fails is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from syndicate.db import Database
from syndicate.errors import Blocked
from syndicate.models import FindingRow, ImageReading, Release, RevisionImage, Story
from syndicate.privacy.images.reading import Box, Face, Reading
from syndicate.services import consents, findings, image_redactions, readings
from syndicate.services.findings import FindingView, ResolutionInput
from tests.factories.world import AGREE, World

FACE = Reading((Face(Box(0.2, 0.2, 0.2, 0.3), 0.9),))


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each picture had that was looked at; every one has a face."""
    seen: list[int] = []

    def look_at(data: bytes) -> Reading:
        seen.append(len(data))
        return FACE

    monkeypatch.setattr(readings, "look_at", look_at)
    return seen


def drafted(world: World) -> str:
    asset = world.upload()
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id, images=[{"asset_id": asset, "alt": "A bench.", "people": []}])
    return story_id


def faces(world: World, story_id: str) -> list[FindingView]:
    with world.database.reading() as session:
        release = session.get_one(Story, story_id).release
        assert isinstance(release, Release)
        views = findings.for_release(session, release, world.now, "UTC")
        return [view for view in views if view.row.kind == "face"]


def resolve(world: World, view: FindingView, **fields: str) -> None:
    with world.database.begin() as session:
        data = ResolutionInput.model_validate(fields)
        findings.resolve(session, view.row.id, data, actor=world.actor("vera"), now=world.now)


def consent_of(world: World, story_id: str, email: str) -> str:
    with world.database.reading() as session:
        given = consents.latest(session, session.get_one(Story, story_id))
        return next(c.id for c in given.values() if c.person.email == email)


def test_a_picture_is_looked_at_before_the_transaction_and_only_once(
    world: World, looks: list[int]
) -> None:
    story_id = drafted(world)

    readings.prepare(world.database, world.kit.media, story_id)
    readings.prepare(world.database, world.kit.media, story_id)
    world.take(story_id, "submit", "petra")

    assert len(looks) == 1
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImageReading)) == 1


def test_nobody_prepared_and_it_is_looked_at_all_the_same(world: World, looks: list[int]) -> None:
    story_id = drafted(world)

    world.take(story_id, "submit", "petra")

    assert len(looks) == 1
    [view] = faces(world, story_id)
    assert view.blocks
    assert view.row.box == [0.2, 0.2, 0.2, 0.3]


def test_a_story_that_is_not_there_needs_no_look(world: World, looks: list[int]) -> None:
    readings.prepare(world.database, world.kit.media, "0" * 26)

    assert looks == []


def test_a_picture_that_is_gone_from_the_store_blocks(world: World, looks: list[int]) -> None:
    story_id = drafted(world)
    with world.database.reading() as session:
        image = session.scalars(select(RevisionImage)).one()
        world.kit.media.remove(image.asset.sha256)

    readings.prepare(world.database, world.kit.media, story_id)
    world.take(story_id, "submit", "petra")

    with world.database.reading() as session:
        rules = set(session.scalars(select(FindingRow.rule)))
    assert "check_failed.image" in rules
    assert looks == []


def test_a_look_that_failed_is_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    story_id = drafted(world)
    monkeypatch.setattr(readings, "look_at", lambda _data: Reading(failed="MemoryError"))
    readings.prepare(world.database, world.kit.media, story_id)
    monkeypatch.setattr(readings, "look_at", lambda _data: FACE)

    readings.prepare(world.database, world.kit.media, story_id)
    world.take(story_id, "submit", "petra")

    assert len(faces(world, story_id)) == 1


def test_a_face_rests_on_a_consent_to_pictures_and_opens_when_that_ends(
    world: World, looks: list[int]
) -> None:
    story_id = drafted(world)
    world.take(story_id, "submit", "petra")
    world.take(story_id, "agree", "mei", **AGREE)
    [view] = faces(world, story_id)

    resolve(
        world, view, kind="consented", consent_id=consent_of(world, story_id, "mei@example.com")
    )
    assert not faces(world, story_id)[0].open

    world.take(story_id, "agree", "mei", **(AGREE | {"photo": False}))
    [view] = faces(world, story_id)
    assert (view.open, view.lapsed) == (True, True)
    with pytest.raises(Blocked, match="not resolved"):
        world.take(story_id, "clear", "vera")


def test_a_consent_without_pictures_is_no_consent_to_a_face(world: World, looks: list[int]) -> None:
    story_id = drafted(world)
    world.take(story_id, "submit", "petra")
    world.take(story_id, "agree", "mei", **(AGREE | {"photo": False}))
    [view] = faces(world, story_id)

    with pytest.raises(Exception, match="Mei Mori did not agree to be seen"):
        resolve(
            world, view, kind="consented", consent_id=consent_of(world, story_id, "mei@example.com")
        )


def test_blurring_is_prepared_outside_and_made_flat_where_a_face_is_still_seen(
    world: World, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    story_id = drafted(world)
    world.take(story_id, "submit", "petra")
    [view] = faces(world, story_id)
    again: list[int] = []

    def still_there_once(_data: bytes) -> Reading:
        again.append(1)
        return FACE if len(again) == 1 else Reading()

    monkeypatch.setattr(image_redactions, "look_at", still_there_once)
    ids = [view.row.id, "0" * 26]
    image_redactions.prepare(world.database, world.kit.media, story_id, ids)

    assert len(again) == 2
    with world.database.reading() as session:
        kept = session.scalars(select(ImageReading).order_by(ImageReading.created_at)).all()
        assert kept[-1].reading["faces"] == []
