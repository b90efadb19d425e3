"""The outbox of record: one row is outbox entry, lease, state machine and ledger in one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from syndicate.db import Base
from syndicate.models.channel import Channel
from syndicate.models.columns import Created, Identified, Json, Sha256, one_of, reference
from syndicate.models.story import PayloadRow, Story


class DeliveryKind(StrEnum):
    """What is done at the channel."""

    PUBLISH = "publish"
    UPDATE = "update"
    TAKE_DOWN = "take_down"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    READY = "ready"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    CHECKING = "checking"
    DONE = "done"
    NEEDS_PERSON = "needs_person"
    CANCELLED = "cancelled"
    GIVEN_UP = "given_up"


class Reason(StrEnum):
    """Why a delivery waits or came to a stop; its `problem` tells the details."""

    ALTERED = "altered"
    BLOCKED = "blocked"
    BY_HAND = "by_hand"
    CANNOT_TELL = "cannot_tell"
    DIFFERENT = "different"
    FAULT = "fault"
    FIRST_GIVEN_UP = "first_given_up"
    LATE = "late"
    QUIET = "quiet"
    QUOTA = "quota"
    RECONNECT = "reconnect"
    REFUSED = "refused"
    REPLACED = "replaced"
    STILL_THERE = "still_there"
    TAKEN = "taken"
    THROTTLED = "throttled"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    VANISHED = "vanished"
    WITHDRAWN = "withdrawn"
    WORKERS_DIED = "workers_died"


OPEN_STATES = (
    DeliveryState.READY,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.CHECKING,
    DeliveryState.NEEDS_PERSON,
)
WAITING = text("state IN ('ready', 'sending', 'uncertain', 'checking')")
"""Deliveries a worker may have to touch: the index over them stays small however long we run."""

STUCK = text("state = 'needs_person'")
"""Deliveries a person must decide about."""

URGENT = text("kind = 'take_down' AND state IN ('ready', 'sending', 'uncertain', 'checking')")


class Delivery(Identified, Created, Base):
    """One act at one channel for one release."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("release_id", "channel_id", "kind"),
        Index(
            "uq_delivery_ordinal",
            "channel_id",
            "language",
            "ordinal",
            unique=True,
            sqlite_where=text("kind = 'publish'"),
            postgresql_where=text("kind = 'publish'"),
        ),
        Index("ix_delivery_waiting", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_delivery_urgent", "due_at", sqlite_where=URGENT, postgresql_where=URGENT),
        Index("ix_delivery_stuck", "created_at", sqlite_where=STUCK, postgresql_where=STUCK),
    )

    story_id: Mapped[str] = reference("story")
    release_id: Mapped[str] = reference("release")
    payload_id: Mapped[str] = reference("payload")
    channel_id: Mapped[str] = reference("channel")
    kind: Mapped[DeliveryKind] = mapped_column(one_of(DeliveryKind))
    state: Mapped[DeliveryState] = mapped_column(one_of(DeliveryState), default=DeliveryState.READY)
    release_sha256: Mapped[Sha256]
    payload_sha256: Mapped[Sha256]
    language: Mapped[str] = mapped_column(String(5))
    due_at: Mapped[datetime]
    """Not claimed before this time; moved on by retries, settling and throttling."""
    planned_at: Mapped[datetime]
    """When it was meant to go out; long after that, a person is asked first."""
    after_id: Mapped[str | None] = reference("delivery")
    """A delivery that must be done first."""
    receipt_id: Mapped[str | None] = reference("receipt")
    """The live copy an update or a take-down acts on; for a publish, the copy it made."""
    ordinal: Mapped[int | None]
    """The how-manieth story of its language at its channel."""
    gen: Mapped[int] = mapped_column(default=0)
    """Raised by every claim; each later write compares it."""
    lease_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    sends: Mapped[int] = mapped_column(default=0)
    """How often bytes may have left: counted before each send."""
    failures: Mapped[int] = mapped_column(default=0)
    """Refusals and unreachable channels in a row, for the backoff."""
    deaths: Mapped[int] = mapped_column(default=0)
    """Workers that died holding it."""
    in_doubt: Mapped[bool] = mapped_column(default=False)
    """Whether an earlier send may have left something at the channel."""
    first_sent_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    reason: Mapped[Reason | None] = mapped_column(one_of(Reason))
    problem: Mapped[str] = mapped_column(Text, default="")

    story: Mapped[Story] = relationship()
    channel: Mapped[Channel] = relationship()
    payload: Mapped[PayloadRow] = relationship()
    receipt: Mapped[ReceiptRow | None] = relationship(foreign_keys=[receipt_id])


class Attempt(Identified, Base):
    """One try of a worker, as told in the delivery log."""

    __tablename__ = "attempt"

    delivery_id: Mapped[str] = reference("delivery")
    gen: Mapped[int]
    act: Mapped[str] = mapped_column(String(20))
    """send, look_up or read_back."""
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(20), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    worker: Mapped[str] = mapped_column(String(80))


class ReceiptRow(Identified, Created, Base):
    """What the channel answered: where the story now stands, and what was read back."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("channel_id", "remote_id"),
        Index("ix_receipt_story_channel", "story_id", "channel_id"),
        Index("ix_receipt_shelf", "channel_id", "language", "ordinal"),
        Index("ix_receipt_gone", "channel_id", "language", "gone_at"),
    )

    story_id: Mapped[str] = reference("story")
    channel_id: Mapped[str] = reference("channel")
    payload_id: Mapped[str] = reference("payload")
    """The payload that stands there now."""
    remote_id: Mapped[str] = mapped_column(String(500))
    permalink: Mapped[str] = mapped_column(String(2000))
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    is_public: Mapped[bool] = mapped_column(default=True)
    """Whether readers outside may be shown the permalink."""
    language: Mapped[str] = mapped_column(String(5))
    ordinal: Mapped[int]
    published_at: Mapped[datetime]
    modified_at: Mapped[datetime]
    read_back_at: Mapped[datetime | None]
    read_back_sha256: Mapped[str | None] = mapped_column(String(64))
    gone_at: Mapped[datetime | None]
    """When the take-down began that a read-back then proved."""

    payload: Mapped[PayloadRow] = relationship(lazy="joined")
    channel: Mapped[Channel] = relationship(lazy="joined")


class ReceiptTag(Identified, Base):
    """One tag of a story that stands at a channel, so that a tag's newest are found at once."""

    __tablename__ = "receipt_tag"
    __table_args__ = (
        UniqueConstraint("receipt_id", "tag"),
        Index("ix_receipt_tag_shelf", "channel_id", "language", "tag", "ordinal"),
    )

    receipt_id: Mapped[str] = reference("receipt", index=False)
    channel_id: Mapped[str] = reference("channel", index=False)
    language: Mapped[str] = mapped_column(String(5))
    tag: Mapped[str] = mapped_column(String(80))
    ordinal: Mapped[int]


class MetricRow(Identified, Base):
    """One count of one copy, as its channel told it: aggregates only, never who."""

    __tablename__ = "metric"
    __table_args__ = (UniqueConstraint("receipt_id", "name", "day"),)

    receipt_id: Mapped[str] = reference("receipt", index=False)
    name: Mapped[str] = mapped_column(String(20))
    """A value of `syndicate.publishing.port.MetricName`."""
    day: Mapped[date] = mapped_column(Date)
    """The day of UTC up to which `value` counts from the beginning."""
    value: Mapped[int]
    read_at: Mapped[datetime]


class WorkerHeartbeat(Base):
    """A worker that lives, or lived."""

    __tablename__ = "worker_heartbeat"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """embedded, worker or rq."""
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
