"""A receiver behind a real server, and a webhook that speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from publishers.webhook import PLUG
from publishers.webhook.publisher import Webhook
from syndicate.clock import now
from syndicate.publishing.port import Bench, Order, Receipt, Token
from syndicate.rendering.post import Post
from tests.channels.linkedin.channel import Purse, Shoebox
from tests.channels.webhook.receiver import SECRET, Receiver
from tests.services.web import serving


@dataclass
class Channel:
    """A webhook, its pieces at hand."""

    receiver: Receiver
    url: str
    media: Shoebox = field(default_factory=Shoebox)
    tokens: Purse = field(default_factory=lambda: Purse(Token(SECRET)))
    config: dict[str, Any] = field(default_factory=dict)
    loopback: bool = True

    @property
    def publisher(self) -> Webhook:
        publisher: Webhook = PLUG.open(
            Bench(
                channel_id="c1",
                name="intranet",
                config={"url": f"{self.url}/hooks?team=pr"} | self.config,
                media=self.media,
                shelf=None,  # type: ignore[arg-type] # a webhook keeps no shelf
                tokens=self.tokens,
                site_url="https://blog.example.com",
                site_name="Inside Out",
                company_name="Example Company",
                time_zone="Asia/Tokyo",
                loopback=self.loopback,
            )
        )
        return publisher

    def order(self, post: Post, receipt: Receipt | None = None, *, number: int = 1) -> Order:
        moment = now()
        return Order(
            delivery_id=f"d{number}",
            key=f"d{number}",
            payload=self.publisher.render(post),
            story_id="s1",
            slug=post.slug,
            language=post.language,
            ordinal=1,
            published_at=moment,
            modified_at=moment,
            receipt=receipt,
        )


@pytest.fixture
def receiver() -> Receiver:
    """A receiver that behaves."""
    return Receiver()


@pytest.fixture
def channel(receiver: Receiver) -> Iterator[Channel]:
    """A webhook to it."""
    with serving(receiver) as url:
        yield Channel(receiver, url)


@pytest.fixture
def post(channel: Channel) -> Post:
    """A Japanese story with a hero and a picture in its text."""
    hero, other = channel.media.add("teal", "作業台"), channel.media.add("navy", "入口")
    return Post(
        language="ja",
        title="立ったままの会議",
        summary="会議が立つことを覚えた話。",
        html=f'<p>詳しくは<a href="https://example.com/ja">こちら</a>。</p>'
        f'<p><img src="media:{other.file_name}" alt="入口"></p>',
        text="詳しくはこちら。",
        tags=("働き方", "会議"),
        byline="青木 亜沙",
        images=(hero, other),
        slug="standing-meeting",
        url="https://blog.example.com/ja/stories/standing-meeting/",
    )
