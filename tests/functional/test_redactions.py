"""A reviewer takes findings out: nothing of them is left, and everybody is asked again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from syndicate.db import Database
from syndicate.errors import Blocked, Forbidden, Invalid
from syndicate.models import Event, FindingRow, Release, Revision, State, Story
from syndicate.privacy.findings import Operator
from syndicate.services import findings, readings, redactions
from syndicate.services.findings import FindingView, ResolutionInput
from syndicate.workflow import look
from tests.factories.world import AGREE, World
from tests.unit.privacy.images.drawn import as_bytes, astronaut, page, with_code

BODY = (
    "Mei Mori drew the plan. Everybody thanked Mori Mei, and Ms. Mori was glad.\n\n"
    "Call **090-1234-5678** or [write to her](mailto:somebody@corp.example) 🎉 𠮷野家."
)


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path)


def submitted(world: World, body: str = BODY, **draft: Any) -> str:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id, body=body, **draft)
    world.take(story_id, "submit", "petra")
    return story_id


def views(world: World, story_id: str) -> list[FindingView]:
    with world.database.reading() as session:
        release = session.get_one(Story, story_id).release
        assert isinstance(release, Release)
        return findings.for_release(session, release, world.now, "UTC")


def rows(world: World, story_id: str, kind: str) -> list[FindingRow]:
    found = [
        view.row
        for view in views(world, story_id)
        if view.row.kind == kind and view.row.surface != "byline"
    ]
    assert found, (kind, [view.row.kind for view in views(world, story_id)])
    return found


def redact(world: World, story_id: str, kind: str, operator: str, **fields: Any) -> State:
    ids = [row.id for row in rows(world, story_id, kind)]
    return world.take(story_id, "redact", "vera", findings=ids, operator=operator, **fields)


def body(world: World, story_id: str) -> str:
    with world.database.reading() as session:
        revision = session.get_one(Story, story_id).latest_revision
        assert revision is not None
        return revision.body


def test_a_name_goes_in_every_spelling(world: World) -> None:
    story_id = submitted(world)

    assert redact(world, story_id, "person_employee", "remove") is State.IN_REVIEW

    assert "Mori" not in world.payload(story_id)
    assert "Mei" not in body(world, story_id)


def test_a_number_in_bold_goes_with_what_the_engine_says_instead(world: World) -> None:
    story_id = submitted(world)

    redact(world, story_id, "phone", "generalise")

    assert "Call **(phone number)** or" in body(world, story_id)


def test_a_link_becomes_the_words_it_stood_on(world: World) -> None:
    story_id = submitted(world)

    redact(world, story_id, "email", "remove")

    assert "or write to her 🎉 𠮷野家." in body(world, story_id)


def test_the_reviewer_who_takes_out_may_clear(world: World) -> None:
    story_id = submitted(world, "Call 090-1234-5678 today.")
    redact(world, story_id, "phone", "remove")

    world.take(story_id, "clear", "vera")

    with world.database.reading() as session:
        revision = session.get_one(Story, story_id).latest_revision
        assert isinstance(revision, Revision)
        assert (revision.created_by_id, revision.redacted_by_id) == (None, world.users["vera"].id)


def test_the_reviewer_who_writes_may_not(world: World) -> None:
    story_id = submitted(world, "Call 090-1234-5678 today.")
    redact(world, story_id, "phone", "own_words", words="the desk")
    assert body(world, story_id) == "Call the desk today."

    with pytest.raises(Forbidden, match="You edited this story"):
        world.take(story_id, "clear", "vera")


def test_everybody_is_asked_again_about_the_new_release(world: World) -> None:
    story_id = submitted(world, "Call 090-1234-5678 today.")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.take(story_id, "approve", "paul")

    redact(world, story_id, "phone", "remove")

    assert {"gate:author", "gate:pr", "gate:privacy"} <= {b.code for b in world.blocks(story_id)}


@pytest.mark.parametrize(
    ("operator", "fields", "sentence"),
    [
        ("own_words", {}, "Write what should stand there"),
        ("initials", {}, "choose another way"),
    ],
)
def test_a_form_that_lacks_something_is_refused(
    world: World, operator: str, fields: dict[str, str], sentence: str
) -> None:
    story_id = submitted(world, "Call 090-1234-5678 today.")

    with pytest.raises(Invalid, match=sentence):
        redact(world, story_id, "phone", operator, **fields)


def test_own_words_that_say_it_again_are_refused(world: World) -> None:
    story_id = submitted(world, "Call 090-1234-5678 today.")

    with pytest.raises(Blocked, match="It would still stand here: body"):
        redact(world, story_id, "phone", "own_words", words="０９０ １２３４ ５６７８")


def test_a_text_of_which_nothing_is_left_is_refused(world: World) -> None:
    story_id = submitted(world, "090-1234-5678")

    with pytest.raises(Invalid, match="Nothing would be left"):
        redact(world, story_id, "phone", "remove")


def test_the_authors_own_name_is_not_the_reviewers_to_take(world: World) -> None:
    story_id = submitted(world, "A plain text.")

    ids = [v.row.id for v in views(world, story_id) if v.row.surface == "byline"]
    with pytest.raises(Invalid, match="does not stand in the story's own text"):
        world.take(story_id, "redact", "vera", findings=ids, operator="remove")


def test_findings_of_an_older_release_are_refused(world: World) -> None:
    story_id = submitted(world, "Call 090-1234-5678 today. See 203.0.113.9 too.")
    old = [row.id for row in rows(world, story_id, "phone")]
    redact(world, story_id, "phone", "remove")

    with pytest.raises(Blocked, match="older version"):
        world.take(story_id, "redact", "vera", findings=old, operator="remove")


def test_only_reviewers_without_a_part_take_out(world: World) -> None:
    story_id = submitted(world)
    ids = [row.id for row in rows(world, story_id, "phone")]

    for by in ("paul", "arthur"):
        with pytest.raises(Forbidden):
            world.take(story_id, "redact", by, findings=ids, operator="remove")


def test_the_ways_out_say_what_would_stand_there(world: World) -> None:
    story_id = submitted(world)
    with world.database.reading() as session:
        story = session.get_one(Story, story_id)
        situation = look(
            session, story, actor=world.actor("vera"), toolbox=world.kit, now=world.now
        )
        name = next(
            row for row in rows(world, story_id, "person_employee") if row.surface == "body"
        )
        assert situation.release is not None
        again = redactions.Again(situation, situation.release)
        ways = dict(redactions.ways_out(again, name))

    assert ways[Operator.INITIALS] == "M.M."
    assert ways[Operator.GENERALISE].startswith("Employee ")
    assert ways[Operator.REMOVE] == ways[Operator.OWN_WORDS] == ""


def pictured(world: World, data: bytes) -> str:
    asset = world.upload_bytes(data)
    return submitted(
        world, "A plain text.", images=[{"asset_id": asset, "alt": "Somebody in a suit."}]
    )


@pytest.mark.slow
def test_a_blurred_face_is_gone_from_the_very_pixels(world: World) -> None:
    story_id = pictured(world, as_bytes(astronaut(), "JPEG"))
    [before] = {str(row.image_sha256) for row in rows(world, story_id, "face")}

    redact(world, story_id, "face", "blur")

    assert [view for view in views(world, story_id) if view.row.kind == "face"] == []
    with world.database.reading() as session:
        revision = session.get_one(Story, story_id).latest_revision
        assert revision is not None
        [image] = revision.images
        assert image.asset.sha256 != before
        assert image.alt == "Somebody in a suit."
    assert before not in world.payload(story_id)
    world.take(story_id, "agree", "arthur", **AGREE)
    world.resolve_all(story_id)
    world.take(story_id, "clear", "vera")


@pytest.mark.slow
def test_a_blurred_code_says_nothing_any_more_and_another_one_stays(world: World) -> None:
    poster = Image.new("RGB", (800, 500), "white")
    poster = with_code(poster, "http://wiki.corp.local/payroll", (60, 100))
    poster = with_code(poster, "https://www.example.com/jobs", (500, 100))
    story_id = pictured(world, as_bytes(poster))
    link = next(row for row in rows(world, story_id, "image_text") if "internal" in row.rule)
    assert link.severity == "block"
    assert link.box

    world.take(story_id, "redact", "vera", findings=[link.id], operator="blur")

    left = rows(world, story_id, "image_text")
    assert {row.rule for row in left} == {"image_text.code"}
    assert len({tuple(row.box or ()) for row in left}) == 1
    with world.database.reading() as session:
        after = str(left[0].image_sha256)
        reading = readings.of_image(session, world.kit.media, after)
    assert [code.text for code in reading.codes] == ["https://www.example.com/jobs"]


@pytest.mark.slow
def test_what_was_decided_about_the_other_face_still_holds(world: World) -> None:
    one = astronaut()
    pair = Image.new("RGB", (one.width * 2, one.height))
    pair.paste(one, (0, 0))
    pair.paste(one.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (one.width, 0))
    story_id = pictured(world, as_bytes(pair, "JPEG"))
    left, right = sorted(rows(world, story_id, "face"), key=lambda row: (row.box or [0])[0])
    with world.database.begin() as session:
        findings.resolve(
            session,
            right.id,
            ResolutionInput(kind="false_alarm", reason="A poster on the wall behind."),
            actor=world.actor("vera"),
            now=world.now,
        )

    world.take(story_id, "redact", "vera", findings=[left.id], operator="blur")

    [view] = [view for view in views(world, story_id) if view.row.kind == "face"]
    assert view.resolution is not None
    assert not view.open


def test_a_picture_may_be_left_out(world: World) -> None:
    story_id = pictured(world, as_bytes(page("Call 090-1234-5678 now"), "PNG"))

    redact(world, story_id, "image_text", "remove")

    with world.database.reading() as session:
        revision = session.get_one(Story, story_id).latest_revision
        assert revision is not None
        assert revision.images == []


def test_in_a_picture_words_are_not_replaced(world: World) -> None:
    story_id = pictured(world, as_bytes(page("Call 090-1234-5678 now"), "PNG"))

    with pytest.raises(Invalid, match="choose to blur"):
        redact(world, story_id, "image_text", "generalise")


def test_text_and_pictures_are_taken_out_one_after_another(world: World) -> None:
    asset = world.upload_bytes(as_bytes(page("Call 090-1234-5678 now"), "PNG"))
    story_id = submitted(world, images=[{"asset_id": asset, "alt": "A page."}])
    ids = [rows(world, story_id, kind)[0].id for kind in ("image_text", "phone")]

    with pytest.raises(Invalid, match="one after another"):
        world.take(story_id, "redact", "vera", findings=ids, operator="remove")


def test_the_companys_checklist_is_ticked_before_clearing_and_written_down(world: World) -> None:
    lines = ["Screens and badges looked at", "背景の書類を確認した"]
    world.settings.privacy_checklist.extend(lines)
    story_id = submitted(world, "A plain text.")
    world.resolve_all(story_id)

    with pytest.raises(Blocked, match="Not ticked on the checklist: 背景の書類を確認した"):
        world.take(story_id, "clear", "vera", checked=lines[:1])
    world.take(story_id, "clear", "vera", checked=lines)

    with world.database.reading() as session:
        event = session.scalars(select(Event).where(Event.name == "story:review:cleared")).one()
        assert event.data["checklist"] == lines
