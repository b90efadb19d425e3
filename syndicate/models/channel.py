"""Configured places to publish, their accounts, and the freeze."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.db import Base
from syndicate.models.columns import Created, Identified, Json, Sha256, reference


class Channel(Identified, Created, Base):
    """One configured place to publish."""

    __tablename__ = "channel"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    """Short and lower case: `blog`, `linkedin`."""
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    """Which publisher speaks to it."""
    config: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    """Stories of these languages go there; an empty list means all."""
    position: Mapped[int] = mapped_column(default=0)
    """Deliveries of one story start in this order; the blog stands first."""
    active: Mapped[bool] = mapped_column(default=True)
    paused_until: Mapped[datetime | None]
    """Throttled or broken: nothing is claimed for it before this time."""
    failures: Mapped[int] = mapped_column(default=0)
    """Failures in a row, for the circuit breaker."""
    needs_reconnect: Mapped[bool] = mapped_column(default=False)
    tend_at: Mapped[datetime | None]
    """When the publisher's upkeep is due next."""
    tending_until: Mapped[datetime | None]
    """A worker is at the upkeep now; its claim ends then."""
    last_success_at: Mapped[datetime | None]
    last_problem: Mapped[str] = mapped_column(String(300), default="")
    daily_quota: Mapped[int | None]
    """Most publishes and updates in a day of UTC; None where there is no limit."""
    quota_day: Mapped[date | None] = mapped_column(Date)
    quota_used: Mapped[int] = mapped_column(default=0)
    """How many were begun on `quota_day`; counted only where there is a limit."""
    quiet: Mapped[list[str]] = mapped_column(Json, default=list)
    """Periods without publishes and updates, as `syndicate.quiet` reads them."""
    metrics_at: Mapped[datetime | None]
    """When the counts of its stories are read next; None is as soon as possible."""


class ChannelCredential(Identified, Created, Base):
    """A channel account's token, encrypted; the row's id is bound into the encryption."""

    __tablename__ = "channel_credential"

    channel_id: Mapped[str] = reference("channel", unique=True)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime | None]
    refresh_expires_at: Mapped[datetime | None]
    connected_by_id: Mapped[str | None] = reference("user_account")
    account_name: Mapped[str] = mapped_column(String(200), default="")


class OAuthAttempt(Identified, Created, Base):
    """A connection somebody began: state kept here, single use, for ten minutes."""

    __tablename__ = "oauth_attempt"

    state_sha256: Mapped[Sha256] = mapped_column(unique=True)
    channel_id: Mapped[str] = reference("channel")
    user_id: Mapped[str] = reference("user_account")
    used_at: Mapped[datetime | None]


class Freeze(Identified, Created, Base):
    """A hold on all channels, or on one."""

    __tablename__ = "freeze"

    channel_id: Mapped[str | None] = reference("channel")
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[str | None] = reference("user_account")
    """None is the operator's shell."""
    lifted_at: Mapped[datetime | None] = mapped_column(index=True)
    lifted_by_id: Mapped[str | None] = reference("user_account")
