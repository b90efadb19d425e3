"""What a receiver's answer means: the one table of outcomes, and what a success tells."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin

from syndicate.clock import now
from syndicate.publishing.errors import (
    NeedsReconnect,
    PublishError,
    Refused,
    Throttled,
    UnknownOutcome,
)
from syndicate.publishing.retry_after import retry_after
from syndicate.publishing.safe_http import Answer
from syndicate.rendering.links import safe_href

LONGEST_ID = 500
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_UNDECIDED = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY)


@dataclass(frozen=True)
class Told:
    """What an answer says about the copy the receiver made; everything may be missing."""

    remote_id: str = ""
    permalink: str = ""
    location: str = ""
    """Where the copy can be read back."""
    sha256: str = ""
    """Of the content that stands there."""


def is_success(answer: Answer) -> bool:
    """Whether the receiver took it."""
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES


def refusal(answer: Answer, host: str) -> PublishError:
    """What an answer outside 2xx means."""
    said = f"{host} answered HTTP {answer.status}."
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = retry_after(answer.headers.get("retry-after"), now())
        return Throttled(f"{said} It asks to wait.", retry_after=wait)
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return NeedsReconnect(
            f"{said} It does not accept our signature: compare the secret, then set it again with"
            " syndicate channel secret."
        )
    if answer.status in _UNDECIDED or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UnknownOutcome(said)
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        return Refused(f"{said} Redirects are not followed: set the address it leads to.")
    return Refused(said)


def told(answer: Answer, url: str) -> Told:
    """What a success tells. A body that is no JSON object tells nothing."""
    try:
        value = json.loads(answer.body)
    except ValueError:
        value = None
    known = value if isinstance(value, dict) else {}
    location = answer.headers.get("location", "")
    return Told(
        remote_id=_word(known.get("id"))[:LONGEST_ID],
        permalink=safe_href(_word(known.get("url"))) or "",
        location=safe_href(urljoin(url, location)) or "" if location else "",
        sha256=_word(known.get("sha256")),
    )


def _word(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""
