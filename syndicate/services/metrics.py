"""How many, and never who: counts of stories and deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from syndicate.errors import Forbidden
from syndicate.i18n import _
from syndicate.models import Channel, Delivery, DeliveryState, ReceiptRow, State, Story
from syndicate.policy import Actor, Permission, Standing, allows


@dataclass(frozen=True)
class ChannelCounts:
    """What stands at one channel, and what is under way there."""

    channel: Channel
    standing: int
    """Stories readers can see there now."""
    taken_down: int
    deliveries: dict[DeliveryState, int]
    """Every state, also those with none."""


def stories_by_state(session: Session, actor: Actor) -> dict[State, int]:
    """How many stories are in each state. Raises `Forbidden`."""
    _demand(actor)
    query = select(Story.state, func.count()).group_by(Story.state)
    counted = dict(session.execute(query).all())
    return {state: counted.get(state, 0) for state in State}


def by_channel(session: Session, actor: Actor) -> Sequence[ChannelCounts]:
    """The counts of each channel, in the order of publishing. Raises `Forbidden`."""
    _demand(actor)
    standing = _receipts(session, gone=False)
    taken_down = _receipts(session, gone=True)
    deliveries = _deliveries(session)
    channels = session.scalars(select(Channel).order_by(Channel.position, Channel.id))
    return [
        ChannelCounts(
            channel,
            standing.get(channel.id, 0),
            taken_down.get(channel.id, 0),
            {state: deliveries.get((channel.id, state), 0) for state in DeliveryState},
        )
        for channel in channels
    ]


def _receipts(session: Session, *, gone: bool) -> dict[str, int]:
    wanted = ReceiptRow.gone_at.is_not(None) if gone else ReceiptRow.gone_at.is_(None)
    query = select(ReceiptRow.channel_id, func.count()).where(wanted)
    return dict(session.execute(query.group_by(ReceiptRow.channel_id)).all())


def _deliveries(session: Session) -> dict[tuple[str, DeliveryState], int]:
    query = select(Delivery.channel_id, Delivery.state, func.count())
    rows = session.execute(query.group_by(Delivery.channel_id, Delivery.state))
    return {(channel_id, state): count for channel_id, state, count in rows}


def _demand(actor: Actor) -> None:
    # No story is concerned, so its state does not matter.
    if not allows(Permission.METRICS_READ, Standing(actor, State.NOMINATED)):
        raise Forbidden(_("The counts are for the PR desk, privacy review and admins."))
