"""Taking one delivery: locks, the fence and the lease in one short transaction without HTTP."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from syndicate.db import database_now, is_sqlite
from syndicate.ids import new_id
from syndicate.models import (
    Attempt,
    Channel,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Story,
)
from syndicate.publishing.port import Limits, Order
from syndicate.services import channels, quota, receipts
from syndicate.services.due import Eligible, due, eligible, highest_ordinals
from syndicate.services.fence import ASK_AGAIN, Held, hold
from syndicate.services.kit import Kit
from syndicate.services.orders import order_for

LEASE_MARGIN = timedelta(seconds=30)
"""What a claim may lose between the lease and the send; a send begun later is not begun."""


CLOCK_SLACK = timedelta(minutes=2)
"""How far a channel's clock may differ from ours when it says since when a post is there."""


_BEGIN_ATTEMPT = insert(Attempt)
_LOCK = text("""
    SELECT clock_timestamp() AS now, pg_try_advisory_xact_lock_shared(:claims) AS may_claim
    FROM delivery
    JOIN story ON story.id = delivery.story_id
    JOIN channel ON channel.id = delivery.channel_id
    WHERE delivery.id = :delivery
    FOR UPDATE OF delivery SKIP LOCKED
    FOR SHARE OF story SKIP LOCKED
    FOR NO KEY UPDATE OF channel
""")


class Act(StrEnum):
    """What a worker does with what it claimed."""

    SEND = "send"
    LOOK_UP = "look_up"
    READ_BACK = "read_back"


def monotonic() -> float:
    """Seconds that go on while a process or a whole machine is asleep."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


@dataclass(frozen=True)
class Claim:
    """One delivery in the hands of one worker, until the lease ends."""

    delivery_id: str
    gen: int
    story_id: str
    kind: DeliveryKind
    act: Act
    order: Order
    channel: Channel
    limits: Limits
    worker: str
    attempt_id: str
    sends: int
    """How often bytes may have left, this time included."""
    in_doubt: bool
    looked_from: datetime
    """Nothing of this delivery was sent before."""
    begun: float
    """On the clock of `monotonic`, before the lease was written."""

    @property
    def may_still_send(self) -> bool:
        """Whether a send begun now ends within the lease."""
        return monotonic() - self.begun < LEASE_MARGIN.total_seconds()


@dataclass(frozen=True)
class Stopped:
    """The fence wants to end this delivery, which moves its story: not a claim's business."""

    delivery_id: str


@dataclass(frozen=True)
class _Hand:
    """What a claim has locked."""

    session: Session
    kit: Kit
    worker: str
    found: Eligible
    now: datetime
    begun: float

    @property
    def delivery(self) -> Delivery:
        """What is claimed."""
        return self.found.delivery

    @property
    def story(self) -> Story:
        """Whose it is."""
        return self.delivery.story

    @property
    def channel(self) -> Channel:
        """Where it goes."""
        return self.delivery.channel


def solo_kinds(kit: Kit) -> Collection[str]:
    """Kinds of channels that take one delivery at a time."""
    return [kind for kind, plug in kit.registry.plugs.items() if plug.limits.one_at_a_time]


def peek(session: Session, kit: Kit) -> list[str]:
    """What could be claimed now, best first; for a session that only reads."""
    return due(session, database_now(session), solo=solo_kinds(kit))


def claim(session: Session, delivery_id: str, *, kit: Kit, worker: str) -> Claim | Stopped | None:
    """Take a delivery, or None when it is not due, locked elsewhere, or held by the fence.

    Nothing here waits for a lock a person's transaction may hold, so nothing can deadlock. When
    the caller's commit returns, the lease is durable, and only then may the first byte leave.
    """
    begun = monotonic()
    now = _locked(session, delivery_id)
    if now is None:
        return None
    found = eligible(session, delivery_id, now, solo=solo_kinds(kit))
    if found is None:
        return None
    hand = _Hand(session, kit, worker, found, now, begun)
    if hand.delivery.state is DeliveryState.UNCERTAIN:
        return _lease(hand, _way_to_look(hand))
    _follow_copy(hand)
    held = hold(session, hand.delivery, hand.story, toolbox=kit, now=now, found=found)
    return _lease(hand, Act.SEND) if held is None else _leave(hand, held)


