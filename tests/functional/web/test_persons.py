"""The pages about people who leave, and people who are erased."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from syndicate.models import Event, State, User
from tests.factories.world import World
from tests.functional.web.visitor import Visitor, words

Visit = Callable[[str | None], Visitor]
ARTHUR = {"email": "arthur@example.com"}


@pytest.fixture
def live(world: World) -> str:
    """A story of Arthur's that is out."""
    story_id = world.reach(State.PUBLISHING)
    world.deliver()
    return story_id


def test_a_leaver_is_shown_first_and_swept_then(visit: Visit, world: World, live: str) -> None:
    adam = visit("adam")

    shown = words(adam.post("/admin/leavers/plan", {"emails": ARTHUR["email"]}, status=200))
    assert "The meeting at the bench" in shown
    assert "Take the story down" in shown
    assert world.state(live) is State.LIVE

    done = words(adam.post("/admin/leavers", {"emails": ARTHUR["email"]}, status=200))
    assert "Done." in done
    assert world.state(live) is State.WITHDRAWING
    with world.database.reading() as session:
        assert not session.get_one(User, world.users["arthur"].id).active


def test_a_list_of_leavers_is_done_whole_or_not_at_all(visit: Visit, world: World) -> None:
    adam = visit("adam")

    def sent(text: str, status: int) -> str:
        file = (io.BytesIO(text.encode("utf-8-sig")), "leavers.csv")
        return words(adam.post("/admin/leavers/plan", {"file": file}, status=status))

    assert "Line 3: “x” is not a mail address." in sent("email\nmei@example.com\nx\n", 422)
    assert "Nobody with the address no@example.com" in sent("email\nno@example.com\n", 404)
    assert "Only the account is closed" in sent("email\nmei@example.com\n", 200)
    both = {"emails": "mei@example.com, no@example.com"}
    adam.post("/admin/leavers", both, status=404)
    with world.database.reading() as session:
        assert session.get_one(User, world.users["mei"].id).active
    assert "Type an address" in words(adam.post("/admin/leavers/plan", {}, status=422))


def test_somebody_is_erased_step_by_step(visit: Visit, world: World, live: str) -> None:
    vera = visit("vera")

    shown = words(vera.post("/admin/erasure/outlook", ARTHUR, status=200))
    assert "must be gone everywhere first" in shown
    typed = ARTHUR | {"confirm": "Arthur@example.com"}
    assert "not gone everywhere" in words(vera.post("/admin/erasure", typed, status=409))
    taken_down = words(vera.post("/admin/erasure/withdraw", ARTHUR, status=200))
    assert "Stories withdrawn: 1." in taken_down

    world.deliver()
    assert "Erase for good" in words(vera.post("/admin/erasure/outlook", ARTHUR, status=200))
    wrong = ARTHUR | {"confirm": "arthur"}
    assert "Type the same address" in words(vera.post("/admin/erasure", wrong, status=422))
    proof = words(vera.post("/admin/erasure", typed, status=200))

    assert "None was found." in proof
    assert "source_post" in proof
    assert "arthur" not in proof.lower()
    assert "Arthur" not in vera.read(f"/stories/{live}")
    assert "Arthur" not in visit("petra").read(f"/stories/{live}")
    assert "Arthur" not in visit("adam").read("/admin/users")
    assert "Nobody with the address" in words(vera.post("/admin/erasure", typed, status=404))
    with world.database.reading() as session:
        told = session.scalars(select(Event).where(Event.name == "account:person:erased")).one()
        assert told.actor_id == world.users["vera"].id


def test_what_is_left_on_the_site_is_named(visit: Visit, world: World) -> None:
    page = Path(world.settings.site_store) / "en" / "arthur-aoki.html"
    page.parent.mkdir(parents=True)
    page.write_text("x", "utf-8")

    typed = ARTHUR | {"confirm": ARTHUR["email"]}
    assert "en/arthur-aoki.html" in words(visit("vera").post("/admin/erasure", typed, status=200))


def test_who_is_unknown_or_no_address_is_said_beside_the_field(visit: Visit) -> None:
    vera = visit("vera")
    for email, status, says in (
        ("no@example.com", 404, "Nobody with the address"),
        ("x", 422, "not a mail address"),
    ):
        for path in ("/outlook", "/withdraw"):
            answer = vera.post(f"/admin/erasure{path}", {"email": email}, status=status)
            assert says in words(answer)
    also = ARTHUR | {"also": "x"}
    assert "two characters" in words(vera.post("/admin/erasure/outlook", also, status=422))


def test_only_those_who_may_reach_the_forms(visit: Visit) -> None:
    for name in ("otto", "petra"):
        for path in ("/admin/leavers", "/admin/leavers/plan"):
            visit(name).post(path, {"emails": "mei@example.com"}, status=403)
    for name in ("otto", "petra", "adam"):
        for path in ("", "/outlook", "/withdraw"):
            visit(name).post(f"/admin/erasure{path}", ARTHUR, status=403)
