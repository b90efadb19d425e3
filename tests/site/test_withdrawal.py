"""A withdrawn story is gone from everywhere at once, and its address says so."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from publishers.culture_blog.story import from_shelf
from syndicate import clock as host_clock
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Absent, Order
from tests.site.world import World


@pytest.fixture
def world(anywhere: World) -> World:
    """In a folder, and in a bucket."""
    return anywhere


ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_withdrawn_story_leaves_every_page_and_feed(world: World) -> None:
    image = world.image(width=500)
    order = world.publish(images=(image,), tags=("engineering", "rare"))
    world.publish("other", title="Another story")
    world.wait(minutes=11)

    world.withdraw(order)

    telling = [
        name
        for name, body in world.files().items()
        if b"quiet-nights" in body or b"How we stopped" in body or image.sha256.encode() in body
    ]
    assert telling == [".state/stories/en/quiet-nights.json"]
    assert not world.has(f"/media/{image.file_name}")
    assert not world.has("/en/tags/rare/index.html")


def test_its_address_keeps_a_friendly_page_and_a_mark(world: World) -> None:
    order = world.publish()

    world.withdraw(order)

    page = world.page("/en/stories/quiet-nights/")
    assert "This story was withdrawn" in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'href="/en/"' in page
    assert world.has("/en/stories/quiet-nights/.gone")


def test_nothing_of_it_is_remembered(world: World) -> None:
    order = world.publish(byline="Mara Lind")

    world.withdraw(order)

    record = json.loads(world.page("/.state/stories/en/quiet-nights.json"))
    assert record["content"] is None
    assert "Mara" not in json.dumps(record)


def test_a_picture_another_story_shows_stays(world: World) -> None:
    image = world.image(width=500)
    english = world.publish(images=(image,))
    world.publish(language="ja", images=(image,))

    world.withdraw(english)

    assert world.has(f"/media/{image.file_name}")
    assert world.has(f"/media/{image.sha256}-480.jpg")


def test_atom_and_json_feed_say_so_once(world: World) -> None:
    order = world.publish(tags=("engineering",))
    world.wait(minutes=11)

    world.withdraw(order)

    for folder in ("en", "en/tags/engineering"):
        entry = ET.fromstring(world.page(f"/{folder}/atom.xml")).find(f"{ATOM}entry")
        assert entry is not None
        assert entry.findtext(f"{ATOM}id") == f"tag:blog.example.com,2026:story:{order.story_id}:en"
        assert entry.findtext(f"{ATOM}title") == "This story was withdrawn"
        assert entry.findtext(f"{ATOM}updated") == "2026-12-01T18:11:01+09:00"
        items = json.loads(world.page(f"/{folder}/feed.json"))["items"]
        assert [item["title"] for item in items] == ["This story was withdrawn"]
        assert "url" not in items[0]
        assert "<item>" not in world.page(f"/{folder}/feed.xml")

    due = world.wait(days=14)
    assert due is None
    assert json.loads(world.page("/en/feed.json"))["items"] == []
    assert not world.has("/en/tags/engineering/feed.json")


def test_a_story_that_never_was_in_a_feed_is_not_announced(world: World) -> None:
    order = world.publish()

    world.withdraw(order)
    world.wait(minutes=30)

    assert json.loads(world.page("/en/feed.json"))["items"] == []
    assert world.files().keys().isdisjoint({".state/agenda/en.quiet-nights"})


def test_taking_down_twice_leaves_the_same_files(world: World) -> None:
    order = world.withdraw(world.publish())
    before = world.files()

    world.blog.take_down(order)

    assert world.files() == before


def test_taking_down_what_never_arrived_still_says_gone(world: World) -> None:
    order = world.order()

    world.blog.take_down(order)

    assert world.has("/en/stories/quiet-nights/.gone")


def test_a_payload_erased_meanwhile_does_not_stop_the_withdrawal(world: World) -> None:
    order = world.publish(tags=("engineering",))
    erased = replace(order, payload=replace(order.payload, body=b""))

    world.blog.take_down(replace(erased, modified_at=host_clock.now()))

    assert not world.has("/en/tags/engineering/index.html")
    assert world.has("/en/stories/quiet-nights/.gone")


def test_a_withdrawn_story_is_absent(world: World) -> None:
    order = world.publish()

    world.withdraw(order)

    assert world.blog.look_up(order, host_clock.now()) == Absent()


def test_a_withdrawn_story_has_nothing_to_show(world: World) -> None:
    world.withdraw(world.publish())

    story = from_shelf(world.shelf.stories[0], world.blog.site.zone)

    with pytest.raises(Refused, match="was withdrawn"):
        _ = story.live


def test_a_story_may_come_back_to_its_address(world: World) -> None:
    order = world.publish()
    world.wait(minutes=11)
    order = world.withdraw(order)

    again: Order = replace(
        world.order(title="Here again"), story_id=order.story_id, published_at=host_clock.now()
    )
    world.blog.publish(again)
    world.shelf.put(again)

    assert "Here again" in world.page("/en/stories/quiet-nights/")
    assert not world.has("/en/stories/quiet-nights/.gone")
    assert not re.search("withdrawn", world.page("/en/atom.xml"))
