"""The append-only audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.db import Base
from syndicate.models.columns import Json, Sha256, reference


class Event(Base):
    """One line of the audit. Its hash covers every other column and the line before."""

    __tablename__ = "event"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    """1, 2, 3 … without a gap."""
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(60), index=True)
    """`subject:object:act`, such as `story:consent:agreed`."""
    actor_id: Mapped[str | None] = mapped_column(String(26))
    """A user or a person in the story; None is syndicate itself."""
    way: Mapped[str] = mapped_column(String(10))
    """web, api, cli, link or job."""
    story_id: Mapped[str | None] = reference("story")
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    """Ids and hashes only; personal data stand in the rows they point to."""
    previous_sha256: Mapped[Sha256]
    sha256: Mapped[Sha256]
