"""What a channel must be able to do, and the values that go in and come out.

A publisher is given everything it needs: it reads no database and no environment but its own
settings. `render` is pure; all other methods may speak to the outside and raise only the errors
of `syndicate.publishing.errors`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from syndicate.i18n import Text
from syndicate.publishing.metrics import Metric
from syndicate.rendering.post import ImageRef, Post
from syndicate.storage.folder import FolderStore
from syndicate.storage.port import Store


@dataclass(frozen=True)
class Limits:
    """What a kind of channel can take."""

    max_chars: int | None = None
    """Longest text, counted as the channel counts; None where there is no limit."""
    max_images: int = 20
    one_at_a_time: bool = False
    """Whether two deliveries to one channel must never run side by side."""
    settle_seconds: int = 60
    """After an unknown outcome, how long until a look-up can be believed."""
    timeout_seconds: int = 60
    """Longest a whole `publish`, `update` or `take_down` may take."""


@dataclass(frozen=True)
class Surface:
    """One text a reader or a crawler will see in a payload."""

    name: str
    """title, summary, body, link, alt, tag, slug, byline …"""
    text: str


@dataclass(frozen=True)
class Payload:
    """The exact bytes one channel will receive, and the images they name by hash."""

    body: bytes
    media_type: str
    images: tuple[ImageRef, ...] = ()

    @property
    def sha256(self) -> str:
        """Covers the bytes; images stand in them by their own hash."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Receipt:
    """What the channel answered: where it now stands."""

    remote_id: str
    permalink: str
    data: Mapping[str, Any] = field(default_factory=dict)
    """Anything the publisher needs to read back or take down, JSON values only."""
    is_public: bool = True
    """Whether readers outside may be shown the permalink."""


class Presence(StrEnum):
    """What a read-back found."""

    THERE = "there"
    GONE = "gone"
    DIFFERENT = "different"


@dataclass(frozen=True)
class ReadBack:
    """What stands at the channel now; `sha256` is of the payload rebuilt from what was read."""

    presence: Presence
    sha256: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Found:
    """A look-up found our post."""

    receipt: Receipt


@dataclass(frozen=True)
class Absent:
    """A look-up proved that our post is not there."""


@dataclass(frozen=True)
class CannotTell:
    """The channel has no way to look, or two looks disagree: a person decides."""

    reason: str = ""


@dataclass(frozen=True)
class Repeatable:
    """There is no way to look, but the channel carries out one key once: sending again is safe."""

    assumed: Receipt
    """Where it stands if it arrived; taken down by this, should it no longer be wanted."""


LookUp = Found | Absent | CannotTell | Repeatable


@dataclass(frozen=True)
class Order:
    """One act at one channel, as the worker hands it over."""

    delivery_id: str
    key: str
    """The same for every attempt of this delivery: an idempotency key where there is one."""
    payload: Payload
    story_id: str
    slug: str
    language: str
    ordinal: int
    """The how-manieth story of this language at this channel, from 1, never reused."""
    published_at: datetime
    """When the first publish of this story at this channel began; kept by updates."""
    modified_at: datetime
    """When this act began: `published_at` for the publish, the withdrawal's time for a take-down.
    Of a story on the shelf, when its last publish or update began."""
    receipt: Receipt | None = None
    """Of the live post, for update and take-down."""


@dataclass(frozen=True)
class Shelved:
    """A story that stands at this channel, or stood there and was withdrawn."""

    order: Order
    withdrawn_at: datetime | None = None
    """`modified_at` of the take-down that removed it."""
    links: tuple[str, ...] = ()
    """Permalinks of the same story at other channels."""


class Shelf(Protocol):
    """The stories already at this channel, for publishers that build pages of many."""

    def newest(
        self, language: str, *, tag: str | None = None, limit: int, listed_before: datetime
    ) -> Sequence[Shelved]:
        """Live stories published before `listed_before`, newest first."""
        ...

    def run(self, language: str, first: int, last: int) -> Sequence[Shelved]:
        """Live stories with `first <= ordinal <= last`, by ordinal."""
        ...

    def highest(self, language: str) -> int:
        """The highest ordinal so far, 0 when there is none."""
        ...

    def languages(self) -> Sequence[str]:
        """Languages with at least one live story, in alphabetical order."""
        ...

    def tags(self, language: str) -> Sequence[tuple[str, int]]:
        """Tags of live stories with their counts, by name."""
        ...

    def withdrawn_since(self, language: str, moment: datetime) -> Sequence[Shelved]:
        """Stories taken down since `moment`, newest first."""
        ...

    def everything(self) -> Sequence[Shelved]:
        """Every story ever, by language and ordinal, for a rebuild from nothing."""
        ...


