"""People with an account: who they are, what they may do, how they are signed in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from syndicate.db import Base
from syndicate.models.columns import Created, Identified, Sha256, one_of, reference
from syndicate.models.names import NameColumns


class Role(StrEnum):
    """What a person may do beyond nominating and consenting, which everybody may."""

    PR = "pr"
    PRIVACY = "privacy"
    ADMIN = "admin"


class User(Identified, NameColumns, Created, Base):
    """An employee with an account."""

    __tablename__ = "user_account"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower case."""
    department: Mapped[str] = mapped_column(String(120), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(5), default="en")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    digest_time: Mapped[str] = mapped_column(String(5), default="09:00")
    """When the daily mail leaves on weekdays, by the clock of `time_zone`."""
    active: Mapped[bool] = mapped_column(default=True)
    grants: Mapped[list[RoleGrant]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", back_populates="user"
    )

    @property
    def roles(self) -> frozenset[Role]:
        """The roles granted to this person."""
        return frozenset(grant.role for grant in self.grants)


class RoleGrant(Identified, Created, Base):
    """One role of one person."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    user_id: Mapped[str] = reference("user_account")
    role: Mapped[Role] = mapped_column(one_of(Role))
    user: Mapped[User] = relationship(back_populates="grants")


class UserSession(Identified, Created, Base):
    """A browser that is signed in; the cookie holds a secret of which only the hash is here."""

    __tablename__ = "user_session"

    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    user_id: Mapped[str] = reference("user_account")
    csrf_token: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(String(200), default="")


class ApiToken(Identified, Created, Base):
    """A secret with which a program acts as a person."""

    __tablename__ = "api_token"

    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    user_id: Mapped[str] = reference("user_account")
    label: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
