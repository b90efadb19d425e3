"""A person's name in its parts, shown as the person and the reader's language want it."""

from __future__ import annotations

from enum import StrEnum

import regex
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.models.columns import one_of

_EAST_ASIAN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}々〆]")
_LATIN = regex.compile(r"\p{Latin}")


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
        """`João Conceição`, or `田中愛子` without a space where every part is East Asian."""
        parts = [part for part in (self.given, self.family) if part]
        if self.display_order is DisplayOrder.FAMILY_FIRST:
            parts.reverse()
        return ("" if all(map(is_east_asian, parts)) else " ").join(parts)

    def name_in(self, locale: str) -> str:
        """The full name; romaji in English where the name is not written in Latin letters."""
        if locale != "ja" and self.romaji and _EAST_ASIAN.search(self.full_name):
            return self.romaji
        return self.full_name


def is_east_asian(part: str) -> bool:
    """Whether it is in Han, kana or Hangul, with no Latin letter: the family name comes first."""
    return _EAST_ASIAN.search(part) is not None and not _LATIN.search(part)
