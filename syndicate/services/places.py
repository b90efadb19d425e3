"""Every place a withdrawn story stood at: asked, read back as gone, still there, or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.models import Delivery, DeliveryKind, DeliveryState, Reason, ReceiptRow, State, Story
from syndicate.services.decisions import Decision, offered

TAKING_DOWN = frozenset({State.WITHDRAWING, State.WITHDRAWN})


class Standing(StrEnum):
    """How far the take-down has come at one place."""

    ASKED = "asked"
    GONE = "gone"
    STILL_THERE = "still_there"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Place:
    """One copy, and what became of it."""

    receipt: ReceiptRow
    delivery: Delivery | None
    standing: Standing

    @property
    def asked_at(self) -> datetime | None:
        """When the channel was first asked, or is to be."""
        row = self.delivery
        return (row.first_sent_at or row.created_at) if row else None

    @property
    def gone_at(self) -> datetime | None:
        """When a read-back, or a person, found it gone."""
        if self.standing is not Standing.GONE:
            return None
        finished = self.delivery.finished_at if self.delivery else None
        return finished or self.receipt.gone_at

    @property
    def can_be_ticked(self) -> bool:
        """Whether somebody may say that it is gone."""
        return self.delivery is not None and Decision.NOT_THERE in offered(self.delivery)


@dataclass(frozen=True)
class TakeDown:
    """All places of one story."""

    places: Sequence[Place]

    @property
    def gone(self) -> int:
        """How many were read back as gone."""
        return sum(place.standing is Standing.GONE for place in self.places)

    @property
    def seconds(self) -> float | None:
        """From the first asking to the last read-back; None while something is left."""
        asked = [place.asked_at for place in self.places if place.asked_at]
        gone = [place.gone_at for place in self.places if place.gone_at]
        if not asked or len(gone) < len(self.places):
            return None
        return (max(gone) - min(asked)).total_seconds()


def of(session: Session, story: Story) -> TakeDown | None:
    """How far the take-down is; None where nothing is or was being taken down."""
    if story.state not in TAKING_DOWN:
        return None
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.story_id == story.id, Delivery.kind == DeliveryKind.TAKE_DOWN)
        .order_by(Delivery.created_at, Delivery.id)
    ).all()
    copies = session.scalars(
        select(ReceiptRow)
        .where(ReceiptRow.story_id == story.id)
        .order_by(ReceiptRow.created_at, ReceiptRow.id)
    )
    return TakeDown([_place(copy, rows) for copy in copies])


def _place(copy: ReceiptRow, rows: Sequence[Delivery]) -> Place:
    here = [row for row in rows if row.channel_id == copy.channel_id]
    own = [row for row in here if row.receipt_id == copy.id]
    found = own or here
    row = found[-1] if found else None
    return Place(copy, row, _standing(copy, row))


def _standing(copy: ReceiptRow, row: Delivery | None) -> Standing:
    if copy.gone_at is not None:
        return Standing.GONE
    if row is None or row.state in (DeliveryState.GIVEN_UP, DeliveryState.CANCELLED):
        return Standing.STILL_THERE
    if row.reason is Reason.BY_HAND:
        return Standing.BY_HAND
    if row.state is DeliveryState.NEEDS_PERSON or row.reason is Reason.STILL_THERE:
        return Standing.STILL_THERE
    return Standing.ASKED
