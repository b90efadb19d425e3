"""A draft becomes the neutral post, or says what is wrong with it."""

from dataclasses import replace

import pytest

from syndicate.errors import Invalid, TooLarge
from syndicate.rendering.build import build_post
from syndicate.rendering.limits import MAX_STORY_CHARS
from tests.unit.rendering.samples import CHART, DESK, a_draft


def test_a_draft_becomes_a_post():
    post = build_post(
        a_draft(
            "Cafe\u0301 **open**.\r\n\r\nSecond.",
            title=" {公開|こうかい}\u3000日 \n",
            summary="  short ",
            language="ja",
            tags=("#Go", "ＧＯ", " 育休 ", "", "go"),
            byline=" 佐藤 花子 ",
            channel_text="One \r\n\n {漢字|かんじ} ",
            images=(DESK, CHART, DESK),
        )
    )

    assert post.title == "公開(こうかい)\u3000日"
    assert post.summary == "short"
    assert post.text == "Café open.\n\nSecond."
    assert post.html.startswith("<p>Café <strong>open</strong>.</p>\n<p>Second.</p>")
    assert post.tags == ("Go", "育休")
    assert post.byline == "佐藤 花子"
    assert post.channel_text == "One\n\n漢字(かんじ)"
    assert post.images == (DESK, CHART)
    assert (post.slug, post.language) == ("our-first-open-day", "ja")


def test_images_the_body_does_not_place_follow_it_but_for_the_hero():
    assert build_post(a_draft("Hi", images=(DESK, CHART))).html == (
        "<p>Hi</p>\n"
        f'<figure><img src="media:{CHART.sha256}.png" alt="A bar chart" width="600" height="400">'
        "</figure>"
    )


def test_an_image_the_body_places_does_not_follow_it_too():
    post = build_post(a_draft(f"![](asset:{CHART.sha256})\n\nHi", images=(DESK, CHART)))

    assert post.html.count("<img ") == 1


def test_images_follow_even_an_unclosed_block_of_code():
    assert build_post(a_draft("```\ncode", images=(DESK, CHART))).html.endswith("</figure>")


def test_without_a_summary_the_first_paragraph_stands_for_it():
    body = f"# Heading\n\n![](asset:{DESK.sha256})\n\n{'[We](https://x.jp) moved. ' * 40}"
    post = build_post(a_draft(body, images=(DESK,)))

    assert post.summary.startswith("We moved. We moved.")
    assert post.summary.endswith("…")
    assert len(post.summary) <= 200


def test_a_story_of_one_image_has_an_empty_summary():
    post = build_post(a_draft(f"![](asset:{DESK.sha256})", images=(DESK,)))

    assert (post.summary, post.text) == ("", "")


def test_an_empty_channel_text_is_none():
    assert build_post(a_draft(channel_text=" \n")).channel_text is None


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": " \n"}, "title", "Please give the story a title."),
        ({"title": "x" * 121}, "title", "The title has 121 characters; 120 are possible."),
        ({"summary": "x" * 301}, "summary", "The summary has 301 characters"),
        ({"byline": "x" * 81}, "byline", "name has 81 characters"),
        ({"channel_text": "x" * 10_001}, "channel_text", "has 10001 characters"),
        ({"tags": ("x" * 41,)}, "tags", "A tag has 41 characters"),
        ({"tags": tuple("abcdefghijk")}, "tags", "At most 10 tags"),
        ({"images": (CHART, replace(DESK, alt="x" * 501))},
         "images", "description of an image has 501"),
        ({"images": tuple(replace(DESK, sha256=f"{n:064}") for n in range(21))},
         "images", "At most 20 images"),
        ({"language": "Japanese"}, "language", "en or ja"),
        ({"slug": "Not A Slug"}, "slug", "small letters, digits and single hyphens"),
        ({"slug": "feed"}, "slug", "used by the site itself"),
        ({"body": ""}, "body", "The story is empty."),
        ({"body": " \n\u3000\n\n[a]: https://x.jp"}, "body", "The story is empty."),
    ],
)  # fmt: skip
def test_a_field_that_does_not_pass_is_named(changes: dict, field: str, sentence: str):
    with pytest.raises(Invalid) as refusal:
        build_post(a_draft(**changes))

    [(name, text)] = refusal.value.problems
    assert name == field
    assert sentence in str(text)


def test_all_fields_that_do_not_pass_are_named_at_once():
    with pytest.raises(Invalid) as refusal:
        build_post(a_draft(title="", language="?", slug="-"))

    assert [name for name, _text in refusal.value.problems] == ["title", "language", "slug"]


def test_a_body_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(TooLarge, match="64001 characters; 64000 are possible"):
        build_post(a_draft("x" * (MAX_STORY_CHARS + 1)))


def test_the_longest_japanese_story_is_possible():
    story = ("育児休業から戻って、朝の働き方を変えました。" * 10 + "\n\n") * 288

    assert len(build_post(a_draft(story)).text) > 63_000


def test_half_a_character_is_refused():
    with pytest.raises(Invalid, match="half a character"):
        build_post(a_draft("x \udfff"))
