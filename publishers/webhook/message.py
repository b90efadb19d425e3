"""The message a receiver gets: what is to be done, with which story, the same on every attempt."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from publishers.webhook.config import WebhookConfig
from syndicate.errors import NotFound
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Media, Order, Receipt
from syndicate.rendering.canonical import canonical_json


class Kind(StrEnum):
    """What is to be done with the story."""

    PUBLISH = "story.publish"
    UPDATE = "story.update"
    TAKE_DOWN = "story.take_down"


def message_id(order: Order) -> str:
    """The key of one act: the same for every attempt, another when it is done anew later."""
    return f"msg_{order.key}_{int(order.modified_at.timestamp() * 1000)}"


def pasted(order: Order, permalink: str) -> Receipt:
    """The receipt of a message whose answer was lost, once somebody has seen what came of it.

    No link holds the receiver's own id, but the receiver knows the copy by our message's.
    """
    known_as = message_id(order)
    return Receipt(known_as, permalink, {"message": known_as, "sha256": order.payload.sha256})


def message(kind: Kind, order: Order, config: WebhookConfig, media: Media) -> bytes:
    """The bytes to post. Raises `Refused` when an image is not in the store."""
    data: dict[str, Any] = {
        "story": order.story_id,
        "language": order.language,
        "published_at": _time(order.published_at),
        "modified_at": _time(order.modified_at),
    }
    if order.receipt is not None:
        data["copy"] = _copy(order.receipt)
    if kind is not Kind.TAKE_DOWN:
        data["sha256"] = order.payload.sha256
        data["content"] = json.loads(order.payload.body)
        if not config.media_url:
            data["media"] = _inline(order, media)
    return canonical_json({"type": kind.value, "timestamp": _time(order.modified_at), "data": data})


def _copy(receipt: Receipt) -> dict[str, str]:
    """What the receiver may know the story by."""
    return {"id": receipt.remote_id, "published_by": receipt.data.get("message", "")}


def _inline(order: Order, media: Media) -> dict[str, str]:
    try:
        return {
            image.file_name: base64.b64encode(media.read(image.sha256)).decode()
            for image in order.payload.images
        }
    except NotFound as error:
        raise Refused("An image of the story is not in the store.") from error


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
