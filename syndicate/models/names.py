"""A person's name in its parts, shown as the person and the reader's language want it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.models.columns import one_of


class DisplayOrder(StrEnum):
    """Which part stands first when the name is written in its own script."""

    FAMILY_FIRST = "family_first"
    GIVEN_FIRST = "given_first"


class NameColumns:
    """Family, given, reading, romaji and the order in which they are shown."""

    family: Mapped[str] = mapped_column(String(80), default="")
    given: Mapped[str] = mapped_column(String(80), default="")
    reading: Mapped[str] = mapped_column(String(160), default="")
    """Kana, for sorting and for ruby."""
    romaji: Mapped[str] = mapped_column(String(160), default="")
    display_order: Mapped[DisplayOrder] = mapped_column(
        one_of(DisplayOrder), default=DisplayOrder.GIVEN_FIRST
    )

    @property
    def full_name(self) -> str:
        """`Alice Jones`, or `田中愛子` without a space where both parts are not Latin."""
        parts = [self.given, self.family]
        if self.display_order is DisplayOrder.FAMILY_FIRST:
            parts.reverse()
        spaced = any(part.isascii() for part in parts if part)
        return (" " if spaced else "").join(part for part in parts if part)

    def name_in(self, locale: str) -> str:
        """The full name; romaji in English where the name is not written in Latin letters."""
        if locale != "ja" and self.romaji and not self.full_name.isascii():
            return self.romaji
        return self.full_name
