"""What a reader gets over HTTP is what was approved, or the read-back says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine

from publishers.culture_blog.server import StaticSite
from syndicate.publishing.errors import NotSent
from syndicate.publishing.port import Order, Presence, ReadBack, Receipt
from tests.services.web import serving
from tests.site.world import World

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@pytest.fixture
def public(tmp_path: Path, clock: time_machine.Traveller) -> Iterator[World]:
    """A blog that stands at its public address."""
    world = World(tmp_path, clock)
    with serving(StaticSite(world.place)) as origin:
        world.bench = replace(world.bench, site_url=origin)
        yield world


def test_what_stands_there_has_the_hash_that_was_approved(public: World) -> None:
    images = (public.image("A phone", width=1000, shade=1), public.image("A board", shade=2))
    html = f'<p>See <img alt="" src="media:{images[1].file_name}"> there.</p>'
    order = public.publish(images=images, html=html, tags=("engineering", "R&D"))

    assert _read(public, order) == ReadBack(Presence.THERE, order.payload.sha256, "Listed on /en/.")


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": "", "byline": "", "tags": ()},
        {"title": '</script><!-- "quoted" & <b>', "byline": "<i>", "summary": "a\u2028b & c"},
        {"title": "𠮷野家 👨\u200d👩\u200d👧 ﷽", "tags": ("育休", "🎉", "..")},
        {"html": "<p>&lt;/article&gt; &amp; “more”</p><pre>\n  &lt;div&gt;</pre>"},
    ],
)
def test_odd_texts_come_back_unchanged(public: World, changes: dict[str, Any]) -> None:
    order = public.publish(language="ja", **changes)

    assert _read(public, order).presence is Presence.THERE


def test_a_story_that_left_the_front_page_is_listed_in_the_archive(public: World) -> None:
    first = public.publish("first")
    for number in range(20):
        public.publish(f"story-{number}")

    assert _read(public, first).detail == "Listed on /en/archive/1/."


def test_a_withdrawn_story_is_gone(public: World) -> None:
    order = public.withdraw(public.publish())

    assert _read(public, order) == ReadBack(
        Presence.GONE, detail="/en/stories/quiet-nights/ answers 410."
    )


def test_a_story_never_published_is_gone(public: World) -> None:
    public.publish("other")

    assert _read(public, public.order()).presence is Presence.GONE


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        (b"It rang at 3:12.", b"It rang at 4:12.", "Listed on /en/."),
        (b'"name":"Mara Lind"', b'"name":"Somebody"', "Listed on /en/."),
        (b'<article class="story"', b'<section class="story"', "The page holds no story."),
        (b"ld+json", b"json", "The page has no description for machines."),
        (b'"keywords"', b'"words"', "The page's description for machines is not ours."),
        (b'"@graph":[', b'"@graph":["', "The page has no description for machines."),
    ],
)
def test_a_page_changed_by_anybody_is_different(
    public: World, old: bytes, new: bytes, detail: str
) -> None:
    order = public.publish()
    page = public.store / "en/stories/quiet-nights/index.html"
    body = page.read_bytes()
    assert old in body
    page.write_bytes(body.replace(old, new))

    found = _read(public, order)

    assert found.presence is Presence.DIFFERENT
    assert found.detail == detail
    assert found.sha256 != order.payload.sha256


def test_a_picture_changed_by_anybody_is_different(public: World) -> None:
    image = public.image()
    order = public.publish(images=(image,))
    (public.store / "media" / image.file_name).write_bytes(b"another picture")

    assert _read(public, order).presence is Presence.DIFFERENT


def test_a_missing_picture_is_different(public: World) -> None:
    image = public.image()
    order = public.publish(images=(image,))
    (public.store / "media" / image.file_name).unlink()

    found = _read(public, order)

    assert found == ReadBack(
        Presence.DIFFERENT, detail=f"The image /media/{image.file_name} answers 404."
    )


def test_a_story_no_page_leads_to_says_so(public: World) -> None:
    order = public.publish()
    for page in ("en/index.html", "en/archive/1/index.html"):
        (public.store / page).write_bytes(b"empty")

    assert _read(public, order).detail == "No page leads to it yet."


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (("302 Found", [("Location", "/elsewhere")], [b""]), "answers 302"),
        (("200 OK", [], [b"x" * 5_000_000]), "larger than anything of ours"),
    ],
)
def test_an_address_that_answers_oddly_is_different(
    world: World, answer: tuple[str, list[Any], list[bytes]], detail: str
) -> None:
    def odd(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(answer[0], answer[1])
        return answer[2]

    order = world.order()
    with serving(odd) as origin:
        world.bench = replace(world.bench, site_url=origin)
        found = _read(world, order)

    assert found.presence is Presence.DIFFERENT
    assert detail in found.detail


def test_a_site_that_does_not_answer_can_be_asked_again(world: World, free_port: int) -> None:
    world.bench = replace(world.bench, site_url=f"http://127.0.0.1:{free_port}")

    with pytest.raises(NotSent, match="does not answer"):
        _read(world, world.order())


def test_an_answer_that_breaks_off_can_be_asked_for_again(world: World) -> None:
    def half(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", "1000")])
        yield b"half"

    with serving(half) as origin:
        world.bench = replace(world.bench, site_url=origin)
        with pytest.raises(NotSent, match="does not answer"):
            _read(world, world.order())


def _read(world: World, order: Order) -> ReadBack:
    return world.blog.read_back(order, Receipt(remote_id="", permalink=""))
