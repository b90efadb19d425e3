"""What a person tells who looked at the channel: the link of the post that stands there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.models import Delivery, Story
from syndicate.process import Toolbox
from syndicate.publishing.port import Receipt
from syndicate.rendering.links import safe_href
from syndicate.services.orders import order_for
from syndicate.validation import FieldError

REMOTE_ID_MAX = 500


def receipt(
    delivery: Delivery,
    story: Story,
    permalink: str,
    remote_id: str,
    *,
    toolbox: Toolbox,
    now: datetime,
) -> Receipt:
    """The receipt of the post at `permalink`, by which it can be taken down. Raises `Invalid`.

    A `remote_id` somebody gives is the channel's own id, and wins over what the link tells.
    """
    address = safe_href(permalink)
    if address is None or not address.startswith(("http://", "https://")):
        raise Invalid.field(
            "permalink", _("Please paste the whole address of the post, with https://.")
        )
    given = remote_id.strip()
    if len(given) > REMOTE_ID_MAX:
        raise _too_long("remote_id")
    order = order_for(delivery, story, began=delivery.first_sent_at or now)
    try:
        told = toolbox.pasted(delivery.channel.kind, order, address)
    except FieldError as error:
        if not given:
            raise Invalid.field("permalink", error.text) from error
        told = Receipt(given, address)
    if given:
        return replace(told, remote_id=given)
    if len(told.remote_id) > REMOTE_ID_MAX:  # cut short, it could be another post's
        raise _too_long("permalink")
    return told


def _too_long(field: str) -> Invalid:
    return Invalid.field(
        field, _("Please write at most %(max_length)s characters.", max_length=REMOTE_ID_MAX)
    )
