"""One registered kind of channel with its stand running, as the contract test asks of it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from publishers.culture_blog.server import StaticSite
from syndicate import clock
from syndicate.dev.processes import free_port
from syndicate.publishing.demo import StandSite
from syndicate.publishing.errors import ByHand, NeedsReconnect
from syndicate.publishing.port import (
    Bench,
    Order,
    Payload,
    Plug,
    Publisher,
    Receipt,
    Shelved,
    Token,
)
from syndicate.rendering.post import ImageRef, Post
from syndicate.storage.folder import FolderStore
from syndicate.storage.port import Store
from tests.channels.manual.board import Board
from tests.channels.stands import stand_for
from tests.services.web import serving

FIRST_TEXT = "The meeting learned to stand."


class Album:
    """One approved photograph."""

    def __init__(self) -> None:
        file = io.BytesIO()
        Image.new("RGB", (640, 340), "teal").save(file, "JPEG")
        self.data = file.getvalue()
        self.ref = ImageRef(
            hashlib.sha256(self.data).hexdigest(), "image/jpeg", 640, 340, "A bench in the hall"
        )

    def read(self, sha256: str) -> bytes:
        """The photograph."""
        return {self.ref.sha256: self.data}[sha256]


@dataclass
class ListShelf:
    """The stories at the channel, in a list."""

    entries: list[Shelved] = field(default_factory=list)

    def _of(self, language: str, *, live: bool) -> list[Shelved]:
        found = [e for e in self.entries if e.order.language == language]
        found = [e for e in found if (e.withdrawn_at is None) is live]
        return sorted(found, key=lambda e: e.order.ordinal)

    def newest(
        self, language: str, *, tag: str | None = None, limit: int, listed_before: datetime
    ) -> Sequence[Shelved]:
        """Newest first; every story here has every tag."""
        del tag
        found = [e for e in self._of(language, live=True) if e.order.published_at < listed_before]
        return found[::-1][:limit]

    def run(self, language: str, first: int, last: int) -> Sequence[Shelved]:
        """By ordinal."""
        return [e for e in self._of(language, live=True) if first <= e.order.ordinal <= last]

    def highest(self, language: str) -> int:
        """The last ordinal."""
        return max(
            (e.order.ordinal for e in self.entries if e.order.language == language), default=0
        )

    def languages(self) -> Sequence[str]:
        """Of live stories."""
        return sorted({e.order.language for e in self.entries if e.withdrawn_at is None})

    def tags(self, language: str) -> Sequence[tuple[str, int]]:
        """The one tag of every story."""
        count = len(self._of(language, live=True))
        return [("work", count)] if count else []

    def withdrawn_since(self, language: str, moment: datetime) -> Sequence[Shelved]:
        """Newest first."""
        gone = self._of(language, live=False)
        return [e for e in gone if e.withdrawn_at and e.withdrawn_at >= moment][::-1]

    def everything(self) -> Sequence[Shelved]:
        """By language and ordinal."""
        return sorted(self.entries, key=lambda e: (e.order.language, e.order.ordinal))


@dataclass
class Purse:
    """The token a stand accepts, or none."""

    token: Token | None

    def current(self) -> Token:
        """The token, unless nobody has connected."""
        if self.token is None:
            raise NeedsReconnect("Nobody has connected an account.")
        return self.token


class Outlet:
    """A publisher, its stand, and what was put there."""

    def __init__(
        self,
        plug: Plug,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        *,
        store: Store | None = None,
    ) -> None:
        self.plug = plug
        self.port = free_port()
        self.site = StandSite(f"http://127.0.0.1:{self.port}", folder / "site")
        self.stand = stand_for(plug, self.site)
        self.store = store or FolderStore(self.site.site_store)
        self.app = StaticSite(store) if store else self.stand.app(self.site)
        for name, value in self.stand.environ(self.site).items():
            monkeypatch.setenv(name, value)
        self.album = Album()
        self.shelf = ListShelf()
        self.purse = Purse(self.stand.token())

    def serving(self) -> AbstractContextManager[str]:
        """The stand answers."""
        return serving(self.app, self.port)

    @property
    def publisher(self) -> Publisher:
        """Opened anew, as every claim does."""
        publisher: Publisher = self.plug.open(self.bench)
        return publisher

    @property
    def bench(self) -> Bench:
        """What the publisher works with."""
        config = dict(self.stand.config)
        if self.plug.config is not None:
            config = self.plug.config.model_validate(config).model_dump(mode="json")
        return Bench(
            channel_id="0" * 26,
            name="place",
            config=config,
            media=self.album,
            shelf=self.shelf,
            tokens=self.purse,
            site_url=self.site.url,
            site_name="Inside Out",
            company_name="Example Company",
            time_zone="Asia/Tokyo",
            site_store=self.store,
            loopback=True,
        )

    def post(self, text: str = FIRST_TEXT, *, number: int = 1) -> Post:
        """A story as any channel gets it; title, summary and picture stay the same."""
        slug = f"the-bench-{number}"
        return Post(
            language="en",
            title=f"The bench, part {number}",
            summary="How a meeting learned to stand.",
            html=f"<p>{text}</p>",
            text=text,
            tags=("work",),
            byline="Arthur Aoki",
            images=(self.album.ref,),
            slug=slug,
            url=f"{self.site.url}/en/stories/{slug}/",
            channel_text=text,
        )

    def order(self, payload: Payload, *, number: int = 1) -> Order:
        """The order of a first publish."""
        began = clock.now()
        return Order(
            delivery_id=f"{number:026}",
            key=f"{number:026}",
            payload=payload,
            story_id=f"{number:026}",
            slug=f"the-bench-{number}",
            language="en",
            ordinal=number,
            published_at=began,
            modified_at=began,
        )

    def publish(self, *, number: int = 1) -> tuple[Order, Receipt]:
        """A story that stands there, and on the shelf."""
        order = self.order(self.publisher.render(self.post(number=number)), number=number)
        try:
            receipt = self.publisher.publish(order)
        except ByHand:
            address = self.site.url + self._board.pin(self._to_copy(order))
            receipt = Receipt(address, address)
        self.shelf.entries.append(Shelved(replace(order, receipt=receipt)))
        return order, receipt

    def update(self, order: Order) -> Receipt:
        """The new payload stands there, brought by the publisher or by hand."""
        assert order.receipt
        try:
            return self.publisher.update(order)
        except ByHand:
            self._board.pin(self._to_copy(order), self._path(order.receipt))
            return order.receipt

    def take_down(self, order: Order) -> None:
        """It is gone, by the publisher or by hand."""
        assert order.receipt
        try:
            self.publisher.take_down(order)
        except ByHand:
            self._board.take(self._path(order.receipt))

    @property
    def _board(self) -> Board:
        assert isinstance(self.app, Board), f"{self.plug.kind} is not served by hand"
        return self.app

    def _to_copy(self, order: Order) -> str:
        text: str = self.plug.to_copy(order.payload)
        return text

    def _path(self, receipt: Receipt) -> str:
        return receipt.permalink.removeprefix(self.site.url)

    def follow(self, order: Order, receipt: Receipt, payload: Payload | None = None) -> Order:
        """The order of an update or a take-down of what stands there."""
        later = order.modified_at + timedelta(seconds=1)
        return replace(order, receipt=receipt, modified_at=later, payload=payload or order.payload)
