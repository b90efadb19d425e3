"""How an act at a channel can fail. The delivery row decides what happens next, not the caller."""

from __future__ import annotations

from datetime import timedelta


class PublishError(Exception):
    """Base of all; `detail` is shown to PR and must hold no secret."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotSent(PublishError):
    """No byte reached the channel (DNS, connection refused, TLS): safe to try again."""


class Refused(PublishError):
    """The channel said no and nothing was created."""

    def __init__(self, detail: str, *, permanent: bool = True) -> None:
        super().__init__(detail)
        self.permanent = permanent


class Throttled(PublishError):
    """Nothing was created; the whole channel must wait."""

    def __init__(self, detail: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class UnknownOutcome(PublishError):
    """It may or may not be there: read time-out, reset after sending, 5xx, no id in the answer."""


class NeedsReconnect(PublishError):
    """The account's credentials are no longer good; a person must connect it again."""


class ByHand(PublishError):
    """The channel has no API: nothing was sent, and a person is asked to do it there."""
