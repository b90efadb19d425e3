"""Names and words the privacy scan looks for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.db import Base
from syndicate.models.columns import Created, Identified
from syndicate.models.names import NameColumns


class StaffMember(Identified, NameColumns, Created, Base):
    """One line of the staff directory."""

    __tablename__ = "staff_member"

    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    handle: Mapped[str] = mapped_column(String(80), default="")
    employee_id: Mapped[str] = mapped_column(String(40), default="")
    department: Mapped[str] = mapped_column(String(120), default="")
    office: Mapped[str] = mapped_column(String(120), default="")
    left_at: Mapped[datetime | None]
