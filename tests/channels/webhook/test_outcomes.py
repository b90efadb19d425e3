"""What each answer of a receiver means, and what can be read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from publishers.webhook import PLUG
from publishers.webhook.config import WebhookConfig
from publishers.webhook.publisher import Webhook
from syndicate.clock import now
from syndicate.errors import Misconfigured
from syndicate.publishing.errors import (
    NeedsReconnect,
    NotSent,
    PublishError,
    Refused,
    Throttled,
    UnknownOutcome,
)
from syndicate.publishing.port import CannotTell, Presence, Receipt
from syndicate.rendering.post import Post
from tests.channels.webhook.conftest import Channel


@pytest.mark.parametrize(
    ("status", "kind", "permanent"),
    [
        ("301", Refused, True),
        ("400", Refused, True),
        ("401", NeedsReconnect, None),
        ("403", NeedsReconnect, None),
        ("404", Refused, True),
        ("408", UnknownOutcome, None),
        ("409", UnknownOutcome, None),
        ("410", Refused, True),
        ("413", Refused, True),
        ("425", UnknownOutcome, None),
        ("429", Throttled, None),
        ("500", UnknownOutcome, None),
        ("503", UnknownOutcome, None),
    ],
)
def test_each_refusal_has_its_meaning(
    channel: Channel, post: Post, status: str, kind: type[PublishError], permanent: bool | None
) -> None:
    channel.receiver.plan = [status]

    with pytest.raises(kind) as caught:
        channel.publisher.publish(channel.order(post))

    assert f"HTTP {status}" in caught.value.detail
    assert getattr(caught.value, "permanent", None) is permanent
    assert "hooks" not in caught.value.detail


def test_a_receiver_says_how_long_to_wait(channel: Channel, post: Post) -> None:
    channel.receiver.plan = ["429"]
    channel.receiver.headers["Retry-After"] = "120"

    with pytest.raises(Throttled) as caught:
        channel.publisher.publish(channel.order(post))

    assert caught.value.retry_after == timedelta(minutes=2)


def test_a_lost_answer_is_made_good_by_sending_the_same_again(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    channel.receiver.plan = ["stored 500"]
    with pytest.raises(UnknownOutcome):
        channel.publisher.publish(order)

    receipt = channel.publisher.publish(order)

    assert receipt.remote_id == "copy-1"
    assert len(channel.receiver.messages) == 1


def test_where_a_key_is_not_minded_a_person_must_look(channel: Channel, post: Post) -> None:
    channel.config["idempotent"] = False

    found = channel.publisher.look_up(channel.order(post), now())

    assert isinstance(found, CannotTell)
    assert found.reason


def test_a_receiver_that_is_not_there_was_not_sent_to(channel: Channel, post: Post) -> None:
    channel.config["url"] = "http://127.0.0.1:9/hooks"

    with pytest.raises(NotSent):
        channel.publisher.publish(channel.order(post))


def test_without_leave_nothing_is_sent_to_this_machine(channel: Channel, post: Post) -> None:
    channel.loopback = False

    with pytest.raises(Refused, match="https"):
        channel.publisher.publish(channel.order(post))
    health = channel.publisher.check()

    assert not health.ok
    assert "https" in health.detail
    assert channel.receiver.seen == []


def test_the_check_sends_nothing(channel: Channel) -> None:
    health = channel.publisher.check()

    assert health.ok
    assert "127.0.0.1" in health.detail
    assert channel.receiver.seen == []


def test_an_answer_may_tell_an_address_readers_may_see(channel: Channel, post: Post) -> None:
    channel.config["public"] = True
    channel.receiver.tells = {"url": "https://news.example.com/42", "id": 42}

    receipt = channel.publisher.publish(channel.order(post))

    assert (receipt.remote_id, receipt.permalink) == ("42", "https://news.example.com/42")
    assert receipt.is_public


@pytest.mark.parametrize("told", [{"url": "javascript:alert(1)"}, {"url": None}, {"url": ["x"]}])
def test_an_address_no_link_may_lead_to_is_not_kept(
    channel: Channel, post: Post, told: dict[str, object]
) -> None:
    channel.receiver.tells = told
    channel.receiver.offers_location = False

    receipt = channel.publisher.publish(channel.order(post))

    assert receipt.permalink == f"{channel.url}/"


def test_without_a_place_to_look_the_receivers_word_stands(channel: Channel, post: Post) -> None:
    channel.receiver.offers_location = False
    channel.receiver.tells = {"id": ""}
    order = channel.order(post)
    publisher = channel.publisher

    receipt = publisher.publish(order)

    assert receipt.remote_id == channel.receiver.seen[0]["webhook-id"]
    assert publisher.read_back(order, receipt).presence is Presence.THERE
    assert publisher.read_back(order, receipt).sha256 == order.payload.sha256
    other = channel.order(replace(post, title="別の題"), receipt, number=2)
    assert publisher.read_back(other, receipt).presence is Presence.DIFFERENT
    down = channel.order(post, receipt, number=3)
    publisher.take_down(down)
    assert publisher.read_back(down, receipt).presence is Presence.GONE


@pytest.mark.parametrize("location", [True, False])
def test_an_answer_in_no_language_we_know_is_a_yes(
    channel: Channel, post: Post, *, location: bool
) -> None:
    channel.receiver.mumbles, channel.receiver.offers_location = True, location
    order = channel.order(post)

    receipt = channel.publisher.publish(order)

    assert receipt.remote_id == channel.receiver.seen[0]["webhook-id"]
    assert channel.publisher.read_back(order, receipt).presence is Presence.THERE


def test_a_place_nobody_may_read_leaves_the_receivers_word(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    publisher = channel.publisher
    receipt = publisher.publish(order)
    channel.receiver.reading = 403

    assert publisher.read_back(order, receipt).presence is Presence.THERE


def test_another_content_is_told_as_different(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    channel.receiver.copies["s1"].sha256 = "0" * 64

    read_back = channel.publisher.read_back(order, receipt)

    assert (read_back.presence, read_back.sha256) == (Presence.DIFFERENT, "0" * 64)


def test_a_place_that_tells_no_hash_leaves_the_word_until_it_must_be_gone(
    channel: Channel, post: Post
) -> None:
    order = channel.order(post)
    publisher = channel.publisher
    receipt = publisher.publish(order)
    copy = channel.receiver.copies["s1"]
    copy.sha256 = ""
    assert publisher.read_back(order, receipt).presence is Presence.THERE

    down = channel.order(post, receipt, number=2)
    publisher.take_down(down)
    channel.receiver.copies["s1"] = copy

    assert publisher.read_back(down, receipt).presence is Presence.THERE
    channel.receiver.copies.clear()
    assert publisher.read_back(down, receipt).presence is Presence.GONE


def test_a_place_that_is_out_of_order_is_read_again_later(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    channel.receiver.reading = 502

    with pytest.raises(UnknownOutcome):
        channel.publisher.read_back(order, receipt)


def test_a_copy_nobody_confirmed_can_be_taken_down(channel: Channel, post: Post) -> None:
    unconfirmed = Receipt("msg_d1_1", channel.url, {"message": "msg_d1_1"})
    order = channel.order(post, unconfirmed)
    publisher = channel.publisher

    assert publisher.read_back(order, unconfirmed).presence is Presence.DIFFERENT
    publisher.take_down(order)

    assert publisher.read_back(order, unconfirmed).presence is Presence.GONE
    assert channel.receiver.messages[0]["data"]["copy"]["published_by"] == "msg_d1_1"


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({}, "url"),
        ({"url": ""}, "url"),
        ({"url": "hooks.example.com"}, "url"),
        ({"url": "mailto:a@example.com"}, "url"),
        ({"url": "https://user:pass@example.com/"}, "url"),
        ({"url": "https://example.com/", "media_url": "ftp://x"}, "media_url"),
        ({"url": "https://example.com/", "secret": "whsec_x"}, "secret"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(
    channel: Channel, config: dict[str, object], field: str
) -> None:
    bench = replace(channel.publisher._bench, config=config)

    with pytest.raises(Misconfigured, match=f"setting {field}"):
        PLUG.open(bench)


def test_settings_are_kept_in_their_plain_form() -> None:
    config = WebhookConfig.model_validate(
        {"url": "HTTPS://例え.テスト/フック", "media_url": "https://blog.example.com/media"}
    )

    assert config.url.startswith("https://xn--r8jz45g.xn--zckzah/%E3%83%95")
    assert config.media_url == "https://blog.example.com/media/"
    assert config.idempotent


def test_a_webhook_needs_no_upkeep_and_counts_nothing(channel: Channel) -> None:
    publisher = channel.publisher

    assert isinstance(publisher, Webhook)
    assert publisher.tend(now()) is None
    assert publisher.metrics([Receipt("1", "https://example.com")]) == []
