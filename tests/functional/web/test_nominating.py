"""The form on which a post is nominated, with images, and every way to get it wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from syndicate.models import Asset, Nomination, Person, Story
from tests.factories.world import BODY, World
from tests.functional.web.visitor import Visitor, words

Visit = Callable[[str | None], Visitor]
FORM = {
    "source_text": BODY,
    "author": "arthur@example.com",
    "reason": "Worth telling.",
    "language": "en",
}


def picture(width: int = 40, kind: str = "PNG") -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (width, 30), "teal").save(data, kind)
    data.seek(0)
    return data


def send(visitor: Visitor, status: int = 303, /, **fields: Any) -> str:
    response = visitor.post("/nominate", FORM | fields, status=status)
    return response.headers["Location"] if status == 303 else response.text


def test_a_nomination_becomes_a_story_its_nominator_can_follow(visit: Visit) -> None:
    nina = visit("nina")

    where = send(nina, title="The bench", tags="work、tools, 職場")

    page = nina.read(where)
    assert "The PR desk looks at it next" in page
    assert "The bench" in page
    assert "Take my nomination back" in page


def test_people_and_images_come_with_it(visit: Visit, world: World) -> None:
    send(
        visit("nina"),
        **{
            "people-0-email": "mei@example.com",
            "people-0-how": "pictured",
            "people-1-name": "山田太郎",
            "people-1-how": "quoted",
            "people-2-how": "named",
            "new-0-file": (picture(), "bench.png"),
            "new-0-alt": "A bench",
            "new-0-people": "mei@example.com",
        },
    )

    with world.database.reading() as session:
        story = session.scalars(select(Story)).one()
        people = {person.full_name: person for person in session.scalars(select(Person))}
        assert set(people) == {"Arthur Aoki", "Mei Mori", "山田太郎"}
        assert story.latest_revision is not None
        image = story.latest_revision.images[0]
        assert (image.alt, image.people_ids) == ("A bench", [people["Mei Mori"].id])


def test_a_post_that_was_nominated_before_gains_a_supporter(visit: Visit, world: World) -> None:
    send(visit("nina"), source_url="https://chat.example.com/p/1")
    mei = visit("mei")

    where = send(mei, source_url="https://chat.example.com/p/1#reply", reason="Me too.")

    assert "was nominated before (1)" in mei.read(where)
    with world.database.reading() as session:
        assert len(session.scalars(select(Nomination)).all()) == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"source_text": ""}, "it is empty"),
        ({"author": "not an address"}, "is not a mail address"),
        ({"reason": ""}, "Please write"),
        ({"language": "fr"}, "Please choose one of"),
        ({"source_url": "javascript:alert(1)"}, "Please paste the whole link"),
        ({"source_text": "x" * 64_001}, "at most 64000 characters"),
        ({"source_text": "x" * 2_000_000}, "at most 64000 characters"),
        ({"people-0-email": "nonsense"}, "is not a mail address"),
        ({"people-0-name": "Mei", "people-0-how": "invented"}, "Please choose one of"),
        ({"new-0-file": (io.BytesIO(b"no image"), "x.png")}, "x.png: This file is no image"),
        ({"tags": "x" * 41}, "at most 40 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    visit: Visit, world: World, fields: dict[str, Any], sentence: str
) -> None:
    page = send(visit("nina"), 422, title="Kept title", **fields)

    assert sentence in page
    assert 'value="Kept title"' in page
    assert 'role="alert"' in page
    with world.database.reading() as session:
        assert session.scalars(select(Story)).all() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"author": "who@example.com"}, "Nobody with the address"),
        ({"people-0-email": "unknown@example.com"}, "not in the directory"),
        ({"images-0-asset": "nonsense"}, "There is no such image."),
    ],
)
def test_what_names_nothing_there_is_said_too(
    visit: Visit, fields: dict[str, Any], sentence: str
) -> None:
    assert sentence in send(visit("nina"), 409, **fields)


def test_an_image_survives_a_mistake_elsewhere(visit: Visit, world: World) -> None:
    nina = visit("nina")
    page = send(
        nina,
        422,
        reason="",
        **{"new-0-file": (picture(kind="JPEG"), "bench.jpg"), "new-0-alt": "A bench"},
    )
    with world.database.reading() as session:
        asset = session.scalars(select(Asset)).one()
    assert f'value="{asset.id}"' in page
    assert 'value="A bench"' in page

    send(nina, **{"images-0-asset": asset.id, "images-0-alt": "A long bench"})

    with world.database.reading() as session:
        revision = session.scalars(select(Story)).one().latest_revision
        assert revision is not None
        assert [image.alt for image in revision.images] == ["A long bench"]


def test_one_more_row_is_given_without_sending(visit: Visit, world: World) -> None:
    page = send(visit("nina"), 200, more="people", **{"people-0-email": "mei@example.com"})

    assert 'value="mei@example.com"' in page
    assert 'name="people-3-email"' in page


def test_a_bookmark_fills_the_form_in(visit: Visit) -> None:
    page = visit("nina").get("/nominate?url=https://x.example/1&title=Bench&text=Hello").text

    assert 'value="https://x.example/1"' in page
    assert "Hello</textarea>" in page


def test_unknown_fields_are_not_taken_over(visit: Visit, world: World) -> None:
    send(visit("nina"), state="live", process="none", slug="mine")

    with world.database.reading() as session:
        story = session.scalars(select(Story)).one()
        assert (story.state, story.process, story.slug) == ("nominated", "story", None)


def test_images_are_shown_to_whoever_is_signed_in(visit: Visit, world: World) -> None:
    nina = visit("nina")
    send(nina, **{"new-0-file": (picture(), "bench.png")})
    with world.database.reading() as session:
        asset = session.scalars(select(Asset)).one()
    ending, other = ("png", "jpg") if asset.media_type == "image/png" else ("jpg", "png")
    path = f"/media/{asset.sha256}.{ending}"

    with nina.get(path) as response:
        assert response.mimetype == asset.media_type
        assert "immutable" in response.headers["Cache-Control"]
    for wrong in (path, f"{path}?k=1-x", f"{path}?k=99999999999-x", f"{path}?k=é", "/media/x.png"):
        visit(None).get(wrong, status=404)
    nina.get(f"/media/{asset.sha256}.{other}", status=404)


def test_the_home_page_invites_who_has_nothing_to_do(visit: Visit) -> None:
    assert "Nothing waits for you." in words(visit("otto").get("/"))
