"""What I was asked and said: to read, to change, to take back, to take home; by link too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from syndicate.models import (
    Answer,
    Channel,
    Consent,
    ConsentRequest,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Reason,
    State,
)
from syndicate.services import consents
from tests.factories.world import AGREE, World
from tests.functional.web.visitor import Visitor, words

Visit = Callable[[str | None], Visitor]


@pytest.fixture
def live(world: World) -> str:
    """A story of Arthur's that is out."""
    story_id = world.reach(State.PUBLISHING)
    world.deliver()
    return story_id


def newest(world: World) -> Consent:
    with world.database.reading() as session:
        return session.scalars(select(Consent).order_by(Consent.id.desc()).limit(1)).one()


def test_nobody_was_asked_yet(visit: Visit) -> None:
    otto = visit("otto")

    assert "You have not been asked about any story yet." in otto.read("/account/consents")
    assert otto.get("/account/consents.json").json == {"items": []}
    assert "You have not been asked" in otto.read("/account/consents.html")


def test_each_answer_stands_there_with_its_conditions_and_the_text(
    visit: Visit, world: World, live: str
) -> None:
    page = visit("arthur").read("/account/consents")

    for part in ("The meeting at the bench", "Culture blog", "Full name", "without an end",
                 "Take the story down", "The text you saw", "Earlier answers: 1",
                 "Withdraw my consent"):  # fmt: skip
        assert part in page
    assert newest(world).content_sha256 in page


def test_an_open_question_leads_to_the_answer(visit: Visit, world: World) -> None:
    story = world.reach(State.AWAITING_AUTHOR)
    arthur = visit("arthur")

    page = arthur.get("/account/consents").text

    assert f"/stories/{story}/consent" in page
    assert "Silence is a no" in words(arthur.get("/account/consents"))


def test_a_yes_is_taken_back_from_there(visit: Visit, world: World, live: str) -> None:
    arthur = visit("arthur")
    path = f"/account/consents/{live}/withdraw"

    assert "tick this first" in words(arthur.post(path, {}, status=422))
    assert world.state(live) is State.LIVE
    where = arthur.post(path, {"sure": "true"}).headers["Location"]

    assert "Your consent is withdrawn." in arthur.read(where)
    assert world.state(live) is State.WITHDRAWING
    assert newest(world).answer is Answer.WITHDRAWN
    assert "nothing to withdraw" in words(arthur.post(path, {"sure": "true"}, status=404))


def test_one_takes_back_only_ones_own(visit: Visit, world: World, live: str) -> None:
    for name in ("nina", "petra", "otto"):
        visit(name).post(f"/account/consents/{live}/withdraw", {"sure": "true"}, status=404)
        assert "bench" not in visit(name).read("/account/consents")
    assert world.state(live) is State.LIVE


def test_it_can_be_taken_home(visit: Visit, live: str) -> None:
    arthur = visit("arthur")

    file = arthur.get("/account/consents.json")
    document = arthur.get("/account/consents.html")

    items = json.loads(file.text)["items"]
    assert [item["answer"] for item in items] == ["agreed", "agreed"]
    assert items[0]["text"]["title"] == "The meeting at the bench"
    assert [item["stands"] for item in items] == [True, False]
    assert file.headers["Content-Disposition"] == 'attachment; filename="consents.json"'
    assert "<link" not in document.text
    assert "<script" not in document.text
    assert "everybody could finally see the part" in document.text


def outsider(world: World) -> tuple[str, str]:
    """A story that is out with somebody who has no account, and their link."""
    story = world.nominate(people=[{"name": "Robin Field", "email": "robin@elsewhere.example"}])
    world.take(story, "accept", "petra")
    world.take(story, "agree", "arthur", **AGREE)
    world.draft(story, people=[{"email": "robin@elsewhere.example", "how": "named"}])
    world.take(story, "submit", "petra")
    with world.database.reading() as session:
        question = session.scalars(
            select(ConsentRequest)
            .where(ConsentRequest.answered_at.is_(None))
            .order_by(ConsentRequest.id.desc())
        ).first()
        assert question is not None
        assert question.person.full_name == "Robin Field"
        return story, consents.question_token(world.settings, question.id)


def answer(stranger: Visitor, token: str, **fields: str) -> None:
    page = stranger.get(f"/consents/{token}").text
    stranger.token_of(f"/consents/{token}")
    revision = re.search(r'name="revision" value="(\w+)"', page)
    form = {"revision": revision[1] if revision else "", "answer": "agree", "channels": "blog",
            "name_form": "full", "photo": "true", "on_leaving": "remove"}  # fmt: skip
    stranger.post(f"/consents/{token}", form | fields)


