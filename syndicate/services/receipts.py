"""Where stories stand, as the channels answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.orm import Session, lazyload

from syndicate.ids import new_id
from syndicate.models import (
    Delivery,
    DeliveryKind,
    ReceiptRow,
    ReceiptTag,
    Release,
    Revision,
    Story,
)
from syndicate.publishing.port import Receipt

_TAGS = (
    select(Revision.tags)
    .join(Release, Release.revision_id == Revision.id)
    .where(Release.id == bindparam("release"))
)
_LIVE_AT = (
    select(ReceiptRow)
    .where(
        ReceiptRow.story_id == bindparam("story"),
        ReceiptRow.channel_id == bindparam("channel"),
        ReceiptRow.gone_at.is_(None),
    )
    .order_by(ReceiptRow.created_at, ReceiptRow.id)
)


class Taken(Exception):
    """The channel answered with the id of another copy: something is badly wrong."""


def live(session: Session, story: Story) -> Sequence[ReceiptRow]:
    """Every copy of a story that is not proved gone, oldest first."""
    return session.scalars(
        select(ReceiptRow)
        .where(ReceiptRow.story_id == story.id, ReceiptRow.gone_at.is_(None))
        .order_by(ReceiptRow.created_at, ReceiptRow.id)
    ).all()


def live_at(session: Session, story_id: str, channel_id: str) -> Sequence[ReceiptRow]:
    """The same at one channel; more than one means that it was posted twice."""
    return session.scalars(_LIVE_AT, {"story": story_id, "channel": channel_id}).all()


def save(session: Session, delivery: Delivery, receipt: Receipt, *, now: datetime) -> ReceiptRow:
    """Keep what the channel answered to a publish or an update. Raises `Taken`."""
    found = known(session, delivery.channel_id, receipt.remote_id)
    row = delivery.receipt or found
    if found is not None and (found is not row or found.story_id != delivery.story_id):
        msg = f"The channel's id {receipt.remote_id} belongs to another copy."
        raise Taken(msg)
    delivery.receipt = _written(session, row, delivery, receipt, now)
    return delivery.receipt


def append(session: Session, delivery: Delivery, receipt: Receipt, *, now: datetime) -> ReceiptRow:
    """Keep the receipt of a publish that ended after its lease; its delivery stays untouched."""
    return known(session, delivery.channel_id, receipt.remote_id) or _written(
        session, None, delivery, receipt, now
    )


def known(session: Session, channel_id: str, remote_id: str) -> ReceiptRow | None:
    """The copy that has this id at its channel, gone or not."""
    values = {"channel": channel_id, "remote": remote_id}
    return session.scalars(_known_query(), values).one_or_none()


@cache
def _known_query() -> Select[ReceiptRow]:
    return (
        select(ReceiptRow)
        .where(
            ReceiptRow.channel_id == bindparam("channel"),
            ReceiptRow.remote_id == bindparam("remote"),
        )
        .options(lazyload(ReceiptRow.payload), lazyload(ReceiptRow.channel))
    )


def mark_gone(session: Session, receipt: ReceiptRow, began: datetime) -> None:
    """A read-back, or a person, found it gone; it leaves the shelf's tags."""
    receipt.gone_at = began
    session.execute(delete(ReceiptTag).where(ReceiptTag.receipt_id == receipt.id))


def _written(
    session: Session,
    row: ReceiptRow | None,
    delivery: Delivery,
    receipt: Receipt,
    now: datetime,
) -> ReceiptRow:
    began, ordinal = delivery.first_sent_at or now, delivery.ordinal
    if ordinal is None:
        msg = f"delivery {delivery.id} was never claimed"
        raise ValueError(msg)
    is_new = row is None
    with session.no_autoflush:  # the new row is written once, with what is still to be said of it
        tags = session.scalars(_TAGS, {"release": delivery.release_id}).one()
    if row is None:
        row = ReceiptRow(
            id=new_id(),
            story_id=delivery.story_id,
            channel_id=delivery.channel_id,
            created_at=now,
        )
        session.add(row)
    row.remote_id, row.permalink = receipt.remote_id, receipt.permalink
    row.data, row.is_public = dict(receipt.data), receipt.is_public
    row.payload_id = delivery.payload_id
    row.modified_at = began
    if delivery.kind is DeliveryKind.PUBLISH:
        row.language, row.ordinal, row.published_at = delivery.language, ordinal, began
        row.gone_at = None
    if not is_new:
        session.expire(row, ["payload"])
        session.execute(delete(ReceiptTag).where(ReceiptTag.receipt_id == row.id))
    _tag(session, row, tags)
    return row


def _tag(session: Session, row: ReceiptRow, tags: Sequence[str]) -> None:
    if not tags:
        return
    session.flush()  # the tags refer to it
    session.add_all(
        ReceiptTag(
            receipt_id=row.id,
            channel_id=row.channel_id,
            language=row.language,
            tag=tag,
            ordinal=row.ordinal,
        )
        for tag in sorted(set(tags))
    )
