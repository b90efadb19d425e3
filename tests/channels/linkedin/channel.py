"""A LinkedIn channel in a test: its page, its images, its token, and LinkedIn at hand."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from publishers.linkedin import PLUG
from publishers.linkedin.demo import ORGANIZATION
from publishers.linkedin.publisher import LinkedInPublisher
from publishers.linkedin.simulator.world import World
from syndicate.clock import now
from syndicate.errors import NotFound
from syndicate.i18n import _
from syndicate.publishing.port import Bench, Order, Receipt, Token
from syndicate.rendering.post import ImageRef, Post

TOKEN = "test-token-3f9c"


@dataclass
class Shoebox:
    """Images by the hash of their bytes."""

    files: dict[str, bytes] = field(default_factory=dict)

    def read(self, sha256: str) -> bytes:
        if sha256 not in self.files:
            raise NotFound(_("There is no such image."))
        return self.files[sha256]

    def add(self, colour: str, alt: str = "", kind: str = "JPEG") -> ImageRef:
        file = io.BytesIO()
        Image.new("RGB", (64, 34), colour).save(file, kind)
        return self.keep(file.getvalue(), alt, f"image/{kind.lower()}")

    def keep(self, data: bytes, alt: str = "", media_type: str = "image/jpeg") -> ImageRef:
        sha256 = hashlib.sha256(data).hexdigest()
        self.files[sha256] = data
        return ImageRef(sha256, media_type, 64, 34, alt)


@dataclass
class Purse:
    """The channel's token."""

    token: Token = field(default_factory=lambda: Token(TOKEN))
    error: Exception | None = None

    def current(self) -> Token:
        if self.error:
            raise self.error
        return self.token


@dataclass
class Channel:
    """A LinkedIn channel, its pieces at hand."""

    world: World
    url: str
    media: Shoebox = field(default_factory=Shoebox)
    tokens: Purse = field(default_factory=Purse)
    config: dict[str, Any] = field(default_factory=lambda: {"organization": ORGANIZATION})

    @property
    def publisher(self) -> LinkedInPublisher:
        publisher: LinkedInPublisher = PLUG.open(self.bench)
        publisher._sleep = lambda _seconds: None
        return publisher

    @property
    def bench(self) -> Bench:
        return Bench(
            channel_id="c1",
            name="linkedin",
            config=self.config,
            media=self.media,
            shelf=None,  # type: ignore[arg-type] # LinkedIn keeps no shelf
            tokens=self.tokens,
            site_url="https://blog.example.com",
            site_name="Inside Out",
            company_name="Example Company",
            time_zone="Asia/Tokyo",
        )

    def order(self, post: Post, receipt: Receipt | None = None) -> Order:
        moment = now()
        return Order(
            delivery_id="d1",
            key="k1",
            payload=self.publisher.render(post),
            story_id="s1",
            slug=post.slug,
            language=post.language,
            ordinal=1,
            published_at=moment,
            modified_at=moment,
            receipt=receipt,
        )

    def fault(self, kind: str, **rule: Any) -> None:
        """The faults from now on: this one."""
        plan = type(self.world.plan)
        self.world.plan = plan.model_validate({"rules": [{"kind": kind} | rule]})

    @property
    def stored(self) -> list[Any]:
        """Every post the simulator ever stored."""
        return list(self.world.posts.values())
