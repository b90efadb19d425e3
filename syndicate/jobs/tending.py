"""Upkeep the publishers ask for, such as feeds after their grace delay: one worker at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from syndicate.db import database_now
from syndicate.models import Channel, Delivery, DeliveryState
from syndicate.publishing.errors import PublishError
from syndicate.services.claims import solo_kinds
from syndicate.services.due import waiting
from syndicate.services.kit import Kit

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
AGAIN_AFTER_FAULT = timedelta(minutes=1)


def tend_next(kit: Kit) -> bool:
    """Do the upkeep of one channel whose time has come; False when there is none."""
    with kit.database.reading() as session:
        ids = _due(session)
    return any(_tend(kit, channel_id) for channel_id in ids)


def _tend(kit: Kit, channel_id: str) -> bool:
    with kit.database.begin() as session:
        now = database_now(session)
        channel = _claim(session, channel_id, kit, now)
    if channel is None:
        return False
    try:
        again = kit.publisher(channel).tend(now)
    except Exception as error:  # noqa: BLE001 - the channel's row and the log say why
        _failed(channel, error)
        again = now + AGAIN_AFTER_FAULT
    with kit.database.begin() as session:
        _release(session, channel_id, now, again)
    return True


def _due(session: Session) -> list[str]:
    now = database_now(session)
    query = select(Channel.id).where(Channel.tend_at <= now).order_by(Channel.tend_at)
    return list(session.scalars(query))


def _claim(session: Session, channel_id: str, kit: Kit, now: datetime) -> Channel | None:
    """The channel, held for the upkeep; None while another is at it, or delivers there alone."""
    channel = session.scalars(
        select(Channel)
        .where(
            Channel.id == channel_id,
            Channel.tend_at <= now,
            or_(Channel.tending_until.is_(None), Channel.tending_until <= now),
        )
        .with_for_update(key_share=True, skip_locked=True)
    ).one_or_none()
    if channel is None:
        return None
    if channel.kind in solo_kinds(kit) and _is_delivering(session, channel_id):
        return None
    channel.tending_until = now + LEASE
    return channel


def _is_delivering(session: Session, channel_id: str) -> bool:
    held = Delivery.state.in_((DeliveryState.SENDING, DeliveryState.CHECKING))
    query = select(Delivery.id).where(waiting(Delivery), Delivery.channel_id == channel_id, held)
    return session.scalars(query.limit(1)).first() is not None


def _release(session: Session, channel_id: str, began: datetime, again: datetime | None) -> None:
    """Next time, unless a delivery asked for upkeep while this one ran."""
    session.execute(
        update(Channel)
        .where(Channel.id == channel_id, Channel.tending_until == began + LEASE)
        .values(tending_until=None)
    )
    session.execute(
        update(Channel)
        .where(and_(Channel.id == channel_id, Channel.tend_at <= began))
        .values(tend_at=again)
    )


def _failed(channel: Channel, error: Exception) -> None:
    if isinstance(error, PublishError):
        log.warning("channel.tend_failed", channel=channel.name, problem=error.detail)
    else:
        log.error("channel.tend_failed", channel=channel.name, exc_info=error)
