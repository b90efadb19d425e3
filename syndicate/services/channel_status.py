"""How each channel stands: one answer for the page, for programs and for the command line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate import quiet
from syndicate.errors import Misconfigured
from syndicate.models import Channel, ChannelCredential, Delivery, Freeze, Role, User
from syndicate.publishing.port import Ending, Plug
from syndicate.services import channels, comparison, credentials, endings, notices, quota
from syndicate.services.comparison import Comparison
from syndicate.services.due import BREAKER_OPENS_AT, stuck, waiting
from syndicate.services.kit import Kit


@dataclass(frozen=True)
class Waiting:
    """What stands in line before one channel."""

    ready: int = 0
    """To be sent, looked up or taken down."""
    stuck: int = 0
    """With a person."""
    oldest: datetime | None = None
    """When the longest waiting of them all was meant to go out."""


@dataclass(frozen=True)
class ChannelStatus:
    """One channel: how it fares, what holds it, what ends, and who can help."""

    channel: Channel
    connects: bool
    """Whether it needs an account or a secret at all."""
    credential: ChannelCredential | None
    connected_by: User | None
    helpers: Sequence[User]
    """Who can connect it again."""
    endings: Sequence[Ending]
    freeze: Freeze | None
    """Of this channel alone."""
    is_failing: bool
    """So often in a row that it is tried by one delivery at a time."""
    paused_until: datetime | None
    """The channel asked for it, or failed too often; None where it is over."""
    quiet_until: datetime | None
    left_today: int | None
    waiting: Waiting
    compared: Comparison | None
    """When its own list was last compared with our receipts, and what came of it."""


def all_statuses(session: Session, *, kit: Kit, now: datetime) -> list[ChannelStatus]:
    """Every channel in the order of publishing."""
    rows = channels.all_channels(session)
    lines = _lines(session)
    frozen = {freeze.channel_id: freeze for freeze in channels.freezes(session)}
    helpers = notices.with_role(session, Role.ADMIN)
    compared = comparison.latest(session)
    return [
        _status(
            session,
            channel,
            kit=kit,
            now=now,
            freeze=frozen.get(channel.id),
            line=lines[channel.id],
            helpers=helpers,
            compared=compared.get(channel.id),
        )
        for channel in rows
    ]


def _status(
    session: Session,
    channel: Channel,
    *,
    kit: Kit,
    now: datetime,
    freeze: Freeze | None,
    line: Waiting,
    helpers: Sequence[User],
    compared: Comparison | None,
) -> ChannelStatus:
    plug: Plug | None = kit.registry.plugs.get(channel.kind)
    credential = credentials.stored(session, channel)
    by = credential.connected_by_id if credential else None
    paused = channel.paused_until
    return ChannelStatus(
        channel=channel,
        connects=plug is not None and plug.connect is not None,
        credential=credential,
        connected_by=session.get(User, by) if by else None,
        helpers=helpers,
        endings=_endings(session, channel, kit),
        freeze=freeze,
        is_failing=channel.failures >= BREAKER_OPENS_AT,
        paused_until=paused if paused is not None and paused > now else None,
        quiet_until=quiet.ends_at(channel.quiet, kit.settings.time_zone, now),
        left_today=quota.left(channel, now),
        waiting=line,
        compared=compared,
    )


def _endings(session: Session, channel: Channel, kit: Kit) -> list[Ending]:
    try:
        return endings.of_channel(session, channel, kit=kit)
    except Misconfigured:  # the check of the channel says what is wrong
        return []


def _lines(session: Session) -> dict[str, Waiting]:
    """What waits by channel: counted here, since a GROUP BY would read every delivery there was."""
    found: dict[str, Waiting] = defaultdict(Waiting)
    for condition, ready in ((waiting(Delivery), 1), (stuck(Delivery), 0)):
        query = select(Delivery.channel_id, Delivery.planned_at).where(condition)
        for channel_id, planned_at in session.execute(query):
            before = found[channel_id]
            found[channel_id] = Waiting(
                ready=before.ready + ready,
                stuck=before.stuck + 1 - ready,
                oldest=min(before.oldest or planned_at, planned_at),
            )
    return found
