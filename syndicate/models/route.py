"""Who approves for which department, and who stands in for whom."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from syndicate.db import Base
from syndicate.models.account import User
from syndicate.models.columns import CheckConstraint, Created, Identified, one_of, reference

EVERY_DEPARTMENT = ""
"""The department whose line holds where a department has none of its own."""


class ProcessChoice(Identified, Created, Base):
    """Which process the stories of one department follow."""

    __tablename__ = "process_choice"

    department: Mapped[str] = mapped_column(String(120), unique=True)
    process: Mapped[str] = mapped_column(String(40))


class RouteGate(Identified, Created, Base):
    """How one department passes one gate of a process."""

    __tablename__ = "route_gate"
    __table_args__ = (UniqueConstraint("process", "department", "gate"),)

    process: Mapped[str] = mapped_column(String(40))
    department: Mapped[str] = mapped_column(String(120))
    gate: Mapped[str] = mapped_column(String(40))
    needed: Mapped[int | None]
    """How many of the members must decide; None is all of them."""
    in_turn: Mapped[bool] = mapped_column(default=False)
    members: Mapped[list[RouteMember]] = relationship(
        order_by="RouteMember.position", cascade="all, delete-orphan", lazy="selectin"
    )


class RouteMember(Identified, Base):
    """One person on a route."""

    __tablename__ = "route_member"
    __table_args__ = (UniqueConstraint("route_gate_id", "user_id"),)

    route_gate_id: Mapped[str] = reference("route_gate", index=False)
    user_id: Mapped[str] = reference("user_account")
    position: Mapped[int]
    user: Mapped[User] = relationship(lazy="joined")


class Duty(StrEnum):
    """What a deputy may do in somebody's place."""

    PR = "pr"
    PRIVACY = "privacy"
    ROUTE = "route"
    """Decide at the gates where that person has a seat."""


class Deputy(Identified, Created, Base):
    """One person acts for another, for a time. What is lent cannot be lent on."""

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("user_id <> deputy_id", name="not_oneself"),
        CheckConstraint("from_at < until_at", name="some_time"),
    )

    user_id: Mapped[str] = reference("user_account")
    deputy_id: Mapped[str] = reference("user_account")
    role: Mapped[Duty] = mapped_column(one_of(Duty))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    """The first moment at which it no longer holds."""
    created_by_id: Mapped[str | None] = reference("user_account")
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id], lazy="joined")
