"""Periods in which a channel rests, written as people say them, in the zone of the settings.

`22:00-07:00` is every night, `sat` every Saturday, `2026-12-29/2027-01-03` these days, both ends
included. Take-downs and look-ups go on in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from syndicate.i18n import _
from syndicate.validation import FieldError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = timedelta(days=92)
"""A channel that rests longer should be switched off instead."""
_HOURS = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")
_DAY = timedelta(days=1)


def ends_at(periods: Sequence[str], zone: str, now: datetime) -> datetime | None:
    """When the quiet that `now` lies in is over, over several periods too; None outside."""
    place, moment = ZoneInfo(zone), now
    while moment - now <= LONGEST:
        ends = [end for period in periods if (end := _end(period, moment.astimezone(place)))]
        if not ends:
            break
        moment = max(max(ends).astimezone(UTC), moment + timedelta(minutes=1))
    return None if moment == now else moment


def check(periods: Sequence[str], zone: str, now: datetime) -> list[str]:
    """`periods` in their plain form. Raises `FieldError` for what is no period, or no pause."""
    plain = [_plain(period.strip().lower()) for period in periods]
    ends = ends_at(plain, zone, now)
    if ends is not None and ends - now > LONGEST:
        raise FieldError(
            _("This leaves no time to publish in. To stop a channel, switch it off instead.")
        )
    return sorted(set(plain))


def _plain(period: str) -> str:
    if period in DAYS:
        return period
    with suppress(ValueError):  # a day or an hour there is not: told below, as any other form
        if hours := _HOURS.fullmatch(period):
            start, end = (time.fromisoformat(part.zfill(5)) for part in hours.groups())
            if start != end:
                return f"{start:%H:%M}-{end:%H:%M}"
        elif "/" in period:
            first, last = _dates(period)
            if first <= last:
                return f"{first}/{last}"
    raise FieldError(
        _(
            "“%(period)s” is not a quiet period. Write 22:00-07:00, sat or 2026-12-29/2027-01-03.",
            period=period[:40],
        )
    )


def _end(period: str, local: datetime) -> datetime | None:
    """The end of `period`, if `local` lies in it."""
    if period in DAYS:
        return (
            _midnight(local, local.date() + _DAY) if local.weekday() == DAYS.index(period) else None
        )
    if "/" in period:
        first, last = _dates(period)
        return _midnight(local, last + _DAY) if first <= local.date() <= last else None
    start, end = (time.fromisoformat(part) for part in period.split("-"))
    clock = local.time().replace(tzinfo=None)
    if start < end:
        return _at(local, local.date(), end) if start <= clock < end else None
    if clock >= start:
        return _at(local, local.date() + _DAY, end)
    return _at(local, local.date(), end) if clock < end else None


def _dates(period: str) -> tuple[date, date]:
    first, _slash, last = period.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last)


def _midnight(local: datetime, day: date) -> datetime:
    return _at(local, day, time())


def _at(local: datetime, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, local.tzinfo)
