"""HTML from internal tools becomes Markdown that reads the same."""

import time
from html import escape

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from syndicate.errors import Invalid, TooLarge
from syndicate.rendering.build import build_post
from syndicate.rendering.html_in import markdown_from_html
from syndicate.rendering.text import joined
from tests.unit.rendering.attacks import ATTACKS
from tests.unit.rendering.samples import a_draft


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("just text", "just text"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two<div>three</div></div>", "one\n\ntwo\n\nthree"),
        ("お疲れ様です。<br>今日は<br><br>次です", "お疲れ様です。  \n今日は\n\n次です"),
        ("<h1>A</h1><h3>B <b>c</b></h3><h2> </h2>", "# A\n\n### B **c**"),
        ("a <b> bold </b>b <i>it</i> <code>x`y</code>", "a  **bold** b *it* ``x`y``"),
        ("<b><strong>x</strong></b><b> </b>", "**x**"),
        ("<b><p>x</p></b>", "**x**"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c"),
        ("<ol start=3><li>a</li><li><p>b</p><p>c</p></li></ol>", "3. a\n4. b\n\n   c"),
        ("<ol start=x><p>stray</p><li></li></ol><ul></ul>", "1. stray"),
        ("<blockquote><p>a</p><p>b</p></blockquote><blockquote></blockquote>", "> a\n>\n> b"),
        ("<pre>a\n  ```\nb</pre><pre></pre>", "````\na\n  ```\nb\n````"),
        ("<pre>a<br>b</pre>", "```\na\nb\n```"),
        ("<hr>", "---"),
        (
            "<table><tr><th>a<th>b|c<tbody><tr><td>1</table><table></table>",
            "| a | b\\|c |\n| --- | --- |\n| 1 |  |",
        ),
        ('<a href="https://x.jp/a">here</a>', "[here](https://x.jp/a)"),
        ('<a href="https://x.jp/(a)"> here </a>', " [here](<https://x.jp/(a)>)".strip()),
        ('<a href="https://x.jp">https://x.jp</a>', "https://x.jp"),
        ('<a href="/wiki">wiki</a><a href="https://x.jp"></a>', "wiki"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt>字<rt>じ</rt>々</ruby>", "{漢|かん}{字|じ}々"),
        ("<ruby>{漢}<rt>かん</rt></ruby>", "{漢}(かん)"),
        ("<script>x</script><style>y</style><img src=x alt=z>t", "t"),
        ("<p>1. no * list # [x](y) &lt;b&gt; &amp;amp; snake_case _x_</p>",
         "1\\. no \\* list # \\[x\\](y) \\<b> \\&amp; snake_case \\_x\\_"),
        ("<p># no</p><p>- no</p><p>--- </p><p>&gt; no</p><p>-5 °C</p>",
         "\\# no\n\n\\- no\n\n\\---\n\n\\> no\n\n-5 °C"),
        ("{漢|かん} {x}", "\\{漢|かん} {x}"),
        ("<code> </code>", ""),
        ("see https://x.jp/_a_*b", "see https://x.jp/_a_\\*b"),
    ],
)  # fmt: skip
def test_html_reads_the_same_as_markdown(html: str, markdown: str):
    assert markdown_from_html(html) == markdown


@settings(max_examples=150)
@given(st.text("*_`#>-+|![](){}<>&\\~=:;.1 \u3000漢x", max_size=30) | st.text(max_size=30))
def test_any_text_survives_the_way_through_markdown(text: str):
    try:
        wanted = joined(text.replace("\u3000", " "))
    except Invalid:
        return
    assume(wanted)

    markdown = markdown_from_html(f"<p>{escape(wanted)}</p>")

    assert build_post(a_draft(markdown)).text == wanted


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_becomes_a_text_that_can_be_built(name: str):
    markdown = markdown_from_html(ATTACKS[name])

    assert "<script" not in build_post(a_draft(markdown or "-")).html


@pytest.mark.parametrize(
    "html", ["<a " * 21_000, "<!--" * 16_000, '<a href="' * 7_000, "<p>x" * 3_000]
)
def test_odd_html_takes_bounded_time(html: str):
    started = time.process_time()

    markdown_from_html(html)

    assert time.process_time() - started < 5


def test_too_much_is_refused():
    with pytest.raises(TooLarge):
        markdown_from_html("<b>" * 20_000)
