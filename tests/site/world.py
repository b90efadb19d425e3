"""A culture blog with its shelf, and what a kernel would do around it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

from publishers.culture_blog import open_blog
from publishers.culture_blog.publisher import CultureBlog
from syndicate import clock as host_clock
from syndicate.publishing.port import Bench, Order, Token
from syndicate.rendering.post import ImageRef, Post
from syndicate.storage.folder import FolderStore
from syndicate.storage.port import Store
from tests.site.shelf import MemoryMedia, MemoryShelf

SITE_URL = "https://blog.example.com"
LOCKS = {".state/lock", ".state/clock"}
TEXTS: dict[str, dict[str, Any]] = {
    "en": {
        "title": "How we stopped paging people at night",
        "summary": "A whiteboard, a rule, and three months later the phone is quiet.",
        "html": "<p>It rang at 3:12.</p>\n<h2>The rule</h2>\n<p>Nobody is woken.</p>",
        "byline": "Mara Lind",
        "tags": ("engineering",),
    },
    "ja": {
        "title": "育休から戻った日、チームが用意してくれていたもの",
        "summary": "机の上には、手書きの引き継ぎノートがありました。",
        "html": "<p>半年ぶりの出社。</p>\n<h2>最初の一週間</h2>\n<p>予定は空でした。</p>",
        "byline": "佐藤",
        "tags": ("育休",),
    },
}


def story_id(slug: str) -> str:
    """An id that tells nothing of the story, as the kernel's do."""
    return hashlib.sha256(slug.encode()).hexdigest()[:26]


class NoTokens:
    """The blog signs in nowhere."""

    def current(self) -> Token:
        raise AssertionError("the culture blog asked for a token")


class World:
    """One blog, its clock, and the acts of a kernel."""

    def __init__(
        self,
        folder: Path,
        clock: time_machine.Traveller,
        *,
        place: Store | None = None,
        **config: Any,
    ) -> None:
        self.clock = clock
        self.shelf = MemoryShelf()
        self.media = MemoryMedia()
        self.store = folder / "site"
        self.place = place or FolderStore(self.store)
        self.bench = Bench(
            channel_id="channel",
            name="blog",
            config=config,
            media=self.media,
            shelf=self.shelf,
            tokens=NoTokens(),
            site_url=SITE_URL,
            site_name="Inside Out",
            company_name="Example Works",
            time_zone="Asia/Tokyo",
            site_store=self.place,
        )
        self._ordinals: dict[str, int] = {}

    @property
    def blog(self) -> CultureBlog:
        """A publisher, opened anew as each worker would."""
        return open_blog(self.bench)

    def post(self, slug: str = "quiet-nights", language: str = "en", **changes: Any) -> Post:
        """A story's neutral post."""
        values = {"images": (), "text": "", **TEXTS[language], **changes}
        url = f"{SITE_URL}/{language}/stories/{slug}/"
        return Post(language=language, slug=slug, url=url, **values)

    def image(self, alt: str = "A phone on a table", **size: int) -> ImageRef:
        """A photograph in the store."""
        return self.media.add(alt=alt, **size)

    def order(self, slug: str = "quiet-nights", language: str = "en", **changes: Any) -> Order:
        """An order to publish a new story now."""
        ordinal = self._ordinals[language] = self._ordinals.get(language, 0) + 1
        now = host_clock.now()
        return Order(
            delivery_id=f"{language}-{slug}-{ordinal}",
            key=f"{language}-{slug}-{ordinal}",
            payload=self.blog.render(self.post(slug, language, **changes)),
            story_id=story_id(slug),
            slug=slug,
            language=language,
            ordinal=ordinal,
            published_at=now,
            modified_at=now,
        )

    def publish(self, slug: str = "quiet-nights", language: str = "en", **changes: Any) -> Order:
        """A story goes live, and a second passes."""
        order = self.order(slug, language, **changes)
        self.blog.publish(order)
        self.shelf.put(order)
        self.clock.shift(1)
        return order

    def update(self, order: Order, **changes: Any) -> Order:
        """A live story gets a new payload."""
        payload = self.blog.render(self.post(order.slug, order.language, **changes))
        order = replace(order, payload=payload, modified_at=host_clock.now())
        self.blog.update(order)
        self.shelf.put(order)
        self.clock.shift(1)
        return order

    def withdraw(self, order: Order) -> Order:
        """A live story is taken down."""
        order = replace(order, modified_at=host_clock.now())
        self.blog.take_down(order)
        self.shelf.withdraw(order)
        self.clock.shift(1)
        return order

    def wait(self, **duration: float) -> datetime | None:
        """Time passes, and the blog is tended."""
        self.clock.shift(timedelta(**duration))
        return self.blog.tend(host_clock.now())

    def page(self, path: str) -> str:
        """What a web server answers at `path`."""
        name = f"{path}index.html" if path.endswith("/") else path
        body = self.place.read(name.removeprefix("/"))
        assert body is not None, f"nothing stands at {path}"
        return body.decode()

    def has(self, path: str) -> bool:
        """Whether a file stands there."""
        return self.place.has(path.removeprefix("/"))

    def files(self) -> dict[str, bytes]:
        """Every file of the site but the lock, by name."""
        names = [name for name in self.place.names() if name not in LOCKS]
        return dict(self.place.bodies(names))


EPOCH = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""When the tests' clock starts."""
