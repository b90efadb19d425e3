"""Which post a link of LinkedIn's leads to."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from syndicate.i18n import _
from syndicate.publishing.port import Order, Receipt
from syndicate.validation import FieldError

_URN = re.compile(r"urn:li:(?:share|ugcPost):[0-9]+")


def pasted(order: Order, permalink: str) -> Receipt:
    """The receipt of a post of ours at a link somebody pasted; raises `FieldError`."""
    del order
    return Receipt(id_of(permalink), permalink)


def id_of(permalink: str) -> str:
    """The post's URN, by which it is read and deleted.

    Links to an activity, and those with words in them, hold another number; the API takes neither.
    Raises `FieldError`.
    """
    found = _URN.search(unquote(urlsplit(permalink).path))
    if found is None:
        raise FieldError(
            _(
                "This link does not hold the post's own number. Open the post from the page's list "
                "of posts and paste the address with urn:li:share or urn:li:ugcPost in it."
            )
        )
    return found[0]
