"""A place people post to by hand: the text they copy, and what can be seen of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from publishers.manual import PLUG
from publishers.manual.content import to_copy
from publishers.manual.publisher import ByHandChannel
from syndicate.clock import now
from syndicate.errors import Invalid, Misconfigured
from syndicate.publishing.errors import ByHand, Refused
from syndicate.publishing.port import Bench, Order, Payload, Presence, Receipt
from syndicate.rendering.post import ImageRef, Post
from tests.channels.linkedin.channel import Purse, Shoebox
from tests.channels.manual.board import Board
from tests.services.web import serving

PICTURE = ImageRef("a" * 64, "image/jpeg", 640, 480, "作業台の前の三人")
POST = Post(
    language="ja",
    title="立ったままの会議",
    summary="会議が立つことを覚えた話。",
    html="<p>部品を見ながら話す。</p><p>十分で終わる。</p>",
    text="部品を見ながら話す。\n\n十分で終わる。",
    tags=("働き方", "ものづくり & 現場", "!?"),
    byline="青木 亜沙",
    images=(PICTURE,),
    slug="standing-meeting",
    url="https://blog.example.com/ja/stories/standing-meeting/",
)


def place(**config: Any) -> ByHandChannel:
    """The publisher of a place with these settings."""
    publisher: ByHandChannel = PLUG.open(
        Bench(
            channel_id="c1",
            name="note",
            config=config,
            media=Shoebox(),
            shelf=None,  # type: ignore[arg-type] # nothing is listed
            tokens=Purse(),
            site_url="https://blog.example.com",
            site_name="Inside Out",
            company_name="Example Company",
            time_zone="Asia/Tokyo",
            loopback=True,
        )
    )
    return publisher


def order(payload: Payload, link: str = "") -> Order:
    """An order, for what stands at `link` if there is one."""
    receipt = Receipt(link, link) if link else None
    return Order("d1", "d1", payload, "s1", "slug", "ja", 1, now(), now(), receipt)


@pytest.fixture
def board() -> Board:
    """The place itself."""
    return Board()


@pytest.fixture
def url(board: Board) -> Iterator[str]:
    """Its address."""
    with serving(board) as origin:
        yield origin


def test_an_article_is_copied_with_title_text_address_and_hashtags() -> None:
    assert to_copy(place().render(POST)) == (
        "立ったままの会議\n\n部品を見ながら話す。\n\n十分で終わる。\n\n"
        "https://blog.example.com/ja/stories/standing-meeting/\n\n#働き方 #ものづくり現場"
    )


def test_a_short_form_leads_to_the_blog() -> None:
    payload = place(form="short", hashtags=False).render(replace(POST, channel_text="読んでね。"))

    assert to_copy(payload) == "読んでね。\n\nhttps://blog.example.com/ja/stories/standing-meeting/"


def test_the_texts_are_read_from_the_bytes() -> None:
    found = place().surfaces(place().render(POST))

    assert [(surface.name, surface.text) for surface in found] == [
        ("title", "立ったままの会議"),
        ("body", "部品を見ながら話す。\n\n十分で終わる。"),
        ("link", "https://blog.example.com/ja/stories/standing-meeting/"),
        ("tag", "働き方"),
        ("tag", "ものづくり現場"),
        ("alt", "作業台の前の三人"),
    ]


@pytest.mark.parametrize(("form", "field"), [("article", "body"), ("short", "channel_text")])
def test_a_text_that_is_too_long_is_refused_at_its_field(form: str, field: str) -> None:
    long = replace(POST, text="長" * 300, summary="長" * 300)

    with pytest.raises(Invalid, match="characters too long") as caught:
        place(form=form, max_chars=100).render(long)

    assert caught.value.problems[0][0] == field


def test_a_text_that_just_fits_is_taken() -> None:
    exact = len(to_copy(place().render(POST)))

    assert place(max_chars=exact).render(POST) == place().render(POST)


def test_the_preview_shows_what_will_be_pasted_and_what_to_mind() -> None:
    channel = place(
        address="https://note.com/new", instructions="広報のアカウントで。", max_chars=500
    )

    page = channel.preview(channel.render(POST))

    assert '<html lang="ja">' in page
    assert "部品を見ながら話す。\n\n十分で終わる。" in page
    assert f'src="/media/{PICTURE.file_name}"' in page
    assert "広報のアカウントで。 https://note.com/new" in page
    assert "500" in page


def test_a_preview_without_limits_counts_all_the_same() -> None:
    payload = place().render(replace(POST, language="en"))

    assert f"{len(to_copy(payload))} characters" in place().preview(payload)


def test_every_act_asks_a_person(url: str) -> None:
    channel = place(address="https://note.com/new", instructions="Use the PR account.")
    payload = channel.render(POST)
    there = order(payload, f"{url}/n/1")

    for act in (
        lambda: channel.publish(order(payload)),
        lambda: channel.look_up(order(payload), now()),
        lambda: channel.update(there),
        lambda: channel.update(order(payload)),
        lambda: channel.take_down(there),
        lambda: channel.take_down(order(payload)),
    ):
        with pytest.raises(ByHand, match=r"Use the PR account\. https://note\.com/new"):
            act()


def test_a_take_down_tells_what_the_link_shows_now(board: Board, url: str) -> None:
    channel = place()
    payload = channel.render(POST)
    there = order(payload, url + board.pin(to_copy(payload)))

    with pytest.raises(ByHand) as standing:
        channel.take_down(there)
    board.pages.clear()
    with pytest.raises(ByHand, match="HTTP 404"):
        channel.take_down(there)

    assert there.receipt
    assert there.receipt.permalink in standing.value.detail


def test_the_words_of_a_page_prove_what_stands_there(board: Board, url: str) -> None:
    channel = place()
    payload = channel.render(POST)
    path = board.pin(to_copy(payload))
    receipt = Receipt(url + path, url + path)

    same = channel.read_back(order(payload), receipt)
    board.pin(to_copy(channel.render(replace(POST, text="別の文章。"))), path)
    other = channel.read_back(order(payload), receipt)
    board.pin("Please sign in.", path)
    hidden = channel.read_back(order(payload), receipt)
    board.status = "403 Forbidden"
    refused = channel.read_back(order(payload), receipt)
    board.take(path)
    gone = channel.read_back(order(payload), receipt)

    assert (same.presence, same.sha256) == (Presence.THERE, payload.sha256)
    assert (other.presence, other.sha256) == (Presence.DIFFERENT, None)
    assert (hidden.presence, hidden.sha256) == (Presence.THERE, None)
    assert (refused.presence, refused.sha256) == (Presence.THERE, None)
    assert gone.presence is Presence.GONE


def test_a_link_into_the_company_is_not_followed() -> None:
    receipt = Receipt("x", "https://10.0.0.1/wiki")

    read_back = place().read_back(order(place().render(POST)), receipt)

    assert (read_back.presence, read_back.sha256) == (Presence.THERE, None)
    assert "private network" in read_back.detail


def test_a_person_can_always_be_asked() -> None:
    channel = place(address="https://note.com/new")

    assert channel.check().ok
    assert "https://note.com/new" in channel.check().detail
    assert channel.tend(now()) is None
    assert channel.metrics([Receipt("1", "https://note.com/n/1")]) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff"])
def test_bytes_that_are_not_ours_are_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="not one of a channel served by hand"):
        place().surfaces(replace(place().render(POST), body=body))


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"address": "note.com"}, "address"),
        ({"address": "mailto:a@example.com"}, "address"),
        ({"max_chars": 1}, "max_chars"),
        ({"form": "novel"}, "form"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(config: dict[str, Any], field: str) -> None:
    with pytest.raises(Misconfigured, match=f"setting {field}"):
        place(**config)
