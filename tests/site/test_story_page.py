"""The page of a live story: what stands in it, and what changes around the approved article."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from publishers.culture_blog.content import Content
from syndicate import clock as host_clock
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Absent, Found
from tests.site.world import SITE_URL, World

PAGE = "/en/stories/quiet-nights/"


def test_the_approved_article_stands_in_the_page_as_it_is(world: World) -> None:
    order = world.publish(images=(world.image(),))

    assert Content.from_bytes(order.payload.body).article_html in world.page(PAGE)


def test_publishing_answers_with_the_public_address(world: World) -> None:
    receipt = world.blog.publish(world.order())

    assert receipt.remote_id == "en/quiet-nights"
    assert receipt.permalink == f"{SITE_URL}{PAGE}"


def test_the_head_says_what_previews_and_crawlers_ask_for(world: World) -> None:
    image = world.image("A phone", width=1200, height=627)
    world.publish(images=(image,))

    page = world.page(PAGE)

    for line in (
        '<html lang="en">',
        "<title>How we stopped paging people at night | Inside Out</title>",
        '<meta name="robots" content="index,follow,max-image-preview:large">',
        f'<link rel="canonical" href="{SITE_URL}{PAGE}">',
        f'title="Inside Out (English) RSS" href="{SITE_URL}/en/feed.xml"',
        'type="application/feed+json" title="Inside Out (English) JSON Feed"',
        '<meta property="og:type" content="article">',
        f'<meta property="og:image" content="{SITE_URL}/media/{image.file_name}">',
        '<meta property="og:image:width" content="1200">',
        '<meta property="og:image:alt" content="A phone">',
        '<meta property="og:locale" content="en_US">',
        '<meta property="article:published_time" content="2026-12-01T18:00:00+09:00">',
        '<meta property="article:tag" content="engineering">',
        '<meta name="author" content="Mara Lind">',
        '<meta name="twitter:card" content="summary_large_image">',
    ):
        assert line in page


def test_machines_read_the_same_story(world: World) -> None:
    image = world.image("A phone")
    world.publish(title="</script><b>One & two", images=(image,))

    posting = _posting(world.page(PAGE))

    assert posting["name"] == "</script><b>One & two"
    assert posting["datePublished"] == "2026-12-01T18:00:00+09:00"
    assert posting["author"] == {"@type": "Person", "name": "Mara Lind"}
    assert posting["image"][0]["sha256"] == image.sha256


def test_a_long_summary_is_cut_for_search_results_only(world: World) -> None:
    summary = "word " * 60 + "end"
    world.publish(summary=summary)

    page = world.page(PAGE)

    described = re.search(r'<meta name="description" content="([^"]*)">', page)
    assert described
    assert len(described[1]) <= 160
    assert described[1].endswith("…")
    assert _posting(page)["description"] == summary


def test_a_story_without_a_name_under_it_is_the_companys(world: World) -> None:
    world.publish(byline="")

    page = world.page(PAGE)

    assert _posting(page)["author"] == {"@id": f"{SITE_URL}/#organization"}
    assert '<meta name="author" content="Example Works">' in page
    assert 'class="publisher p-author h-card"' in page


def test_a_story_without_pictures_has_a_small_card(world: World) -> None:
    world.publish()

    page = world.page(PAGE)

    assert '<meta name="twitter:card" content="summary">' in page
    assert "og:image" not in page


def test_versions_in_both_languages_name_each_other(world: World) -> None:
    world.publish()
    assert "hreflang" not in _head(world.page(PAGE))
    assert "available in English only" in world.page(PAGE)

    world.publish(language="ja")

    for page in (world.page(PAGE), world.page("/ja/stories/quiet-nights/")):
        assert f'hreflang="en" href="{SITE_URL}{PAGE}"' in page
        assert f'hreflang="ja" href="{SITE_URL}/ja/stories/quiet-nights/"' in page
        assert f'hreflang="x-default" href="{SITE_URL}{PAGE}"' in page
    assert "この記事を日本語で読む" in world.page(PAGE)
    assert "available in English only" not in world.page(PAGE)


def test_a_withdrawn_version_is_no_longer_named(world: World) -> None:
    world.publish()
    japanese = world.publish(language="ja")

    world.withdraw(japanese)

    assert "/ja/stories/" not in world.page(PAGE)


def test_a_blog_of_one_language_does_not_speak_of_another(tmp_path: Any, clock: Any) -> None:
    world = World(tmp_path, clock, languages=["ja"])
    world.publish(language="ja")

    page = world.page("/ja/stories/quiet-nights/")

    assert "/en/" not in page
    assert "only" not in page
    assert not world.has("/en")
    with pytest.raises(Refused, match="no pages in the language"):
        world.publish(language="en")


def test_a_language_given_up_takes_its_stories_along(world: World) -> None:
    order = world.publish()
    world.bench = replace(world.bench, config={"languages": ["ja"]})

    world.blog.take_down(replace(order, modified_at=host_clock.now()))

    assert not world.has("/en")


def test_an_update_keeps_the_date_and_says_when_it_was_revised(world: World) -> None:
    order = world.publish()
    assert "Revised" not in world.page(PAGE)
    world.clock.shift(86_400)

    world.update(order, title="Quiet nights")

    page = world.page(PAGE)
    assert "Quiet nights</h1>" in page
    assert "Revised on 2 December 2026" in page
    assert _posting(page)["datePublished"] == "2026-12-01T18:00:00+09:00"
    assert _posting(page)["dateModified"] == "2026-12-02T18:00:01+09:00"


def test_links_to_other_channels_appear_with_the_next_upkeep(world: World) -> None:
    order = world.publish()
    world.shelf.link(order, "https://www.linkedin.com/feed/update/urn:li:share:1/")

    world.wait(minutes=1)

    link = 'href="https://www.linkedin.com/feed/update/urn:li:share:1/">linkedin.com</a>'
    assert f'class="u-syndication" rel="syndication" {link}' in world.page(PAGE)
    assert _posting(world.page(PAGE))["dateModified"] == "2026-12-01T18:00:00+09:00"


def test_a_link_that_names_no_host_is_shown_as_it_is(world: World) -> None:
    order = world.publish()
    world.shelf.link(order, "urn:li:share:1")

    world.wait(minutes=1)

    assert ">urn:li:share:1</a>" in world.page(PAGE)


def test_pictures_stand_beside_the_page_in_every_size(world: World) -> None:
    image = world.image(width=1000, height=500)

    world.publish(images=(image,))

    for name in (f"{image.sha256}.jpg", f"{image.sha256}-480.jpg", f"{image.sha256}-960.jpg"):
        assert world.has(f"/media/{name}")
    assert not world.has(f"/media/{image.sha256}-1600.jpg")


def test_a_drawing_is_kept_as_png(world: World) -> None:
    image = _png(world, 600, 300)

    world.publish(images=(image,))

    copy = (world.store / "media" / f"{image.sha256}-480.png").read_bytes()
    assert copy.startswith(b"\x89PNG")


def test_pictures_an_update_drops_are_removed(world: World) -> None:
    kept, dropped = world.image(shade=1, width=500), world.image(shade=2, width=500)
    order = world.publish(images=(kept, dropped))

    world.update(order, images=(kept,))

    assert world.has(f"/media/{kept.file_name}")
    assert not world.has(f"/media/{dropped.file_name}")
    assert not world.has(f"/media/{dropped.sha256}-480.jpg")


def test_a_picture_described_anew_stays(world: World) -> None:
    image = world.image()
    order = world.publish(images=(image,))

    world.update(order, images=(replace(image, alt="Another description"),))

    assert world.has(f"/media/{image.file_name}")


def test_a_missing_picture_is_refused_and_nothing_appears(world: World) -> None:
    image = world.image()
    order = world.order(images=(image,))
    world.media.images.clear()

    with pytest.raises(Refused, match="not in the store"):
        world.blog.publish(order)

    assert not world.has(PAGE)


def test_a_picture_with_other_bytes_than_approved_is_refused(world: World) -> None:
    image = world.image()
    order = world.order(images=(image,))
    world.media.images[image.sha256] = b"other"

    with pytest.raises(Refused, match="not the one that was approved"):
        world.blog.publish(order)


def test_a_picture_that_cannot_be_read_is_refused(world: World) -> None:
    image = world.media.keep(b"no picture", "image/jpeg", 1000, 500, "?")

    with pytest.raises(Refused, match="cannot be read"):
        world.publish(images=(image,))


def test_an_address_belongs_to_one_story_for_ever(world: World) -> None:
    order = world.publish()

    with pytest.raises(Refused, match="Another story stands at /en/stories/quiet-nights/"):
        world.blog.publish(replace(order, story_id="another"))


def test_publishing_twice_leaves_the_same_files(world: World) -> None:
    order = world.publish(images=(world.image(),))
    before = world.files()

    world.blog.publish(order)

    assert world.files() == before


def test_a_story_whose_answer_was_lost_is_found(world: World) -> None:
    order = world.order()
    assert world.blog.look_up(order, host_clock.now()) == Absent()

    receipt = world.blog.publish(order)

    assert world.blog.look_up(order, host_clock.now()) == Found(receipt)


def test_an_update_that_did_not_arrive_is_absent(world: World) -> None:
    order = world.publish()
    newer = world.blog.render(world.post(title="Newer"))

    assert world.blog.look_up(replace(order, payload=newer), host_clock.now()) == Absent()


def test_a_story_whose_page_is_lost_is_absent(world: World) -> None:
    order = world.publish()
    (world.store / "en/stories/quiet-nights/index.html").unlink()

    assert world.blog.look_up(order, host_clock.now()) == Absent()


def _posting(page: str) -> dict[str, Any]:
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert text
    posting: dict[str, Any] = json.loads(text[1])["@graph"][0]
    return posting


def _head(page: str) -> str:
    return page.partition("</head>")[0]


def _png(world: World, width: int, height: int) -> Any:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 80, 60, 128)).save(out, "PNG")
    return world.media.keep(out.getvalue(), "image/png", width, height, "A drawing")
