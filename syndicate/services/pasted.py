"""What a person tells who looked at the channel: the link of the post that stands there."""

from __future__ import annotations

from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.models import Channel
from syndicate.process import Toolbox
from syndicate.publishing.port import Receipt
from syndicate.rendering.links import safe_href
from syndicate.validation import FieldError

REMOTE_ID_MAX = 500


def receipt(channel: Channel, permalink: str, remote_id: str, toolbox: Toolbox) -> Receipt:
    """The receipt of the post at `permalink`, by which it can be taken down. Raises `Invalid`."""
    address = safe_href(permalink)
    if address is None or not address.startswith(("http://", "https://")):
        raise Invalid.field(
            "permalink", _("Please paste the whole address of the post, with https://.")
        )
    if len(remote_id) > REMOTE_ID_MAX:
        raise Invalid.field(
            "remote_id", _("Please write at most %(max_length)s characters.", max_length=500)
        )
    try:
        known_as = remote_id.strip() or toolbox.id_of(channel.kind, address)
    except FieldError as error:
        raise Invalid.field("permalink", error.text) from error
    return Receipt(known_as[:REMOTE_ID_MAX], address)
