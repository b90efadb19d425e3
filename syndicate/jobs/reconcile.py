"""Every night, each channel's own list against our receipts: one worker at a time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from syndicate.db import database_now
from syndicate.models import Channel, Delivery
from syndicate.publishing.errors import PublishError
from syndicate.publishing.port import Listing
from syndicate.services import channels, comparison
from syndicate.services.due import IN_FLIGHT, waiting
from syndicate.services.kit import Kit

log = structlog.get_logger(__name__)

NIGHT = time(3)
"""In the site's time zone; what was asleep then compares when it wakes."""
WINDOW = timedelta(days=30)
LEASE = timedelta(minutes=10)


def compare_due(kit: Kit) -> int:
    """Compare every channel not compared since last night; how many channels that were."""
    with kit.database.reading() as session:
        ids = _due(session, kit, database_now(session))
    return sum(_compare(kit, channel_id) for channel_id in ids)


def _due(session: Session, kit: Kit, now: datetime) -> list[str]:
    last, night = comparison.latest(session), _last_night(kit.settings.time_zone, now)
    return [
        channel.id
        for channel in channels.all_channels(session)
        if _can_be_listed(channel, kit, now)
        and (channel.id not in last or last[channel.id].at < night)
    ]


def _can_be_listed(channel: Channel, kit: Kit, now: datetime) -> bool:
    plug = kit.registry.plugs.get(channel.kind)
    answers = channel.paused_until is None or channel.paused_until <= now
    listed = plug is not None and plug.listing is not None
    return listed and answers and channel.active and not channel.needs_reconnect


def _last_night(zone: str, now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(zone))
    night = datetime.combine(local.date(), NIGHT, local.tzinfo)
    return night if night <= local else night - timedelta(days=1)


def _compare(kit: Kit, channel_id: str) -> bool:
    with kit.database.begin() as session:
        began = database_now(session)
        channel = _claim(session, channel_id, began)
    if channel is None:
        return False
    try:
        listing: Listing = kit.registry.plug(channel.kind).listing(
            kit.bench(channel), began - WINDOW
        )
        with kit.database.begin() as session:
            return _keep(session, channel, listing, kit)
    except Exception as error:  # noqa: BLE001 - the log says why, and it is tried again
        _failed(channel, error)
        return False
    finally:
        with kit.database.begin() as session:
            _release(session, channel_id, began)


def _keep(session: Session, channel: Channel, listing: Listing, kit: Kit) -> bool:
    """False while something is on its way, whose receipt may not be written yet."""
    if _is_busy(session, channel.id):
        return False
    now = database_now(session)
    found = comparison.compare(session, channel, listing, now)
    if found.count:
        log.error("channel.list_differs", channel=channel.name, count=found.count)
    comparison.keep(session, channel, found, kit=kit, now=now)
    return True


def _claim(session: Session, channel_id: str, now: datetime) -> Channel | None:
    """The channel, kept from upkeep and from other comparisons; None while it is not free."""
    if _is_busy(session, channel_id):
        return None
    return session.scalars(
        update(Channel)
        .where(
            Channel.id == channel_id,
            or_(Channel.tending_until.is_(None), Channel.tending_until <= now),
        )
        .values(tending_until=now + LEASE)
        .returning(Channel)
    ).one_or_none()


def _is_busy(session: Session, channel_id: str) -> bool:
    query = select(Delivery.id).where(
        waiting(Delivery), Delivery.channel_id == channel_id, Delivery.state.in_(IN_FLIGHT)
    )
    return session.scalars(query.limit(1)).first() is not None


def _release(session: Session, channel_id: str, began: datetime) -> None:
    session.execute(
        update(Channel)
        .where(Channel.id == channel_id, Channel.tending_until == began + LEASE)
        .values(tending_until=None)
    )


def _failed(channel: Channel, error: Exception) -> None:
    if isinstance(error, PublishError):
        log.warning("channel.list_failed", channel=channel.name, problem=error.detail)
    else:
        log.error("channel.list_failed", channel=channel.name, exc_info=error)