def next_ordinal(session: Session, channel_id: str, language: str) -> int:
    """One more than any story of this language ever had here; the channel must be locked."""
    highest = session.execute(select(*highest_ordinals(channel_id, language))).one()
    return max(number or 0 for number in highest) + 1


def _locked(session: Session, delivery_id: str) -> datetime | None:
    """Hold the delivery, its story and its channel; the time it then is, or None.

    Claims of one channel stand in line: for ordinals, the lone probe and lone deliveries. What is
    read from now on is as it stands behind these locks, and a freeze waits until this ends.
    """
    if is_sqlite(session):  # has one writer at a time anyway
        return database_now(session)
    values = {"delivery": delivery_id, "claims": channels.CLAIMS}
    found = session.connection().execute(_LOCK, values).one_or_none()
    if found is None or not found.may_claim:
        return None
    now: datetime = found.now
    return now.astimezone(UTC)


def _way_to_look(hand: _Hand) -> Act:
    """By the receipt where there is one, a receipt left by a worker that was too late included."""
    delivery = hand.delivery
    if delivery.kind is DeliveryKind.PUBLISH and delivery.receipt is None:
        copies = receipts.live_at(hand.session, delivery.story_id, delivery.channel_id)
        mine = (copy for copy in copies if copy.payload_id == delivery.payload_id)
        delivery.receipt = next(mine, None)
    return Act.LOOK_UP if delivery.receipt is None else Act.READ_BACK


def _follow_copy(hand: _Hand) -> None:
    """A publish where another version of the story stands becomes an update of that copy."""
    delivery = hand.delivery
    if delivery.kind is not DeliveryKind.PUBLISH or not hand.found.has_copy:
        return
    copies = receipts.live_at(hand.session, delivery.story_id, delivery.channel_id)
    if copies and copies[0].payload_id != delivery.payload_id:
        delivery.kind, delivery.receipt = DeliveryKind.UPDATE, copies[0]
        delivery.ordinal = copies[0].ordinal


def _leave(hand: _Hand, held: Held) -> Stopped | None:
    delivery = hand.delivery
    if held.state not in (DeliveryState.READY, DeliveryState.UNCERTAIN):
        return Stopped(delivery.id)
    delivery.state, delivery.reason, delivery.problem = held.state, held.reason, held.problem
    delivery.gen += 1
    if held.state is DeliveryState.READY:
        delivery.due_at = held.until or hand.now + ASK_AGAIN
        delivery.planned_at = max(delivery.planned_at, held.until or delivery.planned_at)
    return None


def _lease(hand: _Hand, act: Act) -> Claim:
    delivery, kit = hand.delivery, hand.kit
    limits = kit.limits(hand.channel.kind)
    if delivery.ordinal is None:
        delivery.ordinal = hand.found.next_ordinal
    sends = act is Act.SEND
    delivery.state = DeliveryState.SENDING if sends else DeliveryState.CHECKING
    delivery.gen += 1
    delivery.claimed_by = hand.worker
    delivery.lease_until = hand.now + timedelta(seconds=limits.timeout_seconds) + LEASE_MARGIN
    delivery.sends += int(sends)
    if sends and delivery.kind is not DeliveryKind.TAKE_DOWN:
        quota.count(hand.channel, hand.now)
    delivery.first_sent_at = delivery.first_sent_at or hand.now
    attempt_id = _begin_attempt(hand, act)
    return Claim(
        delivery_id=delivery.id,
        gen=delivery.gen,
        story_id=hand.story.id,
        kind=delivery.kind,
        act=act,
        order=order_for(delivery, hand.story),
        channel=hand.channel,
        limits=limits,
        worker=hand.worker,
        attempt_id=attempt_id,
        sends=delivery.sends,
        in_doubt=delivery.in_doubt,
        looked_from=delivery.first_sent_at - CLOCK_SLACK,
        begun=hand.begun,
    )


def _begin_attempt(hand: _Hand, act: Act) -> str:
    """One line more in the delivery log; its id."""
    attempt_id = new_id()
    values = {
        "id": attempt_id,
        "delivery_id": hand.delivery.id,
        "gen": hand.delivery.gen,
        "act": act.value,
        "started_at": hand.now,
        "outcome": "",
        "detail": "",
        "worker": hand.worker,
    }
    hand.session.connection().execute(_BEGIN_ATTEMPT, values)
    return attempt_id
