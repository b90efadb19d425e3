"""The pages of channels that are served by hand, and how channels stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from syndicate.models import Channel, Delivery, DeliveryKind, DeliveryState, Reason, State
from syndicate.policy import Actor, Way
from syndicate.publishing.port import Token
from syndicate.services import channels, credentials
from tests.factories import world as world_module
from tests.factories.world import World
from tests.functional.web.visitor import Visitor

Visit = Callable[[str | None], Visitor]
LINK = "https://note.example.com/n/1"


def add(world: World, kind: str, **config: object) -> Channel:
    """A channel beside the blog."""
    with world.database.begin() as session:
        return channels.add_channel(
            session,
            name=kind,
            kind=kind,
            title="note",
            config=config,
            languages=[],
            actor=Actor(Way.CLI),
            now=world.now,
            registry=world.kit.registry,
        )


@pytest.fixture
def asked(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """A delivery somebody is asked to do by hand."""
    channel = add(world, "manual", instructions="Use the PR account.")
    monkeypatch.setitem(world_module.AGREE, "channels", ["blog", "manual"])
    world.reach(State.PUBLISHING)
    with world.database.begin() as session:
        row = session.scalars(select(Delivery).where(Delivery.channel_id == channel.id)).one()
        row.state, row.reason, row.in_doubt = DeliveryState.NEEDS_PERSON, Reason.BY_HAND, True
        row.problem = "Post the text. Use the PR account."
        return row.id


def test_the_text_to_copy_stands_beside_the_place_for_the_link(visit: Visit, asked: str) -> None:
    petra = visit("petra")

    page = unescape(petra.get(f"/deliveries/{asked}").text)

    assert "Text to copy" in page
    assert "The meeting at the bench\n\nWe moved the standing meeting to the bench" in page
    assert "Use the PR account." in page
    assert "It is there" in page
    assert "Give up" in page
    assert "Try again" not in page
    petra.post(f"/deliveries/{asked}/confirm", {"permalink": LINK})
    assert LINK in petra.read(f"/deliveries/{asked}")
    assert "Text to copy" not in petra.read(f"/deliveries/{asked}")


def test_pictures_are_there_to_be_taken_along(visit: Visit, world: World, asked: str) -> None:
    image = {
        "sha256": "a" * 64,
        "media_type": "image/jpeg",
        "width": 10,
        "height": 10,
        "alt": "A bench",
    }
    with world.database.begin() as session:
        session.get_one(Delivery, asked).payload.images = [image]

    page = visit("petra").get(f"/deliveries/{asked}").text

    assert f'href="/media/{"a" * 64}.jpg?k=' in page
    assert "A bench" in page


def test_what_was_withdrawn_is_not_there_to_be_copied(
    visit: Visit, world: World, asked: str
) -> None:
    with world.database.begin() as session:
        session.get_one(Delivery, asked).story.state = State.WITHDRAWING

    page = visit("petra").read(f"/deliveries/{asked}")

    assert "Text to copy" not in page
    assert "It is not there" in page


def test_a_take_down_by_hand_has_a_link_and_a_tick(visit: Visit, world: World, asked: str) -> None:
    petra = visit("petra")
    petra.post(f"/deliveries/{asked}/confirm", {"permalink": LINK})
    with world.database.begin() as session:
        row = session.get_one(Delivery, asked)
        row.kind, row.state = DeliveryKind.TAKE_DOWN, DeliveryState.NEEDS_PERSON
        row.reason = Reason.BY_HAND

    page = petra.read(f"/deliveries/{asked}")

    assert LINK in page
    assert "Text to copy" not in page
    petra.post(f"/deliveries/{asked}/not_there")
    with world.database.reading() as session:
        done = session.get_one(Delivery, asked)
        assert done.state is DeliveryState.DONE
        assert done.receipt is not None
        assert done.receipt.gone_at is not None


def test_the_preview_of_a_channel_served_by_hand_is_the_text(
    visit: Visit, world: World, asked: str
) -> None:
    with world.database.reading() as session:
        story = session.get_one(Delivery, asked).story_id

    page = visit("petra").read(f"/stories/{story}/preview/manual")

    assert "Text to copy" in page
    visit("petra").get("/plug-static/manual/preview.css").close()
    visit("petra").get("/plug-static/webhook/preview.css").close()


def test_the_channels_page_says_what_waits_what_ends_and_who_can_help(
    visit: Visit, world: World, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATE_LINKEDIN_VERSION", "202610")
    linkedin = add(world, "linkedin")
    with world.database.begin() as session:
        credentials.store_token(
            session,
            session.get_one(Channel, linkedin.id),
            Token("t", expires_at=world.now + timedelta(days=30)),
            ring=world.kit.ring,
            actor=world.actor("adam"),
            now=world.now,
            account_name="Example Company",
        )
        blog = channels.find(session, "blog")
        blog.daily_quota, blog.quota_day, blog.quota_used = 3, world.now.date(), 1
        blog.failures, blog.quiet = 5, ["00:00-23:59"]

    page = visit("petra").read("/channels")

    assert "1 to be sent, 0 with a person" in page
    assert "0 to be sent, 1 with a person" in page
    assert "2 of 3, until 00:00 UTC" in page
    assert "Failing; tried carefully" in page
    assert "Failures in a row 5" in page
    assert "Quiet periods 00:00-23:59, by the clock of" in page
    assert "Quiet until" in page
    assert "Example Company · connected by Adam Adler" in page
    assert "the sign-in of note: 31 Dec 2026" in page
    assert "version 202610 of LinkedIn's API: 1 Oct 2027" in page
    assert "Who can connect it Adam Adler" in page


def test_a_quiet_channel_says_so(visit: Visit, world: World) -> None:
    with world.database.begin() as session:
        channels.find(session, "blog").quiet = ["00:00-23:59"]

    assert "Quiet period" in visit("petra").read("/channels")
