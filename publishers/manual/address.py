"""Which post a link leads to: the same post, however its link was copied."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from syndicate.i18n import _
from syndicate.publishing.port import Order, Receipt
from syndicate.validation import FieldError

_TRACKING = re.compile(r"utm_\w+|(?:fb|g|ms|yc)clid|igsh(?:id)?|mc_[ce]id|ref_?src")
"""What copying a link adds to it; no place finds a post by these."""


def pasted(order: Order, permalink: str) -> Receipt:
    """The receipt of what somebody posted by hand; raises `FieldError`."""
    del order
    parts = urlsplit(permalink)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name.lower())
    ]
    if parts.path in ("", "/") and not query and not parts.fragment:
        raise FieldError(
            _(
                "This is the address of the whole place. Open the post itself there and paste its "
                "address."
            )
        )
    plain = parts._replace(path=parts.path.rstrip("/") or "/", query=urlencode(query))
    return Receipt(urlunsplit(plain), permalink)
