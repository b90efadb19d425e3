"""What a receiver gets: signed as any vendor checks it, and the same on every attempt."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from publishers.webhook.signing import new_secret, signed_headers
from syndicate.clock import now
from syndicate.errors import Invalid
from syndicate.publishing.errors import NeedsReconnect, Refused
from syndicate.publishing.port import Presence, Receipt, Repeatable, Token
from syndicate.rendering.canonical import canonical_json
from syndicate.rendering.post import Post
from tests.channels.webhook.conftest import Channel
from tests.channels.webhook.receiver import SECRET, Receiver


def test_signatures_are_those_of_the_published_example() -> None:
    # https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    body = b'{"test": 2432232314}'
    moment = now().fromtimestamp(1614265330, tz=now().tzinfo)

    headers = signed_headers(
        body,
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=moment,
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_story_arrives_with_its_words_and_pictures(channel: Channel, post: Post) -> None:
    order = channel.order(post)

    receipt = channel.publisher.publish(order)

    (message,) = channel.receiver.messages
    data = message["data"]
    assert message["type"] == "story.publish"
    assert data["story"] == "s1"
    assert canonical_json(data["content"]) == order.payload.body
    assert data["sha256"] == order.payload.sha256
    assert "copy" not in data
    for image in post.images:
        sent = base64.b64decode(data["media"][image.file_name])
        assert hashlib.sha256(sent).hexdigest() == image.sha256
    assert receipt.remote_id == "copy-1"
    assert receipt.permalink == f"{channel.url}/copies/copy-1"
    assert not receipt.is_public
    assert channel.publisher.read_back(order, receipt).presence is Presence.THERE


def test_pictures_may_be_fetched_instead(channel: Channel, post: Post) -> None:
    channel.config["media_url"] = "https://blog.example.com/media"
    order = channel.order(post)

    channel.publisher.publish(order)

    data = channel.receiver.messages[0]["data"]
    assert "media" not in data
    address = f"https://blog.example.com/media/{post.images[1].file_name}"
    assert data["content"]["images"][1]["url"] == address
    assert f'src="{address}"' in data["content"]["html"]
    assert f'src="/media/{post.images[1].file_name}"' in channel.publisher.preview(order.payload)


def test_every_attempt_is_the_same_message_with_a_fresh_time(channel: Channel, post: Post) -> None:
    order = channel.order(post)

    first, again = channel.publisher.publish(order), channel.publisher.publish(order)

    assert first == again
    assert len(channel.receiver.messages) == 1
    keys = {(seen["idempotency-key"], seen["webhook-id"]) for seen in channel.receiver.seen}
    assert len(keys) == 1


def test_the_same_delivery_done_anew_later_is_another_message(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    later = replace(order, modified_at=order.modified_at + timedelta(days=1))

    channel.publisher.publish(order)
    channel.publisher.publish(later)

    assert len(channel.receiver.messages) == 2


def test_updates_and_take_downs_name_the_copy(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    changed = replace(post, title="座る会議")
    update = channel.order(changed, receipt, number=2)

    updated = channel.publisher.update(update)
    channel.publisher.take_down(channel.order(changed, updated, number=3))

    _publish, second, third = channel.receiver.messages
    copy = {"id": "copy-1", "published_by": receipt.data["message"]}
    assert (second["type"], second["data"]["copy"]) == ("story.update", copy)
    assert second["data"]["content"]["title"] == "座る会議"
    assert (third["type"], third["data"]["copy"]) == ("story.take_down", copy)
    assert "content" not in third["data"]
    assert "media" not in third["data"]


def test_either_end_may_change_the_secret_first(channel: Channel, post: Post) -> None:
    newer = new_secret(None)
    channel.tokens.token = Token(f"{newer} {SECRET}")
    channel.publisher.publish(channel.order(post))

    channel.receiver.secret = newer
    channel.publisher.publish(channel.order(post, number=2))

    assert len(channel.receiver.messages) == 2


def test_a_receiver_with_another_secret_asks_for_the_right_one(
    channel: Channel, post: Post
) -> None:
    channel.receiver.secret = new_secret(None)

    with pytest.raises(NeedsReconnect, match="does not accept our signature") as caught:
        channel.publisher.publish(channel.order(post))

    assert SECRET not in caught.value.detail
    assert "/hooks" not in caught.value.detail


def test_without_a_secret_nothing_is_sent(channel: Channel, post: Post) -> None:
    channel.tokens.error = NeedsReconnect("nothing")

    with pytest.raises(NeedsReconnect, match="syndicate channel secret"):
        channel.publisher.publish(channel.order(post))

    assert channel.receiver.seen == []
    assert not channel.publisher.check().ok


def test_secrets_are_made_and_checked() -> None:
    made = new_secret(None)

    assert len(base64.b64decode(made.removeprefix("whsec_"))) == 32
    assert new_secret(f" {SECRET}\n") == SECRET
    for bad in ("", "whsec_short", "whsec_" + "A" * 400, "whsec_ünïcode", "password123"):
        with pytest.raises(Invalid, match="whsec_"):
            new_secret(bad)


def test_an_image_that_is_lost_is_told_before_anything_is_sent(
    channel: Channel, post: Post
) -> None:
    order = channel.order(post)
    channel.media.files.clear()

    with pytest.raises(Refused, match="not in the store"):
        channel.publisher.publish(order)

    assert channel.receiver.seen == []


def test_the_texts_of_a_message_are_read_from_its_bytes(channel: Channel, post: Post) -> None:
    payload = channel.publisher.render(replace(post, channel_text="社内向けの要約。"))

    found = [(surface.name, surface.text) for surface in channel.publisher.surfaces(payload)]

    assert found == [
        ("title", "立ったままの会議"),
        ("summary", "社内向けの要約。"),
        ("byline", "青木 亜沙"),
        ("body", "詳しくはこちら。"),
        ("link", "https://example.com/ja"),
        ("alt", "作業台"),
        ("alt", "入口"),
        ("tag", "働き方"),
        ("tag", "会議"),
        ("slug", "standing-meeting"),
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff"])
def test_bytes_that_are_not_ours_are_refused(channel: Channel, post: Post, body: bytes) -> None:
    payload = replace(channel.publisher.render(post), body=body)

    with pytest.raises(Refused, match="not one of a webhook"):
        channel.publisher.surfaces(payload)


def test_the_preview_shows_the_story_and_its_json(channel: Channel, post: Post) -> None:
    page = channel.publisher.preview(channel.publisher.render(post))

    assert '<html lang="ja">' in page
    for image in post.images:
        assert f'src="/media/{image.file_name}"' in page
    assert "立ったままの会議" in page
    assert "&#34;slug&#34;: &#34;standing-meeting&#34;" in page


def test_a_story_without_pictures_and_tags_has_a_preview_too(channel: Channel, post: Post) -> None:
    bare = replace(post, images=(), tags=(), byline="", html="<p>短い。</p>", language="en")

    assert "<img" not in channel.publisher.preview(channel.publisher.render(bare))


def test_a_message_nobody_confirmed_is_known_by_its_own_id(channel: Channel, post: Post) -> None:
    order = channel.order(post)

    found = channel.publisher.look_up(order, now())

    assert isinstance(found, Repeatable)
    assert isinstance(found.assumed, Receipt)
    channel.publisher.publish(order)
    assert channel.receiver.seen[0]["webhook-id"] == found.assumed.remote_id
    assert json.loads(json.dumps(found.assumed.data)) == {"message": found.assumed.remote_id}


def test_a_receiver_is_a_stickler(receiver: Receiver) -> None:
    headers = signed_headers(b"x", message_id="m", at=now(), secrets=[SECRET])

    assert receiver.verified(headers, b"x")
    assert not receiver.verified(headers, b"y")
    assert not receiver.verified({}, b"x")
    old = signed_headers(b"x", message_id="m", at=now() - timedelta(hours=1), secrets=[SECRET])
    assert not receiver.verified(old, b"x")
