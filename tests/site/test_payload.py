"""What the blog makes of a post, and what it shows of it before anybody publishes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from publishers.culture_blog.content import Content
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Payload
from tests.site.world import World


def test_the_same_post_gives_the_same_bytes(world: World) -> None:
    post = world.post(images=(world.image(),))

    first, second = world.blog.render(post), world.blog.render(post)

    assert first.body == second.body
    assert first.sha256 == second.sha256


def test_the_payload_holds_everything_a_reader_will_see(world: World) -> None:
    image = world.image("A phone, switched off", width=1000, height=700)

    payload = world.blog.render(world.post(images=(image,)))

    value = json.loads(payload.body)
    assert value.keys() == {
        *("article_html", "byline", "images", "language", "slug", "summary", "tags", "title")
    }
    assert value["images"] == [
        {
            "file_name": image.file_name,
            "sha256": image.sha256,
            "media_type": "image/jpeg",
            "width": 1000,
            "height": 700,
            "alt": "A phone, switched off",
        }
    ]
    assert payload.images == (image,)


def test_the_article_carries_its_microformats(world: World) -> None:
    image = world.image()

    article = _article(world.blog.render(world.post(images=(image,))))

    assert article.startswith('<article class="story" lang="en">')
    assert '<h1 class="p-name">How we stopped paging people at night</h1>' in article
    assert '<p class="p-summary">A whiteboard' in article
    assert 'class="byline p-author h-card"><span class="p-name">Mara Lind</span>' in article
    assert f'<img class="u-featured" src="/media/{image.file_name}"' in article
    assert '<div class="e-content">\n<p>It rang at 3:12.</p>' in article
    assert '<a class="p-category" rel="tag" href="/en/tags/engineering/">' in article


def test_what_a_story_does_not_have_leaves_no_trace(world: World) -> None:
    article = _article(world.blog.render(world.post(summary="", byline="", tags=())))

    assert "p-summary" not in article
    assert "p-author" not in article
    assert "hero" not in article
    assert "tags" not in article


def test_text_is_escaped_wherever_it_stands(world: World) -> None:
    image = world.image('"><script>alert(1)</script>')
    hostile = '"><script>alert(1)</script>'

    page = world.blog.preview(
        world.blog.render(
            world.post(
                title=hostile, summary=hostile, byline=hostile, tags=("x&y",), images=(image,)
            )
        )
    )

    assert "<script>" not in page


def test_pictures_in_the_text_are_placed_with_size_and_smaller_copies(world: World) -> None:
    hero = world.image("Hero", shade=1)
    inside = world.image("A <graph>", width=1000, height=500, shade=2)
    html = f'<p>See</p><p><img alt="" src="media:{inside.file_name}" width="9"></p>'

    article = _article(world.blog.render(world.post(html=html, images=(hero, inside))))

    name = f"/media/{inside.sha256}"
    assert f'src="{name}.jpg" srcset="{name}-480.jpg 480w, {name}-960.jpg 960w, ' in article
    assert 'alt="A &lt;graph&gt;" width="1000" height="500" loading="lazy"' in article


def test_the_text_may_describe_a_picture_in_its_own_words(world: World) -> None:
    image = world.image("A graph")
    html = f'<p><img src="media:{image.file_name}" alt="Nights &amp; calls"></p>'

    payload = world.blog.render(world.post(html=html, images=(image,)))

    assert 'alt="Nights &amp; calls" width=' in _article(payload)
    alts = [each.text for each in world.blog.surfaces(payload) if each.name == "alt"]
    assert alts == ["Nights & calls", "A graph"]


def test_a_picture_that_is_not_the_storys_is_refused(world: World) -> None:
    html = f'<p><img alt="" src="media:{"0" * 64}.jpg"></p>'

    with pytest.raises(Refused, match="not one of the story's"):
        world.blog.render(world.post(html=html))


@pytest.mark.parametrize("slug", ["", "../up", "Upper", "a--b", "a" * 81, "日本"])
def test_a_slug_that_must_not_become_a_folder_is_refused(world: World, slug: str) -> None:
    with pytest.raises(Refused, match="cannot be the address"):
        world.blog.render(world.post(slug))


def test_an_image_of_another_kind_is_refused(world: World) -> None:
    image = replace(world.image(), media_type="image/gif")

    with pytest.raises(Refused, match="neither JPEG nor PNG"):
        world.blog.render(world.post(images=(image,)))


def test_japanese_headings_may_break_between_phrases_only(world: World) -> None:
    html = "<h2>約束の<ruby>当番<rp>(</rp><rt>とうばん</rt></ruby>と<strong>朝の電話</strong></h2>"

    payload = world.blog.render(world.post(language="ja", html=html))

    article = _article(payload)
    assert "育休から<wbr>戻った<wbr>日、" in article
    assert "<ruby>当番<rp>(</rp><rt>とうばん</rt></ruby>" in article
    assert "<strong>朝の<wbr>電話</strong>" in article
    assert "<wbr>" not in json.loads(payload.body)["title"]


def test_a_heading_with_a_character_reference_keeps_it_whole(world: World) -> None:
    payload = world.blog.render(
        world.post(language="ja", html="<h2>品質&amp;安全の話をしよう</h2>")
    )

    assert "<h2>品質&amp;安全の話をしよう</h2>" in _article(payload)


def test_english_headings_have_no_break_hints(world: World) -> None:
    assert "<wbr>" not in _article(world.blog.render(world.post()))


def test_every_text_of_the_payload_reaches_the_scan(world: World) -> None:
    image = world.image("A badge on a desk")
    html = '<p>One <a href="https://wiki.example/x">link</a></p><ul><li>Two</li></ul>'

    payload = world.blog.render(world.post(html=html, images=(image,)))

    found = [(surface.name, surface.text) for surface in world.blog.surfaces(payload)]
    assert found == [
        ("title", "How we stopped paging people at night"),
        ("summary", "A whiteboard, a rule, and three months later the phone is quiet."),
        ("byline", "Mara Lind"),
        ("body", "One link\nTwo"),
        ("link", "https://wiki.example/x"),
        ("alt", "A badge on a desk"),
        ("tag", "engineering"),
        ("slug", "quiet-nights"),
    ]


def test_the_preview_is_the_public_page_with_the_apps_own_files(world: World) -> None:
    image = world.image(width=1000)
    payload = world.blog.render(world.post(images=(image,)))

    page = world.blog.preview(payload)

    assert '<h1 class="p-name">How we stopped paging people at night</h1>' in page
    assert 'href="/plug-static/culture_blog/site.css"' in page
    assert f'src="/media/{image.file_name}"' in page
    assert "srcset" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "<time" not in page


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"\xff", b'{"article_html": 1}', b'{"article_html": "<p>"}']
)
def test_bytes_that_are_no_payload_are_refused(world: World, body: bytes) -> None:
    with pytest.raises(Refused, match="not one of the culture blog"):
        world.blog.preview(Payload(body, "application/json"))


def test_a_payload_written_otherwise_is_refused(world: World) -> None:
    order = world.order()
    body = json.dumps(json.loads(order.payload.body)).encode()

    with pytest.raises(Refused, match="canonical"):
        world.blog.publish(replace(order, payload=replace(order.payload, body=body)))


def test_a_payload_of_another_story_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="another story"):
        world.blog.publish(replace(world.order(), slug="other"))


def _article(payload: Payload) -> str:
    return Content.from_bytes(payload.body).article_html
