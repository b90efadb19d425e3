"""Texts a person reads: marked where they are written, translated where they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.support import NullTranslations, Translations

from syndicate.resources import locale_root

LOCALES = ("en", "ja")
DEFAULT_LOCALE = "en"


@lru_cache
def translations(locale: str) -> NullTranslations:
    """The catalogue of `locale`; English is the language of the source and needs none."""
    if locale == DEFAULT_LOCALE or locale not in LOCALES:
        return NullTranslations()
    return Translations.load(locale_root(), [locale])


@dataclass(frozen=True)
class Text:
    """A sentence with named placeholders, still without a language. `str()` gives English."""

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def in_(self, locale: str) -> str:
        """The sentence in `locale`; nested texts are translated too."""
        wording = translations(locale).gettext(self.msgid)
        params = {
            name: value.in_(locale) if isinstance(value, Text) else value
            for name, value in self.params.items()
        }
        return wording % params if params else wording

    def __str__(self) -> str:
        return self.in_(DEFAULT_LOCALE)


def _(msgid: str, **params: Any) -> Text:
    """Mark `msgid` for translation: `_("Story %(title)s is live.", title=story.title)`."""
    return Text(msgid, params)


def best_locale(wanted: str | None, fallback: str = DEFAULT_LOCALE) -> str:
    """The locale we have that is nearest to `wanted` (`ja-JP` gives `ja`)."""
    primary = (wanted or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in LOCALES else fallback


def show_time(moment: datetime, zone: str, locale: str) -> str:
    """`2 Dec 2026, 10:00 JST` or `2026年12月2日(水) 10:00 JST`: the zone is always named."""
    pattern = "y年M月d日(E) HH:mm z" if locale == "ja" else "d MMM y, HH:mm z"
    # Babel names JST only where English does; the abbreviation of the zone itself is neutral.
    local = moment.astimezone(ZoneInfo(zone))
    shown = format_datetime(local, pattern.removesuffix(" z"), locale=locale)
    return f"{shown} {local.tzname()}"


def show_date(moment: datetime, zone: str, locale: str) -> str:
    """`2 December 2026` or `2026年12月2日`, as the day stands in `zone`."""
    pattern = "y年M月d日" if locale == "ja" else "d MMMM y"
    return format_date(moment.astimezone(ZoneInfo(zone)).date(), pattern, locale=locale)
