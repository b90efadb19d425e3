"""Working days of the site's country: when a gate is due, and when people are reminded of it."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MORNING = time(9)
"""When a reminder is written, in the site's zone."""
_WEEKEND = (5, 6)
_ONE_DAY = timedelta(days=1)


def is_country(code: str) -> bool:
    """Whether the holidays of this ISO 3166-1 alpha-2 code are known."""
    from holidays import list_supported_countries  # heavy; loaded only where a country is set

    return code in list_supported_countries(include_aliases=False)


def is_working_day(day: date, country: str) -> bool:
    """Neither at a weekend nor a public holiday; without a country only weekends are free."""
    return day.weekday() not in _WEEKEND and day not in _holidays(country)


def working_day(day: date, count: int, country: str) -> date:
    """The working day `count` of them after `day`, or before it where `count` is negative."""
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    for _number in range(abs(count)):
        day += step
        while not is_working_day(day, country):
            day += step
    return day


def due_at(begun: datetime, days: int, *, country: str, zone: str) -> datetime:
    """The end of the working day `days` of them after the one on which something begun."""
    place = ZoneInfo(zone)
    last = working_day(begun.astimezone(place).date(), days, country)
    return datetime.combine(last + _ONE_DAY, time(), place).astimezone(UTC)


def due_day(due: datetime, zone: str) -> date:
    """The last day on which something due then is in time."""
    return (due.astimezone(ZoneInfo(zone)) - timedelta(microseconds=1)).date()


def morning_beside(due: datetime, count: int, *, country: str, zone: str) -> datetime:
    """The morning of the working day before (-1) or after (1) the day something is due."""
    day = working_day(due_day(due, zone), count, country)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


@lru_cache(maxsize=8)
def _holidays(country: str) -> Container[date]:
    if not country:
        return ()
    from holidays import country_holidays  # as above

    return country_holidays(country)
