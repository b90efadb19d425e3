"""What a worker hands to a publisher, made from the rows that were approved."""

from __future__ import annotations

from datetime import datetime

from syndicate.models import Delivery, DeliveryKind, PayloadRow, ReceiptRow, Story
from syndicate.publishing.port import Order, Payload, Receipt
from syndicate.rendering.post import ImageRef


def payload_of(row: PayloadRow) -> Payload:
    """A stored payload as publishers take it."""
    return Payload(
        body=row.body,
        media_type=row.media_type,
        images=tuple(ImageRef(**image) for image in row.images),
    )


def receipt_of(row: ReceiptRow) -> Receipt:
    """A stored receipt as publishers take it."""
    return Receipt(row.remote_id, row.permalink, row.data, is_public=row.is_public)


def order_for(delivery: Delivery, story: Story, *, began: datetime | None = None) -> Order:
    """The order of a claimed delivery: the same for every attempt of it.

    One that was never claimed `began` when somebody says that it is there all the same.
    """
    receipt, began = delivery.receipt, began or delivery.first_sent_at
    if began is None or story.slug is None:
        msg = f"delivery {delivery.id} was not claimed, or its story has no address"
        raise ValueError(msg)
    payload = delivery.payload
    if delivery.kind is DeliveryKind.TAKE_DOWN and receipt is not None:
        payload = receipt.payload
    is_first = delivery.kind is DeliveryKind.PUBLISH or receipt is None
    return Order(
        delivery_id=delivery.id,
        key=delivery.id,
        payload=payload_of(payload),
        story_id=story.id,
        slug=story.slug,
        language=delivery.language,
        ordinal=delivery.ordinal or 0,
        published_at=began if is_first or receipt is None else receipt.published_at,
        modified_at=began,
        receipt=receipt_of(receipt) if receipt is not None else None,
    )


def standing_order(receipt: ReceiptRow, story: Story) -> Order:
    """The order as whose result a receipt stands at its channel, for pages made of many."""
    return Order(
        delivery_id=receipt.id,
        key=receipt.id,
        payload=payload_of(receipt.payload),
        story_id=story.id,
        slug=story.slug or "",
        language=receipt.language,
        ordinal=receipt.ordinal,
        published_at=receipt.published_at,
        modified_at=receipt.modified_at,
        receipt=receipt_of(receipt),
    )
