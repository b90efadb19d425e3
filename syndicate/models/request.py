"""Answers kept so that a repeated request is answered the same and acts once."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.db import Base
from syndicate.models.columns import Created, Identified, Sha256, reference


class IdempotentAnswer(Identified, Created, Base):
    """The stored answer to one POST with an `Idempotency-Key`."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    user_id: Mapped[str] = reference("user_account")
    key: Mapped[str] = mapped_column(String(255))
    request_sha256: Mapped[Sha256]
    """Of method, path and body."""
    status: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(80))
    body: Mapped[bytes] = mapped_column(LargeBinary)
