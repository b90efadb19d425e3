"""The one way past the reviewers: two people, a reason, a time limit. Never past consent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from syndicate.db import Base
from syndicate.models.account import User
from syndicate.models.columns import Created, Identified, Json, Sha256, reference


class Emergency(Identified, Created, Base):
    """One person's proposal to publish a release at once, and who confirmed it."""

    __tablename__ = "emergency"

    story_id: Mapped[str] = reference("story")
    release_id: Mapped[str] = reference("release")
    release_sha256: Mapped[Sha256]
    reason: Mapped[str] = mapped_column(Text)
    accepted: Mapped[list[str]] = mapped_column(Json)
    """Fingerprints of blocking findings that are left open knowingly."""
    proposed_by_id: Mapped[str] = reference("user_account")
    proposed_for_id: Mapped[str | None] = reference("user_account")
    """Whose right a deputy used to propose."""
    expires_at: Mapped[datetime]
    confirmed_by_id: Mapped[str | None] = reference("user_account")
    confirmed_for_id: Mapped[str | None] = reference("user_account")
    confirmed_at: Mapped[datetime | None]
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
