"""Front pages, tags, the archive and the sitemap."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import time_machine

from publishers.culture_blog import addresses
from syndicate import clock as host_clock
from tests.site.world import SITE_URL, World

SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def test_the_newest_story_leads_the_front_page(world: World) -> None:
    world.publish("first", title="First")
    world.publish("second", title="Second")

    page = world.page("/en/")

    assert page.index("Second</h2>") < page.index("First</h2>")
    assert page.count('class="card lead') == 1


def test_a_front_page_without_stories_says_what_will_come(world: World) -> None:
    world.blog.tend(host_clock.now())

    assert "The first story is still being told." in world.page("/en/")
    assert "/en/archive/1/" not in world.page("/en/")
    assert world.has("/en/archive/1/index.html")


def test_the_door_leads_to_every_language(world: World) -> None:
    world.blog.tend(host_clock.now())

    page = world.page("/")

    assert '<a href="/en/" hreflang="en" lang="en">' in page
    assert '<a href="/ja/" hreflang="ja" lang="ja">' in page


def test_front_pages_name_each_other_and_the_topics(world: World) -> None:
    world.publish(tags=("engineering", "remote work"))

    page = world.page("/en/")

    assert f'<link rel="alternate" hreflang="ja" href="{SITE_URL}/ja/">' in page
    assert f'<link rel="alternate" hreflang="x-default" href="{SITE_URL}/">' in page
    assert '<a href="/en/tags/engineering/">engineering</a>' in page
    assert re.search(r'<a href="/en/tags/remote-work-[0-9a-f]{8}/">remote work</a>', page)


def test_a_story_with_pictures_and_one_without_both_have_a_card(world: World) -> None:
    image = world.image(width=1000)
    world.publish("pictured", images=(image,))
    world.publish("plain", summary="", byline="")

    page = world.page("/en/")

    assert f"/media/{image.sha256}-480.jpg 480w" in page
    assert "card lead wordy" in page


def test_the_removal_page_names_whom_to_ask(tmp_path: Path, clock: time_machine.Traveller) -> None:
    for contact, link in (
        ("stories@example.com", 'href="mailto:stories@example.com"'),
        ("https://example.com/removal", 'href="https://example.com/removal"'),
        ("", "Please ask Example Works"),
    ):
        world = World(tmp_path / (contact[:5] or "none"), clock, contact=contact)
        world.blog.tend(host_clock.now())
        assert link in world.page("/en/about/")


def test_full_archive_pages_never_change_again(world: World) -> None:
    for number in range(20):
        world.publish(f"story-{number}")
    full = world.page("/en/archive/1/")
    assert 'rel="next" href="/en/archive/2/"' in full
    assert "No stories here." in world.page("/en/archive/2/")

    for number in range(20, 23):
        world.publish(f"story-{number}")

    assert world.page("/en/archive/1/") == full
    second = world.page("/en/archive/2/")
    assert second.count('<li class="card') == 3
    assert 'rel="prev" href="/en/archive/1/"' in second
    assert 'rel="next"' not in second
    assert 'href="/en/archive/2/"' in world.page("/en/")


def test_a_full_archive_page_changes_when_one_of_its_stories_goes(world: World) -> None:
    orders = [world.publish(f"story-{number}") for number in range(21)]

    world.withdraw(orders[3])

    page = world.page("/en/archive/1/")
    assert page.count('<li class="card') == 19
    assert "story-3/" not in page


def test_tag_pages_come_and_go_with_their_stories(world: World) -> None:
    order = world.publish(tags=("engineering", "people"))
    assert world.has("/en/tags/people/feed.xml")

    order = world.update(order, tags=("engineering",))
    assert not world.has("/en/tags/people")

    world.withdraw(order)
    assert not world.has("/en/tags")


def test_a_japanese_tag_stands_in_its_address_percent_encoded(world: World) -> None:
    world.publish(language="ja")

    assert world.has("/ja/tags/育休/index.html")
    assert f'href="{SITE_URL}/ja/tags/%E8%82%B2%E4%BC%91/"' in world.page("/ja/tags/育休/")


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("AI", "AI"),
        ("front-end", "front-end"),
        ("育休", "育休"),
        ("..", "-9bd3d0a1"),
        ("a/b", None),
        ("R&D", None),
        ("x-0123abcd", None),
        ("語" * 50, None),
        ("", None),
    ],
)
def test_a_tags_segment_is_itself_or_a_likeness_with_a_hash(name: str, segment: str | None) -> None:
    found = addresses.tag_segment(name)

    if name == segment:
        assert found == name
    else:
        assert re.fullmatch(r"([\w-]+-)?[0-9a-f]{8}", found)
    assert addresses.file_for(addresses.tag("en", name)) == f"en/tags/{found}/index.html"


def test_different_tags_have_different_segments() -> None:
    names = ["a b", "a-b", "a/b", "a_b", "A b", "a  b", "a-b-"]

    assert len({addresses.tag_segment(name) for name in names}) == len(names)


def test_the_sitemap_names_every_page_and_its_versions(world: World) -> None:
    world.publish()
    world.publish(language="ja")

    index = ET.fromstring(world.page("/sitemap.xml"))
    parts = [loc.text for loc in index.iterfind("s:sitemap/s:loc", SITEMAP)]
    assert parts == [f"{SITE_URL}/sitemaps/{name}.xml" for name in ("en-1", "ja-1", "pages")]

    urls = ET.fromstring(world.page("/sitemaps/en-1.xml"))
    assert urls.findtext("s:url/s:loc", None, SITEMAP) == f"{SITE_URL}/en/stories/quiet-nights/"
    assert urls.findtext("s:url/s:lastmod", None, SITEMAP) == "2026-12-01T18:00:00+09:00"
    links = [link.get("href") for link in urls.iterfind("s:url/x:link", SITEMAP)]
    assert links == [f"{SITE_URL}/{each}/stories/quiet-nights/" for each in ("en", "ja")]
    pages = world.page("/sitemaps/pages.xml")
    assert f"<loc>{SITE_URL}/ja/tags/%E8%82%B2%E4%BC%91/</loc>" in pages


def test_a_part_of_the_sitemap_without_stories_is_no_part(world: World) -> None:
    order = world.publish()

    world.withdraw(order)

    assert not world.has("/sitemaps/en-1.xml")
    assert "en-1" not in world.page("/sitemap.xml")


def test_the_thousand_and_first_story_begins_a_new_part() -> None:
    assert addresses.sitemap("en", 1_000) == "/sitemaps/en-1.xml"
    assert addresses.sitemap("en", 1_001) == "/sitemaps/en-2.xml"


def test_robots_are_welcome(world: World) -> None:
    world.blog.tend(host_clock.now())

    assert world.page("/robots.txt") == (
        f"User-agent: *\nAllow: /\n\nSitemap: {SITE_URL}/sitemap.xml\n"
    )


def test_publishing_writes_as_many_files_for_the_hundredth_story_as_for_the_tenth(
    world: World,
) -> None:
    def written(number: int) -> int:
        before = world.files()
        world.publish(f"story-{number}")
        after = world.files()
        return sum(before.get(name) != body for name, body in after.items())

    counts = {}
    for number in range(1, 100):
        if number in (10, 99):
            counts[number] = written(number)
        else:
            world.publish(f"story-{number}")

    assert counts[10] == counts[99]
    assert counts[99] <= 15
