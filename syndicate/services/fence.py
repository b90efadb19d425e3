"""The last question before a send: is this still what was approved, and may it still go out?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from syndicate.models import Delivery, DeliveryKind, DeliveryState, Reason, Release, Story
from syndicate.policy import SYSTEM
from syndicate.process import Toolbox
from syndicate.quiet import ends_at
from syndicate.services import channels, receipts
from syndicate.services.cautions import QUIET
from syndicate.services.deliveries import OUT_STATES, WITHDRAWN_STATES
from syndicate.services.due import Eligible
from syndicate.services.quota import next_day
from syndicate.workflow import blocks, look, state_label

ASK_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Held:
    """Why a delivery does not go out now, and the state it is left in."""

    state: DeliveryState
    reason: Reason | None
    problem: str = ""
    until: datetime | None = None
    """When it may go out by a rule of its channel; its planned time moves there."""


def hold(
    session: Session,
    delivery: Delivery,
    story: Story,
    *,
    toolbox: Toolbox,
    now: datetime,
    found: Eligible | None = None,
) -> Held | None:
    """None when this delivery may be sent. Asked inside the claim, under the story's lock.

    What a claim has `found` behind its locks is not asked again.
    """
    if delivery.kind is DeliveryKind.TAKE_DOWN:
        return _nothing_left(delivery)
    return (
        _no_longer_wanted(delivery, story)
        or _altered(session, delivery)
        or _at_the_channel(session, delivery, found)
        or _first_is_missing(session, delivery)
        or _late(session, delivery, toolbox, now, found)
        or _resting(delivery, story, toolbox, now)
        or _blocked(session, story, toolbox, now, found)
    )


def _nothing_left(delivery: Delivery) -> Held | None:
    if delivery.receipt is None or delivery.receipt.gone_at is not None:
        return Held(DeliveryState.DONE, None)
    return None


def _no_longer_wanted(delivery: Delivery, story: Story) -> Held | None:
    if story.state in WITHDRAWN_STATES:
        return Held(DeliveryState.CANCELLED, Reason.WITHDRAWN)
    if story.release_id != delivery.release_id:
        return Held(DeliveryState.CANCELLED, Reason.REPLACED)
    if story.state not in OUT_STATES:
        return Held(DeliveryState.READY, Reason.BLOCKED, str(state_label(story.state)))
    return None


def _altered(session: Session, delivery: Delivery) -> Held | None:
    """What is stored must be, byte for byte, what the gates hold for."""
    payload, release = delivery.payload, session.get_one(Release, delivery.release_id)
    digest = hashlib.sha256(payload.body).hexdigest()
    same = (
        digest == payload.sha256 == delivery.payload_sha256
        and payload.release_id == release.id
        and release.sha256 == delivery.release_sha256
    )
    return None if same else Held(DeliveryState.NEEDS_PERSON, Reason.ALTERED)


def _at_the_channel(session: Session, delivery: Delivery, found: Eligible | None) -> Held | None:
    """The copy to update is gone, or these very bytes stand there and need at most a look."""
    if found is not None and not found.has_copy and delivery.receipt_id is None:
        return None
    copy = delivery.receipt
    if delivery.kind is DeliveryKind.PUBLISH:
        copies = receipts.live_at(session, delivery.story_id, delivery.channel_id)
        copy = copies[0] if copies else None
    if copy is None:
        return None
    if copy.gone_at is not None:
        return Held(DeliveryState.NEEDS_PERSON, Reason.VANISHED)
    if copy.payload.sha256 != delivery.payload_sha256:
        return None
    if copy.read_back_sha256 == delivery.payload_sha256:
        return Held(DeliveryState.DONE, None)
    # An update may be sent again; a post that stands there must not be, only read back.
    is_update = delivery.kind is DeliveryKind.UPDATE
    return None if is_update else Held(DeliveryState.UNCERTAIN, None)


def _first_is_missing(session: Session, delivery: Delivery) -> Held | None:
    if delivery.after_id is None:
        return None
    first = session.get_one(Delivery, delivery.after_id)
    if first.state is DeliveryState.DONE:
        return None
    return Held(DeliveryState.NEEDS_PERSON, Reason.FIRST_GIVEN_UP)


def _late(
    session: Session,
    delivery: Delivery,
    toolbox: Toolbox,
    now: datetime,
    found: Eligible | None,
) -> Held | None:
    """Long past its time, or its time passed in a freeze: a person decides."""
    grace = timedelta(minutes=toolbox.settings.late_after_minutes)
    was_frozen = (
        channels.lifted_since(session, delivery.channel_id, delivery.planned_at)
        if found is None
        else found.was_frozen
    )
    if now <= delivery.planned_at + grace and not was_frozen:
        return None
    return Held(DeliveryState.NEEDS_PERSON, Reason.LATE, delivery.problem)


def _resting(delivery: Delivery, story: Story, toolbox: Toolbox, now: datetime) -> Held | None:
    """The site or the channel has quiet hours, or the channel has had its number for the day."""
    channel, settings = delivery.channel, toolbox.settings
    periods = channel.quiet
    if QUIET not in story.acknowledged:
        periods = [*periods, *settings.quiet_hours]
    if quiet_until := ends_at(periods, settings.time_zone, now):
        return Held(DeliveryState.READY, Reason.QUIET, until=quiet_until)
    if tomorrow := next_day(channel, now):
        return Held(DeliveryState.READY, Reason.QUOTA, until=tomorrow)
    return None


def _blocked(
    session: Session, story: Story, toolbox: Toolbox, now: datetime, found: Eligible | None
) -> Held | None:
    situation = look(session, story, actor=SYSTEM, toolbox=toolbox, now=now)
    # Nothing that is eligible is frozen, and no freeze is written before the claim ends.
    reasons = blocks(situation, known={"freeze": None} if found else None)
    if not reasons:
        return None
    problem = " ".join(str(block.text) for block in reasons)
    return Held(DeliveryState.READY, Reason.BLOCKED, problem)
