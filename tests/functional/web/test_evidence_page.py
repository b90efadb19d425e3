"""The proof of one story as a page, and as an archive to download."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from syndicate.models import State
from tests.factories.world import World
from tests.functional.web.visitor import Visitor

Visit = Callable[[str | None], Visitor]


@pytest.fixture
def live(world: World) -> str:
    """A story that is out."""
    story_id = world.reach(State.PUBLISHING)
    world.deliver()
    return story_id


def test_it_tells_who_agreed_who_approved_what_was_sent_and_read_back(
    visit: Visit, live: str
) -> None:
    page = visit("vera").read(f"/stories/{live}/evidence")

    for part in ("Who agreed to what", "Arthur Aoki", "Version 1", "Full name",
                 "What was approved, and by whom", "PR: Paul Prado", "Privacy: Vera Vance",
                 "by the consents above",
                 "What was sent where", "Culture blog · Publish · Done", "Read back",
                 "The way of the story", "Sent on its way", "all times in UTC"):  # fmt: skip
        assert part in page
    assert f"/stories/{live}/evidence" in visit("petra").get(f"/stories/{live}").text


def test_it_is_read_in_japanese_too(visit: Visit, live: str) -> None:
    page = visit("vera").read(f"/stories/{live}/evidence?lang=ja")

    assert "誰が何に同意したか" in page
    assert "Version" not in page


def test_a_story_that_was_only_nominated_has_a_page_too(visit: Visit, world: World) -> None:
    page = visit("petra").read(f"/stories/{world.nominate()}/evidence")

    assert "Nobody has agreed." in page
    assert "Nothing was submitted for review." in page
    assert "Nothing was sent." in page


def test_a_no_stands_in_it_without_a_name(visit: Visit, world: World) -> None:
    story_id = world.reach(State.AWAITING_AUTHOR)
    world.take(story_id, "refuse", "arthur")

    page = visit("petra").read(f"/stories/{story_id}/evidence")

    assert "Not used –" in page
    assert "consent:answered" not in page


def test_the_archive_comes_as_a_file(visit: Visit, live: str) -> None:
    answer = visit("petra").get(f"/stories/{live}/evidence.zip")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="evidence-{live}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        assert "verify.py" in bundle.namelist()


def test_it_is_for_the_desks(visit: Visit, live: str) -> None:
    for name in ("petra", "vera", "adam"):
        visit(name).get(f"/stories/{live}/evidence")
        visit(name).get(f"/stories/{live}/evidence.zip")
    for path in ("evidence", "evidence.zip"):
        for name in ("arthur", "nina"):
            visit(name).get(f"/stories/{live}/{path}", status=403)
        visit("otto").get(f"/stories/{live}/{path}", status=404)
