"""Stories for the benchmarks, and a shelf that holds them without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicate.errors import NotFound
from syndicate.i18n import _
from syndicate.publishing.errors import NeedsReconnect
from syndicate.publishing.port import Bench, Order, Payload, Publisher, Shelved, Token
from syndicate.registry import Registry
from syndicate.rendering.post import Post
from syndicate.storage.folder import FolderStore
from syndicate.storage.port import Store

KIND = "culture_blog"
LANGUAGE = "en"
TAGS = ("craft", "families", "field", "kitchen", "learning", "night-shift", "repair", "travel")
SITE = "http://127.0.0.1"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
PARAGRAPH = (
    "We measured the gap three times, since nobody wanted to be the one who ordered the wrong "
    "part. The third figure was the one on the drawing, which taught us something about drawings. "
    "Since then whoever draws comes down to the floor on Thursdays, and whoever builds goes up on "
    "Fridays; the coffee is better down here, and the light is better up there. "
)


class MemoryShelf:
    """Fills in `syndicate.publishing.port.Shelf` for one language; nothing is ever withdrawn."""

    def __init__(self) -> None:
        self._stories: list[Shelved] = []
        self._by_tag: dict[str, list[Shelved]] = defaultdict(list)

    def add(self, order: Order, tags: Sequence[str]) -> None:
        """Put a published story on the shelf."""
        shelved = Shelved(order)
        self._stories.append(shelved)
        for tag in tags:
            self._by_tag[tag].append(shelved)

    def newest(
        self, language: str, *, tag: str | None = None, limit: int, listed_before: datetime
    ) -> Sequence[Shelved]:
        """The stories published before `listed_before`, newest first."""
        found: list[Shelved] = []
        for shelved in reversed(self._all(language) if tag is None else self._by_tag[tag]):
            if len(found) == limit:
                break
            if shelved.order.published_at < listed_before:
                found.append(shelved)
        return found

    def run(self, language: str, first: int, last: int) -> Sequence[Shelved]:
        """The stories from the `first` to the `last`, counted from 1."""
        return self._all(language)[max(first, 1) - 1 : last]

    def highest(self, language: str) -> int:
        """How many there are."""
        return len(self._all(language))

    def languages(self) -> Sequence[str]:
        """The one language, once it has a story."""
        return [LANGUAGE] if self._stories else []

    def tags(self, language: str) -> Sequence[tuple[str, int]]:
        """Tags with their counts, by name."""
        known = self._by_tag if language == LANGUAGE else {}
        return sorted((tag, len(stories)) for tag, stories in known.items())

    def withdrawn_since(self, language: str, moment: datetime) -> Sequence[Shelved]:  # noqa: ARG002 # the port asks
        """None ever is."""
        return []

    def everything(self) -> Sequence[Shelved]:
        """All of them."""
        return list(self._stories)

    def _all(self, language: str) -> list[Shelved]:
        return self._stories if language == LANGUAGE else []


class NoMedia:
    """The stories here have no images."""

    def read(self, sha256: str) -> bytes:
        """Always `NotFound`."""
        raise NotFound(_("There is no image %(sha256)s.", sha256=sha256))


class NoTokens:
    """A blog needs no credentials."""

    def current(self) -> Token:
        """Always `NeedsReconnect`."""
        msg = "no account is connected"
        raise NeedsReconnect(msg)


class Blog:
    """One culture blog in a folder or another store, with as many stories as are put into it."""

    def __init__(self, folder: Path, stories: int, *, store: Store | None = None) -> None:
        """The blog is built with `stories` in it already."""
        self.folder = folder
        self.store = store or FolderStore(folder)
        self.shelf = MemoryShelf()
        self.publisher: Publisher = Registry().plug(KIND).open(self._bench())
        for _number in range(stories):
            self._put_on_shelf(self.next_order())
        self.publisher.tend(FIRST + timedelta(days=3650))

    def next_order(self) -> Order:
        """The order to publish one more story."""
        number = self.shelf.highest(LANGUAGE) + 1
        moment = FIRST + timedelta(hours=number)
        payload = self.publisher.render(_post(number))
        return _order(number, payload, moment)

    def publish(self, order: Order) -> None:
        """Publish one more story and put it on the shelf."""
        self.publisher.publish(order)
        self._put_on_shelf(order)

    def _put_on_shelf(self, order: Order) -> None:
        self.shelf.add(order, _tags(order.ordinal))

    def _bench(self) -> Bench:
        return Bench(
            channel_id="bench",
            name="blog",
            config={},
            media=NoMedia(),
            shelf=self.shelf,
            tokens=NoTokens(),
            site_url=SITE,
            site_name="Bench",
            company_name="Example Company",
            time_zone="Asia/Tokyo",
            site_store=self.store,
        )


def slug_of(number: int) -> str:
    """The address of a story."""
    return f"story-{number}"


def _post(number: int) -> Post:
    slug = slug_of(number)
    return Post(
        language=LANGUAGE,
        title=f"What we learned from gap {number}",
        summary="Three measurements, one drawing, and where the coffee is better.",
        html=f"<p>{PARAGRAPH}</p>" * 14,
        text="\n\n".join([PARAGRAPH.strip()] * 14),
        tags=_tags(number),
        byline="Aiko Tanaka",
        images=(),
        slug=slug,
        url=f"{SITE}/{LANGUAGE}/stories/{slug}/",
    )


def _tags(number: int) -> tuple[str, ...]:
    return (TAGS[number % len(TAGS)], TAGS[(number * 3 + 1) % len(TAGS)])


def _order(number: int, payload: Payload, moment: datetime) -> Order:
    return Order(
        delivery_id=f"delivery-{number}",
        key=f"key-{number}",
        payload=payload,
        story_id=f"story-{number}",
        slug=slug_of(number),
        language=LANGUAGE,
        ordinal=number,
        published_at=moment,
        modified_at=moment,
    )
