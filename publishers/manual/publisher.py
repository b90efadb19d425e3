"""A place people post to by hand as a channel: every act asks a person, who says when it is done.

Until somebody has said so, each act counts as perhaps done: a story that is withdrawn meanwhile
asks whether it was posted, and waits for its take-down if it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from publishers.manual import content, preview, reading
from publishers.manual.config import ManualConfig, read_config
from syndicate.publishing.errors import ByHand
from syndicate.publishing.metrics import Metric
from syndicate.publishing.port import (
    Bench,
    Health,
    Limits,
    LookUp,
    Order,
    Payload,
    ReadBack,
    Receipt,
    Surface,
)
from syndicate.publishing.safe_http import SafeHttp
from syndicate.rendering.post import Post

LIMITS = Limits(max_images=20, settle_seconds=1, timeout_seconds=60)


class ByHandChannel:
    """One place without an API; fills in `syndicate.publishing.port.Publisher`."""

    def __init__(self, bench: Bench, config: ManualConfig, *, http: SafeHttp | None = None) -> None:
        self._config = config
        self._http = http or SafeHttp(loopback=bench.loopback, most_bytes=reading.MOST_BYTES)

    def render(self, post: Post) -> Payload:
        """The text to copy; raises `Invalid` when it is longer than the place takes."""
        return content.render(post, self._config)

    def surfaces(self, payload: Payload) -> Sequence[Surface]:
        """Every text in the payload."""
        return content.surfaces(payload)

    def preview(self, payload: Payload) -> str:
        """The text to copy, with its pictures."""
        return preview.page(payload, self._config)

    def publish(self, order: Order) -> Receipt:
        """Ask a person to post it and to give the link."""
        del order
        raise ByHand(self._asks("Post the text and the pictures, then give the link."))

    def update(self, order: Order) -> Receipt:
        """Ask a person to change what stands there."""
        place = order.receipt.permalink if order.receipt else ""
        raise ByHand(self._asks(f"Replace what stands at {place} by the new text."))

    def take_down(self, order: Order) -> None:
        """Ask a person to delete it there, with what the link shows now."""
        place = order.receipt.permalink if order.receipt else ""
        shown = reading.look(self._http, place, order.payload)
        raise ByHand(self._asks(f"Delete what stands at {place}. {shown.detail}".strip()))

    def look_up(self, order: Order, since: datetime) -> LookUp:
        """Nobody but the person who was asked can know."""
        del order, since
        raise ByHand(self._asks("Say whether it was posted, and where."))

    def read_back(self, order: Order, receipt: Receipt) -> ReadBack:
        """What the link shows to strangers; without a hash, the person's word stands."""
        return reading.look(self._http, receipt.permalink, order.payload)

    def check(self) -> Health:
        """A person can always be asked."""
        return Health(ok=True, detail=self._asks("Somebody posts by hand."))

    def tend(self, now: datetime) -> datetime | None:
        """Nothing to keep up."""
        del now
        return None

    def metrics(self, receipts: Sequence[Receipt]) -> Sequence[Metric]:
        """Nothing: a place without an API tells no counts."""
        del receipts
        return []

    def _asks(self, what: str) -> str:
        parts = (what, self._config.instructions, self._config.address)
        return " ".join(part for part in parts if part)


def open_channel(bench: Bench) -> ByHandChannel:
    """The publisher of one channel."""
    return ByHandChannel(bench, read_config(bench.config))
