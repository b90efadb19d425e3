"""A page full of posts whose texts hold every sign LinkedIn reads as its own: nothing is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from syndicate.rendering.post import Post
from tests.channels.linkedin.channel import Channel

TEXTS = (
    "Read (all three) [parts] of {it}: <b>not bold</b>, a*b*c ~ d | e @ f # g \\ h.",
    "snake_case_and__dunder__, _emphasis_ and (nested (brackets) [here]) at the end_",
    "🎉 Family 👨‍👩‍👧‍👦, flag 🇯🇵, thumb 👍🏽, keycap 1️⃣ (and [one] tea pot 🫖)",
    "全角（かっこ）［角］｛波｝＿下線＿＊星＊～波～｜縦｜＠＃＼ と 半角(かっこ)[角]{波}_*~|@#\\",
    "夜勤チームは「_誰でも_直せる」手順書を作りました（全員で）。𠮷野家の𩸽も、葛󠄀城も。",
    "＃完全 ＃ハッシュ風 と @誰か は、言葉のまま残ります。(終)",
    "Line one (of two)\n\nLine [two], after an empty one",
    "ends with a backslash \\",
)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_of_posts_shows_every_text_as_it_was_written(
    channel: Channel, post: Post, browser: Browser, width: int
) -> None:
    for text in TEXTS:
        channel.publisher.publish(
            channel.order(replace(post, channel_text=text, tags=(), title=f"About {text[:12]}"))
        )

    context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.goto(channel.url)
    shown = [each.text_content() or "" for each in page.locator(".clamp-text").all()]
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()

    # The button that unfolds a text stands inside it.
    assert sorted(text.strip().removeprefix("…more") for text in shown) == sorted(TEXTS)
    assert fits
