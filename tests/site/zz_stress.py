"""Story by story or all at once: the same bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishers.culture_blog import addresses, feeds, lists
from syndicate import clock as host_clock
from syndicate.publishing.port import Bench, Order
from tests.site.world import EPOCH, World

Step = Callable[[World, dict[tuple[str, str], Order]], None]

SLUGS = ("one", "two", "three", "four", "five")
TAGS = ("team", "remote work", "育休", "AI")

places = st.tuples(st.sampled_from(("en", "ja")), st.sampled_from(SLUGS))
tags = st.lists(st.sampled_from(TAGS), unique=True, max_size=2).map(tuple)
titles = st.sampled_from(("A day & a half", "夜の当番をやめた話", "Said <twice>"))
pictures = st.integers(0, 2)


def _appears(place: tuple[str, str], title: str, names: tuple[str, ...], count: int) -> Step:
    """The story is published, or updated when it stands already."""

    def step(world: World, live: dict[tuple[str, str], Order]) -> None:
        language, slug = place
        images = tuple(world.image(shade=shade, width=500) for shade in range(count))
        changes = {"title": title, "tags": names, "images": images}
        if place in live:
            live[place] = world.update(live[place], **changes)
        else:
            live[place] = world.publish(slug, language, **changes)

    return step


def _goes(place: tuple[str, str]) -> Step:
    def step(world: World, live: dict[tuple[str, str], Order]) -> None:
        if place in live:
            world.withdraw(live.pop(place))

    return step


def _stands_elsewhere(place: tuple[str, str]) -> Step:
    def step(world: World, live: dict[tuple[str, str], Order]) -> None:
        if place in live:
            world.shelf.link(live[place], "https://www.linkedin.com/feed/update/1/")

    return step


def _waits(minutes: int, *, tended: bool) -> Step:
    def step(world: World, live: dict[tuple[str, str], Order]) -> None:
        if tended:
            world.wait(minutes=minutes)
        else:
            world.clock.shift(minutes * 60)

    return step


steps = st.one_of(
    st.builds(_appears, places, titles, tags, pictures),
    st.builds(_appears, places, titles, tags, pictures),
    st.builds(_goes, places),
    st.builds(_stands_elsewhere, places),
    st.builds(_waits, st.sampled_from((3, 11, 60 * 24 * 15)), tended=st.booleans()),
)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few stories fill a page, so that few stories show what many would."""
    monkeypatch.setattr(addresses, "PER_ARCHIVE_PAGE", 2)
    monkeypatch.setattr(addresses, "PER_SITEMAP", 3)
    monkeypatch.setattr(feeds, "NEWEST", 3)
    monkeypatch.setattr(lists, "ON_FRONT_PAGE", 3)
    monkeypatch.setattr(lists, "ON_TAG_PAGE", 3)


@settings(
    max_examples=150, derandomize=False, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(steps, min_size=3, max_size=14))
def test_any_history_leaves_the_folder_a_rebuild_makes(
    small_pages: None, history: list[Step]
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        time_machine.travel(EPOCH, tick=False) as traveller,
    ):
        world, live = World(Path(folder) / "a", traveller), dict[tuple[str, str], Order]()
        for step in history:
            step(world, live)
        world.wait(minutes=0)
        assert world.blog.differences(host_clock.now()) == ()

        again = World(Path(folder) / "b", traveller)
        again.shelf.stories, again.media.images = world.shelf.stories, world.media.images
        again.blog.build(host_clock.now())

        assert again.files() == world.files()


def test_a_rebuild_of_an_unchanged_site_writes_nothing(world: World) -> None:
    world.publish(images=(world.image(),))
    world.wait(minutes=11)

    assert world.blog.build(host_clock.now()) == 0


def test_a_rebuild_heals_what_was_changed_by_hand(world: World) -> None:
    world.publish()
    before = world.files()
    page = world.store / "en/stories/quiet-nights/index.html"
    page.write_text("defaced", encoding="utf-8")
    (world.store / "en/stories/stray").mkdir()
    (world.store / "en/stories/stray/index.html").write_text("stray", encoding="utf-8")
    (world.store / "en/feed.xml.gz").write_bytes(b"broken")

    names = world.blog.differences(host_clock.now())
    changed = world.blog.build(host_clock.now())

    assert {"en/stories/quiet-nights/index.html", "en/stories/stray/index.html"} <= set(names)
    assert changed == len(names)
    assert world.files() == before


def test_a_rebuild_leaves_files_of_others_alone(world: World) -> None:
    world.publish()
    key = world.store / "a1b2c3d4.txt"
    key.write_text("a1b2c3d4", encoding="utf-8")

    world.blog.build(host_clock.now())

    assert key.exists()


def test_comparing_changes_nothing(world: World) -> None:
    world.publish()
    (world.store / "en/index.html").write_text("defaced", encoding="utf-8")
    before = world.files()

    world.blog.differences(host_clock.now())

    assert world.files() == before


def test_a_lost_folder_comes_back_with_the_next_story(world: World) -> None:
    first = world.publish("first")
    world.store.rename(world.store.with_name("lost"))

    world.publish("second")

    assert world.has(f"/en/stories/{first.slug}/index.html")
    assert world.blog.differences(host_clock.now()) == ()


def test_a_new_name_reaches_every_page_with_the_next_upkeep(world: World) -> None:
    world.publish()
    world.bench = _renamed(world, "Outside In")

    assert "The next upkeep" in world.blog.check().detail
    world.wait(minutes=1)

    assert "Outside In" in world.page("/en/stories/quiet-nights/")
    assert "Inside Out" not in world.page("/en/stories/quiet-nights/")
    assert "The site stands" in world.blog.check().detail


def _renamed(world: World, name: str) -> Bench:
    return replace(world.bench, site_name=name)
