"""HTML: every part is read, and every span leads back into the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.privacy.markup import read
from syndicate.privacy.scan import ScanContext, Status, scan_html

from .samples import KEY

MAIL = "jane@example.com"


def found(html: str, context: ScanContext | None = None) -> list[tuple[str, str, str]]:
    result = scan_html(html, context=context or ScanContext(key=KEY))
    assert result.status is Status.OK
    return [(f.surface, f.kind.value, html[f.start : f.end]) for f in result.findings]


@pytest.mark.parametrize(
    ("html", "surface"),
    [
        (f"<p>{MAIL}</p>", "body"),
        (f"<p>{MAIL}", "body"),
        (f"{MAIL}<br>", "body"),
        (f'<img alt="{MAIL}">', "alt"),
        (f"<img alt='{MAIL}'/>", "alt"),
        (f"<img alt={MAIL}>", "alt"),
        (f'<p title="{MAIL}">x', "attribute"),
        (f'<p data-x="{MAIL}">x', "attribute"),
        (f'<a href="mailto:{MAIL}">x</a>', "link"),
        (f"<title>{MAIL}</title>", "body"),
        (f"<textarea>{MAIL}", "body"),
        (f"a < b {MAIL}", "body"),
        (f"<P CLASS='x'>{MAIL}</P>", "body"),
        (f'<p hidden=""></p>{MAIL}', "body"),
        (f'<p style="display:none"><b>x</b></p>{MAIL}', "body"),
        (f"</p></p>{MAIL}", "body"),
        (f'<input hidden value="x">{MAIL}', "body"),
    ],
)
def test_every_part_of_a_page_is_read(html: str, surface: str) -> None:
    assert (surface, "email", MAIL) in found(html)


@pytest.mark.parametrize(
    "html",
    [
        f"<!-- {MAIL} -->",
        f"<!-- {MAIL}",
        f"<!{MAIL}>",
        f"<?xml {MAIL}",
        f"<script>x='{MAIL}'</script>",
        f"<style>/* {MAIL} */",
        f"<template><p>{MAIL}</p></template>",
        f"<p hidden>{MAIL}</p>",
        f"<div style='display: none'><p>{MAIL}</p></div>",
        f"<div style='font-size:0'>{MAIL}",
        f"<div hidden><title>{MAIL}</title></div>",
    ],
)
def test_hidden_text_is_read_and_said_to_be_hidden(html: str) -> None:
    result = found(html)

    assert ("hidden", "email", MAIL) in result
    assert "invisible" in {kind for _surface, kind, _quote in result}


def test_what_is_left_of_an_unfinished_tag_is_read() -> None:
    assert ("attribute", "email", MAIL) in found(f'<p title="{MAIL}" x')
    assert ("attribute", "email", f"{MAIL}") in found(f"<p \"<'title={MAIL}")


def test_markup_inside_a_name_hides_nothing(context: ScanContext) -> None:
    assert found("<p>田<b>中</b>さん</p>", context) == [("body", "person_employee", "田<b>中")]


def test_blocks_keep_words_apart_and_inline_elements_do_not(context: ScanContext) -> None:
    assert found("<li>Tana</li><li>ka-san</li>", context) == []
    assert found("<i>Alice</i> <b>Johnson</b>", context) == [
        ("body", "person_employee", "Alice</i> <b>Johnson")
    ]


def test_entities_are_read_as_what_they_stand_for() -> None:
    assert found("jane&#64;example&period;com") == [
        ("body", "email", "jane&#64;example&period;com")
    ]
    assert found("a &unknown; b &amp; c &#xffffff; &") == []


def test_links_of_every_attribute_are_judged() -> None:
    inner = "https://wiki.corp.local/a.png"
    html = (
        f'<a href="{inner}">a</a><img src="//nas.local/x"><img srcset="{inner} 2x, {inner} 3x">'
        '<form action="http://intra/x"></form>'
    )

    assert found(html) == [
        ("link", "internal_url", inner),
        ("link", "internal_url", "//nas.local/x"),
        ("link", "internal_url", inner),
        ("link", "internal_url", inner),
        ("link", "internal_url", "http://intra/x"),
    ]


def test_attributes_that_say_nothing_are_not_read() -> None:
    assert found(f'<p class="{MAIL}" id="{MAIL}">x</p>') == []


def test_deep_nesting_is_read_in_linear_time() -> None:
    html = "<div hidden>" * 20_000 + MAIL + "</div>" * 20_000 + "<b>" * 20_000 + MAIL

    assert len([one for one in found(html) if one[1] == "email"]) == 2


@given(st.text(alphabet="<>/!-=\"' apbhidentlscrx&#;田中@.", max_size=80))
def test_any_markup_is_read_without_losing_its_place(html: str) -> None:
    for part in read(html):
        for at in range(len(part.text.text)):
            start, end = part.text.span(at, at + 1)
            assert 0 <= start <= end <= len(html)
