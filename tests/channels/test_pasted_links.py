"""A link somebody pastes becomes the receipt of what stands there, or a sentence what to paste."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from publishers.webhook.message import message_id
from syndicate.publishing.port import Order, Payload, Receipt
from syndicate.registry import Registry
from syndicate.validation import FieldError

MOMENT = datetime(2026, 12, 1, 9, tzinfo=UTC)
ORDER = Order(
    delivery_id="d1",
    key="d1",
    payload=Payload(b"{}", "application/json"),
    story_id="s1",
    slug="the-bench",
    language="en",
    ordinal=1,
    published_at=MOMENT,
    modified_at=MOMENT,
)


def pasted(kind: str, link: str) -> Receipt:
    """What a channel of this kind makes of a link."""
    receipt: Receipt = Registry().plug(kind).pasted(ORDER, link)
    return receipt


def refusal(kind: str, link: str) -> str:
    """The sentence for a link that cannot be the post's."""
    with pytest.raises(FieldError) as refused:
        pasted(kind, link)
    return str(refused.value.text)


@pytest.mark.parametrize(
    "link",
    [
        "https://note.example/hoshikawa/n/n1",
        "https://note.example/hoshikawa/n/n1/",
        "https://note.example/hoshikawa/n/n1?utm_source=copy&fbclid=x&igsh=y",
    ],
)
def test_one_post_by_hand_has_one_id_however_its_link_was_copied(link: str) -> None:
    receipt = pasted("manual", link)

    assert receipt.remote_id == "https://note.example/hoshikawa/n/n1"
    assert receipt.permalink == link


def test_what_names_the_post_in_a_link_stays() -> None:
    receipt = pasted("manual", "https://forum.example/?topic=7&utm_medium=x#post-3")

    assert receipt.remote_id == "https://forum.example/?topic=7#post-3"


@pytest.mark.parametrize(
    "link", ["https://note.example/", "https://note.example", "https://note.example/?utm_source=x"]
)
def test_the_front_page_of_a_place_is_no_post(link: str) -> None:
    assert "Open the post itself" in refusal("manual", link)


def test_a_receiver_knows_a_copy_by_the_message_that_brought_it() -> None:
    receipt = pasted("webhook", "https://intranet.example/news/7")

    assert receipt.remote_id == message_id(ORDER)
    assert receipt.data == {"message": message_id(ORDER), "sha256": ORDER.payload.sha256}


@pytest.mark.parametrize("end", ["", "/", "/?from=mail"])
def test_a_page_of_the_blog_is_known_by_language_and_slug(end: str) -> None:
    link = f"https://stories.example/en/stories/the-bench{end}"
    receipt = pasted("culture_blog", link)

    assert (receipt.remote_id, receipt.permalink) == ("en/the-bench", link)


@pytest.mark.parametrize("path", ["", "ja/stories/the-bench/", "en/stories/another/"])
def test_another_page_of_the_blog_is_refused(path: str) -> None:
    sentence = refusal("culture_blog", f"https://stories.example/{path}")

    assert "/en/stories/the-bench/" in sentence


def test_a_post_of_linkedins_is_known_by_its_number() -> None:
    link = "https://www.linkedin.com/feed/update/urn:li:share:7199000000000000001/"

    assert pasted("linkedin", link) == Receipt("urn:li:share:7199000000000000001", link)
    assert "urn:li:share" in refusal("linkedin", "https://www.linkedin.com/company/hoshikawa/")
