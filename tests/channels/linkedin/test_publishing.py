"""A story's way to LinkedIn and back, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from syndicate.clock import now
from syndicate.publishing.errors import NeedsReconnect, NotSent, Refused
from syndicate.publishing.port import Absent, CannotTell, Found, Presence
from syndicate.rendering.post import Post
from tests.channels.linkedin.conftest import Channel


def test_a_story_is_posted_read_back_and_taken_down(channel: Channel, illustrated: Post) -> None:
    publisher = channel.publisher
    order = channel.order(illustrated)

    receipt = publisher.publish(order)

    assert publisher.read_back(order, receipt).presence is Presence.THERE
    assert publisher.read_back(order, receipt).sha256 == order.payload.sha256
    assert receipt.permalink == f"{channel.url}/feed/update/{receipt.remote_id}/"
    assert [post.urn for post in channel.stored] == [receipt.remote_id]
    article = channel.stored[0].content["article"]
    assert article["title"] == illustrated.title
    assert article["thumbnailAltText"] == "A server with a teapot on it"

    publisher.take_down(replace(order, receipt=receipt))

    assert publisher.read_back(order, receipt).presence is Presence.GONE
    publisher.take_down(replace(order, receipt=receipt))
