"""What came of one act at a channel, and what that means for the delivery and the channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import structlog

from syndicate.models import DeliveryKind, DeliveryState, Reason
from syndicate.publishing.errors import (
    ByHand,
    NeedsReconnect,
    NotSent,
    PublishError,
    Refused,
    Throttled,
)
from syndicate.publishing.port import CannotTell, ReadBack, Receipt, Repeatable
from syndicate.services.claims import Claim

log = structlog.get_logger(__name__)

LONGEST_PAUSE = timedelta(hours=24)
LOOKS_AT_MOST = 20
"""Looks in a row that gave no answer, after which a person is asked; about four hours."""
SURPRISES_AT_MOST = 5
"""The same for a fault of our own, and for a post that cannot be seen."""


class News(StrEnum):
    """What an outcome tells about the channel."""

    NONE = "none"
    ANSWERED = "answered"
    FAILED = "failed"
    THROTTLED = "throttled"
    SIGNED_OUT = "signed_out"


@dataclass(frozen=True)
class Outcome:
    """Where a delivery goes from here."""

    state: DeliveryState
    reason: Reason | None = None
    problem: str = ""
    wait: timedelta | None = timedelta()
    """Until the next try; None backs off by the failures in a row."""
    in_doubt: bool | None = None
    """Whether something may have been left at the channel; None leaves that open."""
    read_back: ReadBack | None = None
    receipt: Receipt | None = None
    """What the channel answered, still to be written down."""
    assumed: Receipt | None = None
    """Where it stands if an unanswered send arrived; kept when it will not be sent again."""
    news: News = News.NONE
    asks_after: int | None = None
    """After so many failures in a row a person decides instead."""

    @property
    def counts(self) -> bool:
        """Whether this is one more failure in a row."""
        return self.wait is None or self.asks_after is not None


def done(read_back: ReadBack) -> Outcome:
    """A read-back shows what was approved; after a take-down, that it is gone."""
    return Outcome(DeliveryState.DONE, in_doubt=False, read_back=read_back, news=News.ANSWERED)


def absent() -> Outcome:
    """A look proved that nothing was left behind: it may be sent, through the fence again."""
    return Outcome(DeliveryState.READY, news=News.ANSWERED)


def cannot_tell(found: CannotTell) -> Outcome:
    """Only a person can see whether it is there."""
    return Outcome(DeliveryState.NEEDS_PERSON, Reason.CANNOT_TELL, found.reason)


def repeatable(found: Repeatable) -> Outcome:
    """Nobody can look, but the channel carries out one key once: the same may be sent again."""
    return Outcome(DeliveryState.READY, assumed=found.assumed)


def taken(problem: str) -> Outcome:
    """The channel's answer cannot be right: it names another story's copy."""
    return Outcome(DeliveryState.NEEDS_PERSON, Reason.TAKEN, problem, in_doubt=True)


def too_slow() -> Outcome:
    """The lease would end before the send does, so it was not begun."""
    return Outcome(
        DeliveryState.READY, Reason.FAULT, "The worker was held up before it could send."
    )


def unlike(claim: Claim, read_back: ReadBack, *, sent: bool) -> Outcome:
    """Something stands there, but not what was approved.

    `sent` tells whether the channel said that it took it; an update in doubt may not have arrived.
    """
    if claim.kind is DeliveryKind.UPDATE and claim.in_doubt and not sent:
        return absent()
    return Outcome(
        DeliveryState.NEEDS_PERSON,
        Reason.DIFFERENT,
        read_back.detail,
        in_doubt=False,
        read_back=read_back,
        news=News.ANSWERED,
    )


def vanished(claim: Claim, read_back: ReadBack) -> Outcome:
    """The channel gave a receipt, and shows nothing there: perhaps not yet."""
    return Outcome(
        DeliveryState.UNCERTAIN,
        Reason.VANISHED,
        read_back.detail,
        wait=timedelta(seconds=claim.limits.settle_seconds),
        read_back=read_back,
        news=News.ANSWERED,
        asks_after=SURPRISES_AT_MOST,
    )


def still_there(read_back: ReadBack) -> Outcome:
    """The take-down was accepted, and the copy is still to be seen: it is taken down again."""
    return Outcome(
        DeliveryState.READY,
        Reason.STILL_THERE,
        read_back.detail,
        wait=None,
        read_back=read_back,
        news=News.ANSWERED,
    )


def send_failed(claim: Claim, error: Exception) -> Outcome:
    """A publish, an update or a take-down ended without an answer that it was done."""
    known = _nothing_created(DeliveryState.READY, error)
    if known is not None:
        return known
    if isinstance(error, Refused):
        return _refused(error)
    if claim.kind is DeliveryKind.TAKE_DOWN:  # doing it twice does no harm, so it is never left
        return replace(_unclear(DeliveryState.READY, error), asks_after=None)
    return replace(
        _unclear(DeliveryState.UNCERTAIN, error),
        wait=timedelta(seconds=claim.limits.settle_seconds),
        in_doubt=True,
        asks_after=None,
    )


def look_failed(state: DeliveryState, error: Exception) -> Outcome:
    """A look-up or a read-back gave no answer; `state` is where that leaves the delivery."""
    known = _nothing_created(state, error)
    if known is not None:
        return known
    if isinstance(error, Refused) and error.permanent:
        return Outcome(DeliveryState.NEEDS_PERSON, Reason.CANNOT_TELL, error.detail)
    return _unclear(state, error)


def _nothing_created(state: DeliveryState, error: Exception) -> Outcome | None:
    """Failures that mean the same whatever was tried."""
    if isinstance(error, NotSent):
        return Outcome(state, Reason.UNREACHABLE, error.detail, wait=None, news=News.FAILED)
    if isinstance(error, Throttled):
        wait = error.retry_after
        if wait is not None:
            wait = min(max(wait, timedelta(seconds=1)), LONGEST_PAUSE)
        return Outcome(state, Reason.THROTTLED, error.detail, wait=wait, news=News.THROTTLED)
    if isinstance(error, NeedsReconnect):
        return Outcome(state, Reason.RECONNECT, error.detail, news=News.SIGNED_OUT)
    if isinstance(error, ByHand):  # from now on somebody may have done it without saying so yet
        return Outcome(DeliveryState.NEEDS_PERSON, Reason.BY_HAND, error.detail, in_doubt=True)
    return None


def _refused(error: Refused) -> Outcome:
    if error.permanent:
        return Outcome(DeliveryState.NEEDS_PERSON, Reason.REFUSED, error.detail, news=News.ANSWERED)
    return Outcome(DeliveryState.READY, Reason.REFUSED, error.detail, wait=None, news=News.FAILED)


def _unclear(state: DeliveryState, error: Exception) -> Outcome:
    if isinstance(error, PublishError):
        return Outcome(
            state,
            Reason.UNKNOWN,
            error.detail,
            wait=None,
            news=News.FAILED,
            asks_after=LOOKS_AT_MOST,
        )
    log.error("delivery.fault", exc_info=error)
    return Outcome(
        state,
        Reason.FAULT,
        f"A fault of our own ({type(error).__name__}); the log has the details.",
        wait=None,
        asks_after=SURPRISES_AT_MOST,
    )