class Media(Protocol):
    """Read access to approved images."""

    def read(self, sha256: str) -> bytes:
        """The bytes of an image; raises `NotFound` when it is not in the store."""
        ...


@dataclass(frozen=True)
class Token:
    """A channel account's credentials, decrypted for one use."""

    access_token: str = field(repr=False)
    """Of a channel that signs with shared secrets: these, newest first, separated by spaces."""
    expires_at: datetime | None = None
    refresh_token: str | None = field(default=None, repr=False)
    refresh_expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()


class Tokens(Protocol):
    """The credentials of one channel."""

    def current(self) -> Token:
        """A token that is good now; raises `NeedsReconnect` when a person must sign in again."""
        ...


@dataclass(frozen=True)
class Bench:
    """What a publisher works with; made for one channel."""

    channel_id: str
    name: str
    config: Mapping[str, Any]
    """The channel's own settings, as an admin entered them."""
    media: Media
    shelf: Shelf
    tokens: Tokens
    site_url: str
    site_name: str
    company_name: str
    time_zone: str
    site_store: Store = field(default_factory=lambda: FolderStore(Path("var/site")))
    """Where the culture blog is written to."""
    loopback: bool = False
    """Whether addresses people typed may lead to this machine."""


@dataclass(frozen=True)
class Listing:
    """What a channel says stands there, for comparing with our receipts."""

    copies: Sequence[Receipt]
    complete_since: datetime
    """Everything published later that still stands is in it."""


@dataclass(frozen=True)
class Health:
    """What `check()` found, in words for the channels page."""

    ok: bool
    detail: str
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Ending:
    """Something a channel needs that stops working by itself; people are warned before."""

    name: str
    """Stable, for the warning that was given: `token`, `version 202610`."""
    what: Text
    remedy: Text
    at: datetime


class Publisher(Protocol):
    """Speaks to one channel."""

    def render(self, post: Post) -> Payload:
        """The payload for `post`. Pure: the same post gives the same bytes."""
        ...

    def surfaces(self, payload: Payload) -> Sequence[Surface]:
        """Every text in the payload, read from its bytes, for the privacy scan."""
        ...

    def preview(self, payload: Payload) -> str:
        """A whole HTML page showing the payload as readers would see it; images at `/media/…`."""
        ...

    def publish(self, order: Order) -> Receipt:
        """Put it there, once. Called only after `sending` is durable."""
        ...

    def update(self, order: Order) -> Receipt:
        """Replace what stands there with the new payload."""
        ...

    def take_down(self, order: Order) -> None:
        """Remove it; already gone counts as done."""
        ...

    def look_up(self, order: Order, since: datetime) -> LookUp:
        """Whether a lost answer had succeeded: is our payload there, sent after `since`?"""
        ...

    def read_back(self, order: Order, receipt: Receipt) -> ReadBack:
        """Read what stands at `receipt` and rebuild its payload's hash."""
        ...

    def check(self) -> Health:
        """Whether the channel could take a story now."""
        ...

    def tend(self, now: datetime) -> datetime | None:
        """Periodic upkeep, such as feeds after the grace delay. Returns when to be called next."""
        ...

    def metrics(self, receipts: Sequence[Receipt]) -> Sequence[Metric]:
        """Counts of these live copies so far, as far as the channel tells: never who."""
        ...


@dataclass(frozen=True)
class Plug:
    """What a publisher registers under the entry point `syndicate.publishers`."""

    kind: str
    title: str
    limits: Limits
    open: Any
    """`open(bench: Bench) -> Publisher`."""
    config: Any = None
    """A pydantic model of the channel's settings, or None."""
    commands: Any = None
    """`commands() -> click.Group` added to the CLI, or None."""
    connect: Any = None
    """The OAuth connection (`syndicate.publishing.oauth.Connection`), or None."""
    new_secret: Any = None
    """`new_secret(given: str | None) -> str`: a shared secret, checked or made; or None."""
    to_copy: Any = None
    """`to_copy(payload: Payload) -> str`: what a person posts by hand; None where none does."""
    pasted: Any = None
    """`pasted(order: Order, permalink: str) -> Receipt`: the receipt of what this order left at a
    link a person pasted, by which it can be taken down, or a `FieldError` that says what to paste
    instead; None where the link itself is the id."""
    endings: Any = None
    """`endings() -> Sequence[Ending]`: what ends besides the account's token, or None."""
    listing: Any = None
    """`listing(bench: Bench, since: datetime) -> Listing`, or None where nothing can be listed."""
    demo: Any = None
    """Servers the demo starts for this kind (`syndicate.publishing.demo.Stand`), or None."""
