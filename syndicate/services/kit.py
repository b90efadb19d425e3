"""Everything a request, a job or a command works with, made once and handed on."""

from __future__ import annotations

from functools import cached_property

from syndicate.db import Database
from syndicate.models import Channel
from syndicate.process import Process
from syndicate.publishing.port import Bench, Limits, Order, Publisher, Receipt
from syndicate.registry import Registry
from syndicate.services.credentials import ChannelTokens
from syndicate.services.media_store import ChannelMedia, MediaStore
from syndicate.services.sealing import KeyRing
from syndicate.services.shelf import SqlShelf
from syndicate.settings import Settings
from syndicate.storage.opening import open_store


class Kit:
    """Fills in `syndicate.process.Toolbox`, and holds the database and what is plugged in.

    Raises `Misconfigured` where a store is set that needs what is not installed.
    """

    def __init__(self, settings: Settings, database: Database, registry: Registry) -> None:
        self.settings = settings
        self.database = database
        self.registry = registry
        # Opened at once, which speaks to nobody, so that what is lacking is told at the start.
        self.media = MediaStore(open_store(settings, "media_store"))
        self.site = open_store(settings, "site_store")

    @cached_property
    def ring(self) -> KeyRing:
        """The keys channel tokens are sealed with."""
        return KeyRing(self.settings.token_keys)

    def process(self, name: str) -> Process:
        """The process of that name; raises `Misconfigured`."""
        return self.registry.process(name)

    def pasted(self, kind: str, order: Order, permalink: str) -> Receipt:
        """The receipt of what this order left at a pasted address; raises `FieldError`."""
        told = self.registry.plug(kind).pasted
        receipt: Receipt = told(order, permalink) if told else Receipt(permalink, permalink)
        return receipt

    def limits(self, kind: str) -> Limits:
        """What a kind of channel can take; raises `Misconfigured`."""
        return self.registry.plug(kind).limits

    def tokens(self, channel: Channel) -> ChannelTokens:
        """The credentials of one channel."""
        connection = self.registry.plug(channel.kind).connect
        return ChannelTokens(self.database, self.ring, channel.id, connection)

    def bench(self, channel: Channel) -> Bench:
        """What the publisher of one channel works with."""
        return Bench(
            channel_id=channel.id,
            name=channel.name,
            config=dict(channel.config),
            media=ChannelMedia(self.media),
            shelf=SqlShelf(self.database, channel.id),
            tokens=self.tokens(channel),
            site_url=self.settings.site_url,
            site_name=self.settings.site_name,
            company_name=self.settings.company_name,
            time_zone=self.settings.time_zone,
            site_store=self.site,
            loopback=self.settings.allow_loopback,
        )

    def publisher(self, channel: Channel) -> Publisher:
        """The publisher for one channel; opening it speaks to nobody. Raises `Misconfigured`."""
        publisher: Publisher = self.registry.plug(channel.kind).open(self.bench(channel))
        return publisher
