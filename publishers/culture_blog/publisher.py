"""The culture blog as a channel: stories become files of a static site."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from publishers.culture_blog import acts, addresses, memory, pages, readback
from publishers.culture_blog.addresses import file_for
from publishers.culture_blog.article import content_of
from publishers.culture_blog.content import MEDIA_TYPE, Content
from publishers.culture_blog.edition import Edition
from publishers.culture_blog.rebuild import rebuild
from publishers.culture_blog.shelves import After
from publishers.culture_blog.site import Site
from publishers.culture_blog.store import Building, Changes, changing
from publishers.culture_blog.story import checked
from publishers.culture_blog.surfaces import surfaces
from syndicate import clock
from syndicate.errors import NotFound
from syndicate.publishing.errors import PublishError, Refused
from syndicate.publishing.metrics import Metric
from syndicate.publishing.port import (
    Absent,
    Bench,
    Found,
    Health,
    Listing,
    LookUp,
    Order,
    Payload,
    ReadBack,
    Receipt,
    Surface,
)
from syndicate.rendering.post import Post


class CultureBlog:
    """Writes one culture blog. Every act may be repeated: it ends in the same files."""

    def __init__(self, bench: Bench) -> None:
        self.site = Site.of(bench)
        self.store = bench.site_store
        self._bench = bench

    def render(self, post: Post) -> Payload:
        """The payload for `post`: the same post gives the same bytes."""
        content = content_of(post)
        content.demand_safe_names()
        return Payload(content.to_bytes(), MEDIA_TYPE, content.images)

    def surfaces(self, payload: Payload) -> Sequence[Surface]:
        """Every text in the payload."""
        return list(surfaces(Content.from_bytes(payload.body)))

    def preview(self, payload: Payload) -> str:
        """The page as it will stand, with stylesheet and images from the app."""
        return pages.preview_page(self.site, Content.from_bytes(payload.body))

    def publish(self, order: Order) -> Receipt:
        """Put the story on the site."""
        self._demand_ours(order)
        self._carry_out(order, withdrawn=False)
        return self._receipt(order)

    def update(self, order: Order) -> Receipt:
        """Let the story show its new payload."""
        return self.publish(order)

    def take_down(self, order: Order) -> None:
        """Let the story's address say that it was withdrawn, and take it off every list."""
        if order.language in self.site.languages:
            self._carry_out(order, withdrawn=True)
        else:
            self.build(clock.now())

    def look_up(self, order: Order, since: datetime) -> LookUp:  # noqa: ARG002  # the files tell
        """Whether the story stands there with this very payload."""
        with self._changing() as changes:
            story = memory.recall(changes, order.language, order.slug)
            page = changes.read(file_for(addresses.story(order.language, order.slug)))
        content = story.content if story else None
        if content is None or content.to_bytes() != order.payload.body:
            return Absent()
        there = page is not None and content.article_html.encode() in page
        return Found(self._receipt(order)) if there else Absent()

    def read_back(self, order: Order, receipt: Receipt) -> ReadBack:  # noqa: ARG002  # one address
        """What a reader finds at the story's address."""
        return readback.read_back(self.site, order)

    def check(self) -> Health:
        """Whether the site can be written and its pages are of one making."""
        try:
            with self._changing(seconds=1) as changes:
                look = changes.read(memory.LOOK)
        except Building:
            return Health(ok=True, detail="The site is being built right now.")
        except PublishError as error:
            return Health(ok=False, detail=error.detail)
        if look is None:
            return Health(ok=True, detail="The site is not built yet; the next upkeep builds it.")
        if look.decode() != self.site.fingerprint:
            return Health(ok=True, detail="The next upkeep gives every page the present look.")
        return Health(ok=True, detail=f"The site stands at {self.site.url}.")

    def tend(self, now: datetime) -> datetime | None:
        """Feeds after the grace delay, new links, and the whole site when its look has changed."""
        with self._changing() as changes:
            if not self._has_present_look(changes):
                self._rebuild(changes, now)
            edition = Edition(self.site, self._bench.shelf, changes, now)
            next_time = acts.pass_time(edition)
            changes.apply()
        return next_time

    def metrics(self, receipts: Sequence[Receipt]) -> Sequence[Metric]:  # noqa: ARG002  # the port
        """Nothing: the blog counts no readers."""
        return []

    def listing(self, since: datetime) -> Listing:
        """Every story whose page is in the store, however old: the store forgets none."""
        with self._changing() as changes:
            slugs = [
                (language, slug)
                for language in self.site.languages
                for slug in memory.standing(changes, language)
                if changes.read(file_for(addresses.story(language, slug))) is not None
            ]
        copies = [Receipt(f"{code}/{slug}", self._permalink(code, slug)) for code, slug in slugs]
        return Listing(copies, since)

    def build(self, now: datetime) -> int:
        """Make the whole site again from the shelf; returns how many files changed."""
        with self._changing() as changes:
            self._rebuild(changes, now)
            return changes.apply()

    def differences(self, now: datetime) -> tuple[str, ...]:
        """The files that are not what the shelf says, by name; nothing is changed."""
        with self._changing() as changes:
            self._rebuild(changes, now)
            return changes.pending

    def _carry_out(self, order: Order, *, withdrawn: bool) -> None:
        now = clock.now()
        after = After(self._bench.shelf, order, withdrawn=withdrawn)
        with self._changing() as changes:
            if changes.read(memory.LOOK) is None:
                self._rebuild(changes, now)
            edition = Edition(self.site, after, changes, now)
            try:
                acts.carry_out(edition, after.act, self._bench.media)
            except NotFound as error:
                raise Refused("An image of the story is not in the store.") from error
            changes.apply()

    def _demand_ours(self, order: Order) -> None:
        checked(order)
        if order.language not in self.site.languages:
            msg = f"The blog has no pages in the language “{order.language}”."
            raise Refused(msg)

    def _has_present_look(self, changes: Changes) -> bool:
        return changes.read(memory.LOOK) == self.site.fingerprint.encode()

    def _rebuild(self, changes: Changes, now: datetime) -> None:
        rebuild(self.site, self._bench.shelf, self._bench.media, changes, now)

    def _receipt(self, order: Order) -> Receipt:
        return Receipt(
            remote_id=f"{order.language}/{order.slug}",
            permalink=self._permalink(order.language, order.slug),
            data={
                "path": addresses.story(order.language, order.slug),
                "sha256": order.payload.sha256,
            },
        )

    def _permalink(self, language: str, slug: str) -> str:
        return f"{self.site.url}{addresses.story(language, slug)}"

    def _changing(self, *, seconds: float = 30) -> AbstractContextManager[Changes]:
        return changing(self.store, seconds=seconds)
