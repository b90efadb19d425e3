"""RSS, Atom and JSON Feed: one order, one wording, valid when empty."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from syndicate import clock as host_clock
from tests.site.world import SITE_URL, World, story_id

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
ID = f"tag:blog.example.com,2026:story:{story_id('quiet-nights')}:en"


def test_a_new_story_waits_before_it_enters_the_feeds(world: World) -> None:
    world.publish()

    due = world.wait(minutes=5)
    assert due is not None
    assert _ids(world) == []

    world.clock.move_to(due)
    assert world.blog.tend(host_clock.now()) is None
    assert _ids(world) == [ID]
    assert "quiet-nights" in world.page("/en/tags/engineering/feed.xml")


def test_the_waiting_time_is_the_channels_own(tmp_path: Any, clock: Any) -> None:
    world = World(tmp_path, clock, feed_delay_minutes=0)

    world.publish()
    world.wait(seconds=1)

    assert _ids(world) == [ID]


def test_a_story_published_late_enters_with_the_next_upkeep(world: World) -> None:
    order = world.order()
    world.clock.shift(3_600)
    world.blog.publish(order)
    world.shelf.put(order)
    assert _ids(world) == []

    assert world.wait(seconds=0) is None

    assert _ids(world) == [ID]


def test_an_update_before_its_time_does_not_hurry_a_story(world: World) -> None:
    order = world.publish()

    world.update(order, title="Quiet nights", tags=("people",))
    assert _ids(world) == []
    world.wait(minutes=11)

    assert json.loads(world.page("/en/tags/people/feed.json"))["items"][0]["title"] == (
        "Quiet nights"
    )
    assert not world.has("/en/tags/engineering/feed.xml")


def test_an_update_of_a_listed_story_shows_at_once(world: World) -> None:
    order = world.publish()
    world.wait(minutes=11)

    world.update(order, title="Quiet nights")

    assert [item["title"] for item in _json(world)["items"]] == ["Quiet nights"]
    assert _json(world)["items"][0]["date_modified"] == "2026-12-01T18:11:01+09:00"


def test_feeds_hold_the_same_stories_newest_first(world: World) -> None:
    for number in range(23):
        world.publish(f"story-{number}")
    world.wait(minutes=11)

    rss = [item.findtext("guid") for item in _rss(world).iter("item")]
    atom = [
        entry.findtext("atom:id", None, NS) for entry in _atom(world).iterfind("atom:entry", NS)
    ]

    assert rss == atom == _ids(world)
    assert len(rss) == 20
    assert rss[0] == f"tag:blog.example.com,2026:story:{story_id('story-22')}:en"


def test_an_rss_item_has_every_field(world: World) -> None:
    image = world.image('A "phone"')
    world.publish(images=(image,), html="<p>It rang ]]&gt; at <em>3:12</em>.</p>")
    world.wait(minutes=11)

    channel = _rss(world).find("channel")
    assert channel is not None
    item = channel.find("item")
    assert item is not None

    assert channel.findtext("language") == "en"
    assert channel.findtext("image/title") == channel.findtext("title") == "Inside Out"
    assert channel.findtext("image/link") == channel.findtext("link") == f"{SITE_URL}/en/"
    assert channel.findtext("lastBuildDate") == "Tue, 01 Dec 2026 18:00:00 +0900"
    link = channel.find("atom:link", NS)
    assert link is not None
    assert link.get("href") == f"{SITE_URL}/en/feed.xml"
    assert item.findtext("title") == "How we stopped paging people at night"
    assert item.findtext("link") == f"{SITE_URL}/en/stories/quiet-nights/"
    assert item.findtext("guid") == ID
    assert (
        parsedate_to_datetime(item.findtext("pubDate") or "")
        == world.shelf.stories[0].order.published_at
    )
    assert item.findtext("dc:creator", None, NS) == "Mara Lind"
    assert item.findtext("category") == "engineering"
    assert item.findtext("description", "").startswith("A whiteboard")
    content = item.findtext("content:encoded", "", NS)
    assert f'<img src="{SITE_URL}/media/{image.file_name}" alt="A &quot;phone&quot;"' in content
    assert "<p>It rang ]]&gt; at <em>3:12</em>.</p>" in content
    media = item.find("media:content", NS)
    assert media is not None
    assert media.get("url") == f"{SITE_URL}/media/{image.file_name}"


def test_cdata_cannot_be_ended_by_a_story(world: World) -> None:
    world.publish(html="<pre><code>a[b[0]]> 1</code></pre>")
    world.wait(minutes=11)

    item = _rss(world).find("channel/item")
    assert item is not None
    assert "a[b[0]]> 1" in item.findtext("content:encoded", "", NS)


def test_an_atom_entry_has_every_field(world: World) -> None:
    world.publish(images=(world.image(),))
    world.wait(minutes=11)

    feed = _atom(world)
    entry = feed.find("atom:entry", NS)
    assert entry is not None

    assert feed.findtext("atom:id", None, NS) == "tag:blog.example.com,2026:feed:en"
    assert feed.findtext("atom:updated", None, NS) == "2026-12-01T18:00:00+09:00"
    assert [link.get("rel") for link in feed.iterfind("atom:link", NS)] == ["self", "alternate"]
    assert entry.findtext("atom:id", None, NS) == ID
    assert entry.findtext("atom:published", None, NS) == "2026-12-01T18:00:00+09:00"
    assert entry.findtext("atom:author/atom:name", None, NS) == "Mara Lind"
    assert entry.findtext("atom:summary", "", NS).startswith("A whiteboard")
    assert "<p>It rang at 3:12.</p>" in entry.findtext("atom:content", "", NS)
    category = entry.find("atom:category", NS)
    assert category is not None
    assert category.get("term") == "engineering"
    rels = {link.get("rel") for link in entry.iterfind("atom:link", NS)}
    assert rels == {"alternate", "enclosure"}


def test_a_json_feed_item_has_every_field(world: World) -> None:
    image = world.image()
    order = world.publish(images=(image,))
    world.shelf.link(order, "https://www.linkedin.com/feed/update/1/")
    world.wait(minutes=11)

    feed = _json(world)

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE_URL}/en/feed.json"
    assert feed["home_page_url"] == f"{SITE_URL}/en/"
    assert feed["icon"].startswith(f"{SITE_URL}/assets/icon-512.")
    item = feed["items"][0]
    content = item.pop("content_html")
    assert "<h2>The rule</h2>" in content
    assert item == {
        "id": ID,
        "url": f"{SITE_URL}/en/stories/quiet-nights/",
        "title": "How we stopped paging people at night",
        "content_text": "It rang at 3:12.\nThe rule\nNobody is woken.",
        "summary": "A whiteboard, a rule, and three months later the phone is quiet.",
        "date_published": "2026-12-01T18:00:00+09:00",
        "date_modified": "2026-12-01T18:00:00+09:00",
        "authors": [{"name": "Mara Lind"}],
        "tags": ["engineering"],
        "language": "en",
        "image": f"{SITE_URL}/media/{image.file_name}",
        "_syndication": {"urls": ["https://www.linkedin.com/feed/update/1/"]},
    }


def test_feeds_carry_neither_break_hints_nor_relative_addresses(world: World) -> None:
    hero, inside = world.image(shade=1), world.image(width=1000, shade=2)
    html = f'<h2>約束の当番と朝の電話</h2><p><img alt="" src="media:{inside.file_name}"></p>'
    world.publish(language="ja", images=(hero, inside), html=html)
    world.wait(minutes=11)

    content = _json(world, "ja")["items"][0]["content_html"]

    assert "<h2>約束の当番と朝の電話</h2>" in content
    source = f"{SITE_URL}/media/{inside.file_name}"
    assert (
        f'<p><img src="{source}" alt="A phone on a table" width="1000" height="400"></p>' in content
    )
    for unwanted in ("<wbr>", '"/media/', "srcset", "loading"):
        assert unwanted not in content


@pytest.mark.parametrize("language", ["en", "ja"])
def test_empty_feeds_are_valid(world: World, language: str) -> None:
    world.blog.build(host_clock.now())

    assert _rss(world, language).find("channel/title") is not None
    assert _atom(world, language).findtext("atom:updated", None, NS) == "2000-01-01T00:00:00+00:00"
    assert _json(world, language)["items"] == []


def test_each_language_has_feeds_of_its_own(world: World) -> None:
    world.publish()
    world.publish("modotta-hi", "ja")
    world.wait(minutes=11)

    assert [item["language"] for item in _json(world, "en")["items"]] == ["en"]
    assert [item["language"] for item in _json(world, "ja")["items"]] == ["ja"]
    assert '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja">' in world.page("/ja/atom.xml")


def test_a_tags_feed_has_an_id_and_a_title_of_its_own(world: World) -> None:
    world.publish(language="ja")
    world.wait(minutes=11)

    feed = ET.fromstring(world.page("/ja/tags/育休/atom.xml"))

    assert feed.findtext("atom:title", None, NS) == "育休 – Inside Out"
    assert feed.findtext("atom:id", "", NS).startswith("tag:blog.example.com,2026:feed:ja:")
    self_link = feed.find("atom:link", NS)
    assert self_link is not None
    assert self_link.get("href") == f"{SITE_URL}/ja/tags/%E8%82%B2%E4%BC%91/atom.xml"


def test_ids_survive_a_move_to_another_domain(tmp_path: Any, clock: Any) -> None:
    world = World(tmp_path, clock, tag_authority="old.example.com", feed_delay_minutes=0)

    world.publish()
    world.wait(minutes=1)

    assert _ids(world) == [ID.replace("blog.example.com", "old.example.com")]


def _rss(world: World, language: str = "en") -> ET.Element:
    return ET.fromstring(world.page(f"/{language}/feed.xml"))


def _atom(world: World, language: str = "en") -> ET.Element:
    return ET.fromstring(world.page(f"/{language}/atom.xml"))


def _json(world: World, language: str = "en") -> dict[str, Any]:
    feed: dict[str, Any] = json.loads(world.page(f"/{language}/feed.json"))
    return feed


def _ids(world: World) -> list[str]:
    return [item["id"] for item in _json(world)["items"]]
