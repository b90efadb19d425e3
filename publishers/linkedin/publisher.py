"""LinkedIn company pages as a channel."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from publishers.linkedin import posting, preview, reading, render, statistics
from publishers.linkedin.api import Api
from publishers.linkedin.config import ChannelConfig, read_config
from publishers.linkedin.content import Content
from publishers.linkedin.health import health
from publishers.linkedin.images import Uploader
from publishers.linkedin.settings import LinkedInSettings, load_settings
from syndicate.publishing.errors import NeedsReconnect
from syndicate.publishing.metrics import Metric
from syndicate.publishing.port import (
    Absent,
    Bench,
    CannotTell,
    Found,
    Health,
    Limits,
    Listing,
    LookUp,
    Order,
    Payload,
    Presence,
    ReadBack,
    Receipt,
    Surface,
)
from syndicate.rendering.post import Post

LIMITS = Limits(max_chars=3_000, max_images=20, settle_seconds=60, timeout_seconds=90)
_CALLS_AFTER_UPLOADS = 3
"""The upload call under way, the create, and a look at the post it is said to repeat."""


class LinkedInPublisher:
    """Speaks to one company page; fills in `syndicate.publishing.port.Publisher`."""

    def __init__(
        self,
        bench: Bench,
        settings: LinkedInSettings,
        config: ChannelConfig,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._bench = bench
        self._settings = settings
        self._config = config
        self._sleep = sleep

    def render(self, post: Post) -> Payload:
        """The payload for `post`; raises `Invalid` when LinkedIn would not show all of it."""
        return render.render(post, self._config)

    def surfaces(self, payload: Payload) -> Sequence[Surface]:
        """Every text in the payload as a reader sees it, without escapes."""
        return render.surfaces(payload)

    def preview(self, payload: Payload) -> str:
        """A page that shows the post as LinkedIn would, at two widths."""
        return preview.page(payload, self._bench.company_name)

    def publish(self, order: Order) -> Receipt:
        """Upload the images, then post once; a duplicate counts when it is this very post."""
        with self._api() as api:
            urns = self._uploader(api).urns(order.payload.images)
            post = posting.publish(api, self._page, order, urns)
        return self._receipt(post.urn, post.images)

    def update(self, order: Order) -> Receipt:
        """Edit the text and see that it changed; LinkedIn cannot change card or pictures."""
        with self._api() as api:
            posting.update(api, order, escape_urls=self._config.escape_urls, sleep=self._sleep)
        return posting.live(order)

    def take_down(self, order: Order) -> None:
        """Delete the post; already gone counts as done."""
        with self._api() as api:
            api.delete_post(posting.live(order).remote_id)

    def look_up(self, order: Order, since: datetime) -> LookUp:
        """Whether the page shows this payload: at the order's receipt, or posted after `since`."""
        if order.receipt:
            there = self.read_back(order, order.receipt).presence is Presence.THERE
            return Found(order.receipt) if there else Absent()
        with self._api() as api:
            post = reading.find(api, self._page, order.payload, since)
        if isinstance(post, CannotTell):
            return post
        if post is None:
            return Absent()
        return Found(self._receipt(post["id"], reading.image_hashes(post, order.payload)))

    def read_back(self, order: Order, receipt: Receipt) -> ReadBack:
        """What stands at LinkedIn now, rebuilt as a payload and compared by its hash."""
        with self._api() as api:
            shown = reading.shown(api, order, receipt, escape_urls=self._config.escape_urls)
        if shown is None:
            return ReadBack(Presence.GONE)
        payload = Payload(shown.content.to_bytes(), order.payload.media_type)
        if not shown.is_public:
            return ReadBack(Presence.DIFFERENT, payload.sha256, "LinkedIn does not show it.")
        if payload.sha256 == order.payload.sha256:
            return ReadBack(Presence.THERE, payload.sha256)
        expected = Content.from_bytes(order.payload.body)
        parts = ", ".join(reading.differences(shown.content, expected))
        return ReadBack(Presence.DIFFERENT, payload.sha256, f"Different at LinkedIn: {parts}.")

    def check(self) -> Health:
        """Whether the account may post as the page, and whether anything ends soon."""
        return health(self._settings, self._config, self._bench.tokens)

    def tend(self, now: datetime) -> datetime | None:  # noqa: ARG002 - the port's signature
        """LinkedIn needs no upkeep."""
        return None

    def metrics(self, receipts: Sequence[Receipt]) -> Sequence[Metric]:
        """Counts of these posts over the twelve months LinkedIn keeps; organic ones only."""
        if not receipts:
            return []
        with self._api() as api:
            return statistics.counts(api, self._page, [receipt.remote_id for receipt in receipts])

    def listing(self, since: datetime) -> Listing:
        """What the page shows of the time after `since`; posts made by hand are in it too."""
        with self._api() as api:
            urns, complete_since = reading.listed(api, self._page, since)
        return Listing([self._receipt(urn, {}) for urn in urns], complete_since)

    @property
    def _page(self) -> str:
        if self._config.organization is None:
            raise NeedsReconnect("No LinkedIn page is chosen for this channel. Connect it first.")
        return self._config.organization

    def _api(self) -> Api:
        return Api(self._settings, self._bench.tokens.current().access_token)

    def _uploader(self, api: Api) -> Uploader:
        return Uploader(
            api,
            owner=self._page,
            place=f"{self._settings.api_url} {self._page}",
            media=self._bench.media,
            deadline=time.monotonic()
            + LIMITS.timeout_seconds
            - _CALLS_AFTER_UPLOADS * self._settings.longest_call,
            sleep=self._sleep,
        )

    def _receipt(self, urn: str, images: dict[str, str]) -> Receipt:
        permalink = f"{self._settings.auth_url}/feed/update/{urn}/"
        return Receipt(urn, permalink, {"images": images})


def open_channel(bench: Bench) -> LinkedInPublisher:
    """The publisher of one channel; reads its settings from the environment now."""
    return LinkedInPublisher(bench, load_settings(), read_config(bench.config))


def list_channel(bench: Bench, since: datetime) -> Listing:
    """What stands at one channel, as LinkedIn tells it."""
    return open_channel(bench).listing(since)