def test_by_link_the_answer_is_read_and_taken_back_later(visit: Visit, world: World) -> None:
    story, token = outsider(world)
    stranger, path = visit(None), f"/consents/{token}"
    answer(stranger, token)

    page = stranger.read(path)
    assert "You said yes" in page
    assert "Withdraw my consent" in page
    stranger.token_of(path)
    assert "tick this first" in words(stranger.post(path, {"answer": "withdraw"}, status=422))
    stranger.post(path, {"answer": "withdraw", "sure": "true"})

    assert newest(world).answer is Answer.WITHDRAWN
    assert newest(world).way == "link"
    assert world.state(story) is State.WITHDRAWN
    assert "You have withdrawn your consent." in stranger.read(path)
    refused = stranger.post(path, {"answer": "withdraw", "sure": "true"}, status=409)
    assert "nothing to withdraw" in words(refused)


def test_by_link_a_no_stands_there_and_there_is_nothing_to_take_back(
    visit: Visit, world: World
) -> None:
    _story, token = outsider(world)
    stranger = visit(None)
    answer(stranger, token, answer="refuse")

    page = stranger.read(f"/consents/{token}")

    assert "You said no." in page
    assert "Withdraw" not in page


def test_an_older_link_says_that_the_text_has_changed(visit: Visit, world: World) -> None:
    story, token = outsider(world)
    answer(visit(None), token)
    world.draft(story, body="Quite other words, at length, about the bench.",
                people=[{"email": "robin@elsewhere.example", "how": "named"}])  # fmt: skip
    world.take(story, "submit", "petra")

    assert "by the link in the newest mail" in visit(None).read(f"/consents/{token}")


def test_a_take_down_is_shown_place_by_place(visit: Visit, world: World, live: str) -> None:
    petra = visit("petra")
    assert "Taking it down" not in petra.read(f"/stories/{live}")
    world.take(live, "withdraw", "arthur")

    page = petra.read(f"/stories/{live}")
    assert "0 of 1 places have been read back as gone." in page
    assert "Asked" in page

    world.deliver()
    for name in ("petra", "vera", "arthur", "nina"):
        page = visit(name).read(f"/stories/{live}")
        assert "1 of 1 places have been read back as gone." in page
        assert "From the withdrawal to the last read-back" in page


def test_a_place_no_machine_reaches_is_ticked_by_hand(
    visit: Visit, world: World, live: str
) -> None:
    world.take(live, "withdraw", "arthur")
    with world.database.begin() as session:
        row = session.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.TAKE_DOWN)).one()
        row.state, row.reason = DeliveryState.NEEDS_PERSON, Reason.BY_HAND
        gen, delivery = row.gen, row.id
    petra, path = visit("petra"), f"/stories/{live}"

    assert "By hand" in petra.read(path)
    assert "I looked: it is gone" in petra.read(path)
    assert "I looked: it is gone" not in visit("vera").read(path)
    form = {"gen": str(gen), "back": "story"}
    where = petra.post(f"/deliveries/{delivery}/not_there", form).headers["Location"]

    assert where == f"{path}#places"
    assert world.state(live) is State.WITHDRAWN


@pytest.mark.parametrize(
    ("state", "reason", "says"),
    [
        (DeliveryState.NEEDS_PERSON, Reason.CANNOT_TELL, "Still there"),
        (DeliveryState.READY, Reason.STILL_THERE, "Still there"),
        (DeliveryState.GIVEN_UP, None, "Still there"),
        (DeliveryState.READY, Reason.THROTTLED, "Asked"),
    ],
)
def test_what_is_left_is_named(
    visit: Visit, world: World, live: str, state: DeliveryState, reason: Reason, says: str
) -> None:
    world.take(live, "withdraw", "arthur")
    with world.database.begin() as session:
        row = session.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.TAKE_DOWN)).one()
        row.state, row.reason = state, reason

    page = visit("petra").read(f"/stories/{live}")

    assert says in page[page.rindex("Taking it down") :][:200]


def test_what_never_stood_anywhere_is_said_so(visit: Visit, world: World) -> None:
    story = world.reach(State.CLEARED)
    world.take(story, "withdraw", "arthur")

    assert "It never stood anywhere" in visit("petra").read(f"/stories/{story}")
    with world.database.reading() as session:
        assert session.scalars(select(Channel)).one().name == "blog"
