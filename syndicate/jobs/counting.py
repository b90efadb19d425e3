"""Read the counts of copies once a day from each channel: one worker at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from syndicate.db import database_now
from syndicate.models import Channel, ReceiptRow
from syndicate.publishing.errors import NeedsReconnect, PublishError, Throttled
from syndicate.services import post_metrics
from syndicate.services.kit import Kit
from syndicate.services.orders import receipt_of

log = structlog.get_logger(__name__)

EVERY = timedelta(days=1)
LEASE = timedelta(minutes=15)
SOONER = timedelta(hours=1)
"""After a fault, and where nothing stood there yet."""
AT_ONCE = 50


def count_due(kit: Kit) -> int:
    """Read the counts of every channel whose time has come; how many channels that were."""
    with kit.database.reading() as session:
        ids = session.scalars(select(Channel.id).where(_is_due(database_now(session)))).all()
    return sum(_count(kit, channel_id) for channel_id in ids)


def _count(kit: Kit, channel_id: str) -> bool:
    with kit.database.begin() as session:
        claimed = _claim(session, channel_id)
    if claimed is None:
        return False
    channel, copies = claimed
    again = _read(kit, channel, copies)
    with kit.database.begin() as session:
        session.execute(
            update(Channel)
            .where(Channel.id == channel_id)
            .values(metrics_at=database_now(session) + again)
        )
    return True


def _claim(session: Session, channel_id: str) -> tuple[Channel, Sequence[ReceiptRow]] | None:
    """The channel and what to ask it about; None when another worker was first."""
    now = database_now(session)
    channel = session.scalars(
        update(Channel)
        .where(Channel.id == channel_id, _is_due(now))
        .values(metrics_at=now + LEASE)
        .returning(Channel)
    ).one_or_none()
    return (channel, post_metrics.to_read(session, channel_id, now)) if channel else None


def _read(kit: Kit, channel: Channel, copies: Sequence[ReceiptRow]) -> timedelta:
    """Read and keep, some copies at a time; how long until the next reading."""
    try:
        publisher = kit.publisher(channel)
        for start in range(0, len(copies), AT_ONCE):
            some = copies[start : start + AT_ONCE]
            told = publisher.metrics([receipt_of(copy) for copy in some])
            with kit.database.begin() as session:
                post_metrics.keep(session, some, told, database_now(session))
    except Throttled as error:
        _failed(channel, error)
        return max(error.retry_after or SOONER, SOONER)
    except NeedsReconnect as error:  # the account may post all the same, without this right
        _failed(channel, error)
        return EVERY
    except Exception as error:  # noqa: BLE001 - the log says why, and it is read again
        _failed(channel, error)
        return SOONER
    return EVERY if copies else SOONER


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(
        Channel.active,
        Channel.needs_reconnect.is_(False),
        or_(Channel.metrics_at.is_(None), Channel.metrics_at <= now),
        or_(Channel.paused_until.is_(None), Channel.paused_until <= now),
    )


def _failed(channel: Channel, error: Exception) -> None:
    if isinstance(error, PublishError):
        log.warning("channel.count_failed", channel=channel.name, problem=error.detail)
    else:
        log.error("channel.count_failed", channel=channel.name, exc_info=error)
