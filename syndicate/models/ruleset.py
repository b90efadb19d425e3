"""What the company tells the privacy scan, in versions."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from syndicate.db import Base
from syndicate.models.account import User
from syndicate.models.columns import Created, Identified, Json, reference


class RuleSet(Identified, Created, Base):
    """One version of the company's words and severities; the highest number is in force."""

    __tablename__ = "rule_set"

    number: Mapped[int] = mapped_column(unique=True)
    """1, 2, 3 …; before the first, the scan runs as it was shipped."""
    terms: Mapped[str] = mapped_column(Text, default="")
    """`kind<TAB>term` a line."""
    severities: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    """Severity by kind or by rule, where it is not the shipped one."""
    small_team: Mapped[int]
    """A description that fits fewer people than this blocks."""
    checklist: Mapped[list[str] | None] = mapped_column(Json)
    """Lines a reviewer ticks before clearing; None leaves it to the site's setting."""
    note: Mapped[str] = mapped_column(Text, default="")
    """Why it was changed."""
    restored: Mapped[int | None]
    """The number of the older version this one repeats."""
    by_id: Mapped[str | None] = reference("user_account")
    """None where the operator's shell did it."""
    by: Mapped[User | None] = relationship(lazy="joined")
