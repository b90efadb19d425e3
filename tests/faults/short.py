"""Short timings and a naive publisher for this process and its children; the product has neither.

Every patch makes a wait shorter. What is done, in which order, and what it means is untouched.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from publishers.linkedin import PLUG
from publishers.linkedin.publisher import LinkedInPublisher
from syndicate.publishing.port import Absent, Bench, LookUp, Order, Plug
from syndicate.services import backoff, channel_health, claims, recording
from tests.faults.plan import MARGIN_SECONDS, SETTLE_SECONDS, TIMEOUT_SECONDS


def shorten_waits() -> None:
    """Make leases, pauses and backoffs of this process last moments."""
    claims.LEASE_MARGIN = timedelta(seconds=MARGIN_SECONDS)
    claims.ASK_AGAIN = timedelta(seconds=1)  # type: ignore[attr-defined] # imported there by name
    short = partial(backoff.backoff, base=timedelta(seconds=0.2), cap=timedelta(seconds=1))
    recording.backoff = short  # type: ignore[attr-defined] # the same
    channel_health._BREAKER_BASE = timedelta(seconds=0.5)
    channel_health.backoff = partial(backoff.backoff, cap=timedelta(seconds=1))  # type: ignore[attr-defined] # the same


def plug(*, naive: bool) -> Plug:
    """LinkedIn with short limits; the naive one never looks."""
    limits = replace(PLUG.limits, timeout_seconds=TIMEOUT_SECONDS, settle_seconds=SETTLE_SECONDS)
    return replace(PLUG, limits=limits, open=_open_naive if naive else PLUG.open)


class _NeverLooks:
    """Passes everything on but the question whether it is there: never, it says."""

    def __init__(self, publisher: LinkedInPublisher) -> None:
        self._publisher = publisher

    def __getattr__(self, name: str) -> object:
        return getattr(self._publisher, name)

    def look_up(self, _order: Order, _since: datetime) -> LookUp:
        """What a retry without a look-up amounts to."""
        return Absent()


def _open_naive(bench: Bench) -> _NeverLooks:
    return _NeverLooks(PLUG.open(bench))
