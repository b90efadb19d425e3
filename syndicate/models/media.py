"""Images, re-encoded on upload and named by the hash of their bytes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.db import Base
from syndicate.models.columns import Created, Identified, Sha256, reference

IS_ERASED = text("erased_at IS NOT NULL")


class Asset(Identified, Created, Base):
    """One image in the media store."""

    __tablename__ = "asset"
    __table_args__ = (
        Index("ix_asset_erased", "erased_at", sqlite_where=IS_ERASED, postgresql_where=IS_ERASED),
    )

    sha256: Mapped[Sha256] = mapped_column(unique=True)
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    """Bytes; 0 once its file is gone."""
    uploaded_by_id: Mapped[str | None] = reference("user_account")
    erased_at: Mapped[datetime | None]
    """Its file is to be gone from the store: somebody seen in it was erased."""
