"""Gates of a release: who is asked, who has decided, and whether they hold."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from syndicate.db import Base
from syndicate.models.account import User
from syndicate.models.columns import Created, Identified, Sha256, one_of, reference

IS_OPEN = text("state = 'open'")


class GateState(StrEnum):
    """Where a gate stands."""

    WAITING = "waiting"
    """Gates of an earlier stage do not hold yet."""
    OPEN = "open"
    HELD = "held"
    RETURNED = "returned"


class Gate(Identified, Created, Base):
    """One condition of going out, for one release."""

    __tablename__ = "gate"
    __table_args__ = (
        UniqueConstraint("release_id", "name"),
        Index("ix_gate_due", "due_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )

    story_id: Mapped[str] = reference("story")
    release_id: Mapped[str] = reference("release")
    release_sha256: Mapped[Sha256]
    name: Mapped[str] = mapped_column(String(40))
    stage: Mapped[int] = mapped_column(default=0)
    """Opens when every gate of a lower stage holds."""
    needed: Mapped[int] = mapped_column(default=1)
    """How many people must decide before it holds."""
    in_turn: Mapped[bool] = mapped_column(default=False)
    """Whether those asked decide one after the other, by position."""
    state: Mapped[GateState] = mapped_column(one_of(GateState), default=GateState.OPEN)
    due_at: Mapped[datetime | None]
    """Set when it opens, where people are asked to decide."""
    reminders: Mapped[int] = mapped_column(default=0)
    """How many of the two reminders have been written."""
    claimed_by_id: Mapped[str | None] = reference("user_account")
    """Who said “I take it”."""
    claimed_at: Mapped[datetime | None]
    decided_by_id: Mapped[str | None] = reference("user_account")
    """Who held it last, or sent it back."""
    decided_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    emergency_id: Mapped[str | None] = reference("emergency")
    """Set where it is held by the emergency path and not by its own decisions."""
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    claimed_by: Mapped[User | None] = relationship(foreign_keys=[claimed_by_id])
    seats: Mapped[list[Seat]] = relationship(
        order_by="Seat.position", cascade="all, delete-orphan", lazy="selectin"
    )
    """Who is asked by name; empty where anybody of the role may decide."""
    decisions: Mapped[list[Decision]] = relationship(
        order_by="Decision.decided_at, Decision.id",
        cascade="all, delete-orphan",
        lazy="selectin",
    )


class Seat(Identified, Base):
    """One person's place at one gate."""

    __tablename__ = "gate_seat"
    __table_args__ = (UniqueConstraint("gate_id", "user_id"),)

    gate_id: Mapped[str] = reference("gate", index=False)
    story_id: Mapped[str] = reference("story")
    user_id: Mapped[str] = reference("user_account")
    position: Mapped[int]
    user: Mapped[User] = relationship(lazy="joined")


class Decision(Identified, Base):
    """One person's yes at one gate."""

    __tablename__ = "gate_decision"
    __table_args__ = (UniqueConstraint("gate_id", "user_id"),)

    gate_id: Mapped[str] = reference("gate", index=False)
    story_id: Mapped[str] = reference("story")
    user_id: Mapped[str] = reference("user_account")
    acting_for_id: Mapped[str | None] = reference("user_account")
    """Whose right a deputy used."""
    comment: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")
    acting_for: Mapped[User | None] = relationship(foreign_keys=[acting_for_id], lazy="joined")

    @property
    def holder_id(self) -> str:
        """Whose place this decision fills."""
        return self.acting_for_id or self.user_id
