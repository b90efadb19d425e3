"""Markdown becomes safe HTML and readable plain text."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.errors import Invalid, TooLarge
from syndicate.rendering.build import build_post
from syndicate.rendering.sanitize import sanitize
from tests.unit.rendering.samples import CHART, DESK, a_draft

REL = 'rel="noopener noreferrer"'
PIECES = [
    *"*_`#>-+|![](){}<>&\\~:.1 \n\t漢字かx", "\n\n", "```", "https://x.jp/", "](", "{漢|か}",
    "&lt;",
    f"![a](asset:{DESK.sha256})", "<b>", "\n> ", "\n- ", "\n1. ", "|a|b|\n|-|-|\n", "    ", "  \n",
]  # fmt: skip


def html(body: str) -> str:
    images = tuple(image for image in (DESK, CHART) if image.sha256 in body)
    return build_post(a_draft(body, images=images)).html


def text(body: str) -> str:
    return build_post(a_draft(body)).text


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ("# A\n\n## B\n\n### C\n\n#### D", ["h2", "h3", "h4", "h4"]),
        ("## A\n\n### B", ["h2", "h3"]),
        ("# A\n\n### B\n\n# C", ["h2", "h3", "h2"]),
        ("A\n===\n\nB\n---", ["h2", "h3"]),
    ],
)
def test_headings_start_below_the_title_and_leave_no_gap(body: str, tags: list[str]):
    letters = "ABCD"
    lines = [f"<{tag}>{letters[number]}</{tag}>" for number, tag in enumerate(tags)]

    assert html(body) == "\n".join(lines)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("{漢字|かんじ}", "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>"),
        ("｛東京｜とうきょう｝", "<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>"),
        ("{<i>漢|&}", "<ruby>&lt;i&gt;漢<rp>(</rp><rt>&amp;</rt><rp>)</rp></ruby>"),
        ("`{漢字|かんじ}`", "<code>{漢字|かんじ}</code>"),
        ("{one|two} {}", "{one|two} {}"),
    ],
)
def test_readings_stand_over_their_base(body: str, shown: str):
    assert html(body) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    ("body", "href", "label"),
    [
        ("https://example.com", "https://example.com", None),
        ("(https://example.com/a_(b)).", "https://example.com/a_(b)", None),
        ("サイトhttps://example.com/を見て", "https://example.com/", None),
        ("**https://example.com/a_b_c**", "https://example.com/a_b_c", None),
        ("http://example.com/?a=1&b=2!", "http://example.com/?a=1&amp;b=2", None),
        ("<https://example.com>", "https://example.com", None),
        ("<kao@example.jp>", "mailto:kao@example.jp", "kao@example.jp"),
        ('[here](https://example.com/日本 "title")',
         "https://example.com/%E6%97%A5%E6%9C%AC", "here"),
    ],
)  # fmt: skip
def test_addresses_become_links(body: str, href: str, label: str | None):
    assert f'<a href="{href}" {REL}>{label or href}</a>' in html(body)


@pytest.mark.parametrize(
    "body",
    [
        "[x](javascript:alert(1))", "[x](/path)", "[x](#top)", "[x](//evil.example)", "[x]()",
        "[x](https://a@b.example)", "xhttps://example.com", "https://", "ftp://example.com",
        "a://b", "https://@", "[x](data:text/html,x)", "`https://example.com`",
    ],
)  # fmt: skip
def test_what_cannot_be_linked_stays_as_its_text(body: str):
    assert "<a" not in html(body)
    assert html(body).startswith("<p>")


@pytest.mark.parametrize(
    "body", ["[see https://a.example](https://b.example)", "https[https://a.jp](https://b.jp)"]
)
def test_an_address_inside_a_link_is_no_second_link(body: str):
    assert html(body).count("<a ") == 1


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("これは**「重要」**です", "これは<strong>「重要」</strong>です"),
        ("これは**重要。**です", "これは<strong>重要。</strong>です"),
        ("日本*(注)*語", "日本<em>(注)</em>語"),
        ("**太字**と **太字** と", "<strong>太字</strong>と <strong>太字</strong> と"),
        ("日 ** 本 ** 語", "日 ** 本 ** 語"),
        ("これは_注_です", "これは_注_です"),
        ("a**(b)**c", "a**(b)**c"),
    ],
)
def test_emphasis_works_between_japanese_characters(body: str, shown: str):
    assert html(body) == f"<p>{shown}</p>"


def test_raw_html_is_shown_and_never_becomes_markup():
    assert html("<script>alert(1)</script>\n\n<b>x</b>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>&lt;b&gt;x&lt;/b&gt;</p>"
    )


def test_a_line_end_joins_japanese_and_separates_words():
    assert html("これは\n一文。\n「次」\nand then\nmore") == (
        "<p>これは一文。「次」\nand then\nmore</p>"
    )
    assert text("これは\n**一文**。\nand then\nmore") == "これは一文。 and then more"


def test_a_line_end_after_an_image_stays_a_space():
    body = f"![図](asset:{DESK.sha256})\n説明"

    assert build_post(a_draft(body, images=(DESK,))).html.endswith("\n説明</p>")


def test_an_image_alone_is_a_figure_with_its_title_as_caption():
    assert html(f'![Our desk](asset:{DESK.sha256} "In May & June")') == (
        f'<figure><img src="media:{DESK.sha256}.jpg" alt="Our desk" width="1200" height="800">'
        "<figcaption>In May &amp; June</figcaption></figure>"
    )


def test_an_image_in_a_line_takes_its_stored_description():
    assert html(f"Here: ![](media:{CHART.sha256}.png)") == (
        f'<p>Here: <img src="media:{CHART.sha256}.png" alt="A bar chart" width="600" height="400">'
        "</p>"
    )


def test_an_image_in_a_tight_list_stays_in_its_item():
    assert "<li><img" in html(f"- ![](asset:{CHART.sha256})")


def test_emphasis_and_readings_in_a_description_become_plain():
    assert 'alt="our 机(つくえ)"' in html(f"![*our* {{机|つくえ}}](asset:{DESK.sha256})")


@pytest.mark.parametrize(
    "src", ["https://evil.example/pixel.gif", f"asset:{'c' * 64}", "photo.jpg", "data:image/png,x"]
)
def test_a_foreign_image_is_refused_with_its_name(src: str):
    with pytest.raises(Invalid, match="upload it here first") as refusal:
        html(f"![x]({src})")

    assert src[:20] in str(refusal.value.text)
    assert refusal.value.problems[0][0] == "body"


def test_a_very_long_description_is_refused():
    with pytest.raises(Invalid, match="501 characters"):
        html(f"![{'x' * 501}](asset:{DESK.sha256})")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("# Title\n\nOne.\n\nTwo\\\nlines", "Title\n\nOne.\n\nTwo\nlines"),
        ("- a\n- b\n  - c\n\n    d", "- a\n- b\n  - c\n    d"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("> one\n>\n> two", "> one\n>\n> two"),
        ("```py\nx = 1\n\ny = 2\n```", "x = 1\n\ny = 2"),
        ("    code", "code"),
        ("a\n\n---\n\nb", "a\n\n---\n\nb"),
        ("| a | b |\n|---|---|\n| 1 | *2* |", "a | b\n1 | 2"),
        ("**bold** _it_ `code` &amp;", "bold it code &"),
        ("{漢字|かんじ}を", "漢字(かんじ)を"),
        ("[here](https://example.com/a)", "here (https://example.com/a)"),
        ("[example.com](https://example.com/)", "example.com"),
        ("<https://example.com>", "https://example.com"),
        ("[write](mailto:kao@example.jp)", "write (kao@example.jp)"),
        ("x [](https://example.com)", "x https://example.com"),
        ("[x](/relative) y", "x y"),
        ("-\n- a", "-\n- a"),
    ],
)
def test_plain_text_reads_as_a_person_would_write_it(body: str, shown: str):
    assert text(body) == shown


def test_images_are_left_out_of_plain_text_but_captions_stay():
    body = f'One.\n\n![desk](asset:{DESK.sha256} "Our desk")\n\nTwo ![x](asset:{DESK.sha256}).'

    assert build_post(a_draft(body, images=(DESK,))).text == "One.\n\nOur desk\n\nTwo ."


@pytest.mark.parametrize("body", [">" * 21 + " x", "".join(f"{'  ' * n}- a\n" for n in range(12))])
def test_blocks_nested_too_deep_are_refused_not_left_out(body: str):
    with pytest.raises(TooLarge, match="nested"):
        html(body)


@pytest.mark.parametrize("piece", ["[", "![", "a**a", "`a ``b", "https://", "<a ", "*_", "{漢|"])
def test_markdown_nobody_writes_takes_bounded_time(piece: str):
    started = time.process_time()

    with suppress(TooLarge):
        html((piece * 4_000)[:4_000])

    assert time.process_time() - started < 8


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join))
def test_any_markdown_gives_a_safe_post_or_one_sentence(body: str):
    draft = a_draft(body, images=(DESK,))
    with suppress(Invalid):
        post = build_post(draft)

        assert sanitize(post.html) == post.html
        assert post == build_post(draft)
        assert post.html == build_post(draft, first_pass=False).html
