"""A shelf and a media store in memory, and the acts of a kernel that keeps them up to date."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from PIL import Image

from publishers.culture_blog.content import Content
from syndicate.errors import NotFound
from syndicate.i18n import _
from syndicate.publishing.port import Order, Shelved
from syndicate.rendering.post import ImageRef


@dataclass
class MemoryShelf:
    """Answers like the database would, from a plain list."""

    stories: list[Shelved] = field(default_factory=list)

    def put(self, order: Order) -> None:
        """A publish or an update was done."""
        earlier = self.get(order)
        self._replace(Shelved(order, links=earlier.links if earlier else ()))

    def withdraw(self, order: Order) -> None:
        """A take-down was done."""
        self._replace(Shelved(order, withdrawn_at=order.modified_at))

    def link(self, order: Order, *links: str) -> None:
        """The story came to stand at other channels too."""
        earlier = self.get(order)
        assert earlier
        self._replace(replace(earlier, links=links))

    def get(self, order: Order) -> Shelved | None:
        """The story of this order's language and slug."""
        return next((each for each in self.stories if _key(each.order) == _key(order)), None)

    def _replace(self, shelved: Shelved) -> None:
        key = _key(shelved.order)
        self.stories = [each for each in self.stories if _key(each.order) != key]
        self.stories.append(shelved)

    def _live(self, language: str) -> list[Shelved]:
        return [e for e in self.stories if e.order.language == language and not e.withdrawn_at]

    def newest(
        self, language: str, *, tag: str | None = None, limit: int, listed_before: datetime
    ) -> Sequence[Shelved]:
        found = [
            each
            for each in self._live(language)
            if each.order.published_at < listed_before and (tag is None or tag in _tags(each))
        ]
        found.sort(key=lambda each: each.order.ordinal, reverse=True)
        return found[:limit]

    def run(self, language: str, first: int, last: int) -> Sequence[Shelved]:
        found = [each for each in self._live(language) if first <= each.order.ordinal <= last]
        return sorted(found, key=lambda each: each.order.ordinal)

    def highest(self, language: str) -> int:
        ordinals = (e.order.ordinal for e in self.stories if e.order.language == language)
        return max(ordinals, default=0)

    def languages(self) -> Sequence[str]:
        return sorted({each.order.language for each in self.stories if not each.withdrawn_at})

    def tags(self, language: str) -> Sequence[tuple[str, int]]:
        counts = Counter(tag for each in self._live(language) for tag in _tags(each))
        return sorted(counts.items())

    def withdrawn_since(self, language: str, moment: datetime) -> Sequence[Shelved]:
        gone = [e for e in self.stories if e.order.language == language and e.withdrawn_at]
        recent = [e for e in gone if e.withdrawn_at and e.withdrawn_at >= moment]
        return sorted(recent, key=lambda each: each.withdrawn_at or moment, reverse=True)

    def everything(self) -> Sequence[Shelved]:
        return sorted(self.stories, key=lambda e: (e.order.language, e.order.ordinal))


@dataclass
class MemoryMedia:
    """Images by hash."""

    images: dict[str, bytes] = field(default_factory=dict)

    def read(self, sha256: str) -> bytes:
        if sha256 not in self.images:
            raise NotFound(_("There is no such image."))
        return self.images[sha256]

    def add(self, *, width: int = 600, height: int = 400, shade: int = 90, alt: str) -> ImageRef:
        """A plain photograph."""
        out = io.BytesIO()
        Image.new("RGB", (width, height), (shade, 80, 60)).save(out, "JPEG")
        return self.keep(out.getvalue(), "image/jpeg", width, height, alt)

    def keep(self, body: bytes, kind: str, width: int, height: int, alt: str) -> ImageRef:
        """These bytes, under their hash."""
        digest = hashlib.sha256(body).hexdigest()
        self.images[digest] = body
        return ImageRef(digest, kind, width, height, alt)


def _key(order: Order) -> tuple[str, str]:
    return (order.language, order.slug)


def _tags(shelved: Shelved) -> tuple[str, ...]:
    return Content.from_bytes(shelved.order.payload.body).tags
