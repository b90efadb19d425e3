"""Days on which publishing wants a second thought."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.db import Base
from syndicate.models.columns import Created, Identified, reference


class CautionDay(Identified, Created, Base):
    """One day, or one day of every year, with the reason to be careful on it."""

    __tablename__ = "caution_day"

    day: Mapped[str] = mapped_column(String(10), unique=True)
    """`2027-01-17`, or `03-11` for every year."""
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[str | None] = reference("user_account")
    """None is the operator's shell."""
