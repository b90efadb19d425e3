"""The outbox of messages to people, written in the transaction of what they tell."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.db import Base
from syndicate.models.columns import Created, Identified, Json, one_of, reference

WAITING = text("state = 'ready'")


class NoticeState(StrEnum):
    """Where a notice stands."""

    READY = "ready"
    SENT = "sent"
    FAILED = "failed"


class MailKind(StrEnum):
    """What a mail is about, as people choose how they want to hear of it."""

    ASKED = "asked"
    """Somebody's consent is asked for."""
    ALERT = "alert"
    """A withdrawal or an emergency concerns them."""
    DECIDE = "decide"
    """A decision waits for them."""
    DESK = "desk"
    """News for the desks: what came in, what moved on."""
    STORIES = "stories"
    """How their own stories fare."""
    CHANNELS = "channels"
    """A channel needs somebody to look after it."""


class MailWay(StrEnum):
    """When somebody wants the mails of one kind."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    NEVER = "never"


class MailWish(Identified, Created, Base):
    """How one person wants the mails of one kind; without a row, at once."""

    __tablename__ = "mail_wish"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    user_id: Mapped[str] = reference("user_account")
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind))
    way: Mapped[MailWay] = mapped_column(one_of(MailWay))


class Notice(Identified, Created, Base):
    """One message to one address."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("dedup_key"),
        Index("ix_notice_due", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    template: Mapped[str] = mapped_column(String(60))
    """A folder under `templates/email/`."""
    email: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind), default=MailKind.DESK)
    in_digest: Mapped[bool] = mapped_column(default=False)
    """Waits for the digest of its address instead of being a mail of its own."""
    story_id: Mapped[str | None] = reference("story")
    params: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    dedup_key: Mapped[str] = mapped_column(String(200))
    state: Mapped[NoticeState] = mapped_column(one_of(NoticeState), default=NoticeState.READY)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(300), default="")
