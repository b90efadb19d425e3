"""Claim what is due, deliver it, write it down: the one way every worker takes."""

from __future__ import annotations

import time

import structlog
from sqlalchemy.exc import DBAPIError

from syndicate.jobs.acts import perform
from syndicate.models import DeliveryState
from syndicate.services import outcomes
from syndicate.services.claims import Claim, Stopped, claim, peek
from syndicate.services.kit import Kit
from syndicate.services.outcomes import Outcome
from syndicate.services.recording import record
from syndicate.services.stopping import postpone, stop

log = structlog.get_logger(__name__)


LOOK_AGAIN_SECONDS = 0.5
"""So long one look at what is due is good for; a take-down that is new comes first after that."""


def deliver_next(kit: Kit, worker: str) -> bool:
    """Deliver the first thing that is due; False when nothing could be taken."""
    return any(deliver(kit, delivery_id, worker) for delivery_id in _due(kit))


def drain(kit: Kit, worker: str, *, seconds: float) -> int:
    """Deliver until nothing is due or the time is up; how many were taken."""
    ends, taken = time.monotonic() + seconds, 0
    while time.monotonic() < ends and (more := _deliver_some(kit, worker)):
        taken += more
    return taken


def _deliver_some(kit: Kit, worker: str) -> int:
    """Deliver what one look found, for as long as it is good; how many were taken."""
    ids, fresh, taken = _due(kit), time.monotonic() + LOOK_AGAIN_SECONDS, 0
    for delivery_id in ids:
        if taken and time.monotonic() > fresh:
            break
        taken += deliver(kit, delivery_id, worker)
    return taken


def _due(kit: Kit) -> list[str]:
    with kit.database.reading() as session:
        return peek(session, kit)


def deliver(kit: Kit, delivery_id: str, worker: str) -> bool:
    """Take one delivery as far as it goes now; False when it was not to be had."""
    with structlog.contextvars.bound_contextvars(delivery=delivery_id, worker=worker):
        taken = _claim(kit, delivery_id, worker)
        if isinstance(taken, Stopped):
            with kit.database.begin() as session:
                return stop(session, delivery_id, kit=kit)
        if taken is None:
            return False
        with structlog.contextvars.bound_contextvars(story=taken.story_id):
            _carry_out(kit, taken)
        return True


def _claim(kit: Kit, delivery_id: str, worker: str) -> Claim | Stopped | None:
    """The lease is durable when this returns. A fault in the fence holds the delivery back."""
    try:
        with kit.database.begin() as session:
            return claim(session, delivery_id, kit=kit, worker=worker)
    except DBAPIError:
        raise
    except Exception as error:
        log.exception("delivery.fence_failed")
        with kit.database.begin() as session:
            postpone(session, delivery_id, error)
        return None


def _carry_out(kit: Kit, taken: Claim) -> None:
    outcome = _outcome(kit, taken)
    with kit.database.begin() as session:
        kept = record(session, taken, outcome, kit=kit)
    log.info(
        "delivery.recorded" if kept else "delivery.lease_lost",
        kind=taken.kind.value,
        channel=taken.channel.name,
        state=outcome.state.value,
        reason=outcome.reason.value if outcome.reason else None,
    )


def _outcome(kit: Kit, taken: Claim) -> Outcome:
    try:
        publisher = kit.publisher(taken.channel)
    except Exception as error:  # noqa: BLE001 - nothing was sent, and the row must say why
        return outcomes.look_failed(_before(taken), error)
    return perform(taken, publisher)


def _before(taken: Claim) -> DeliveryState:
    return DeliveryState.READY if taken.act == "send" else DeliveryState.UNCERTAIN
