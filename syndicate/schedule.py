"""A time a person chose, in a named zone: checked for gaps, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from syndicate.i18n import _
from syndicate.validation import FieldError

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


def moment(local: str, zone: str) -> datetime:
    """`2026-12-02T10:00` in `Asia/Tokyo` as UTC; of two equal clock times, the earlier.

    Raises `FieldError` for an unknown zone, another form, or a time the clocks skip.
    """
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FieldError(_("“%(zone)s” is not a time zone.", zone=zone[:64])) from error
    try:
        naive = datetime.strptime(local, LOCAL_FORMAT)  # noqa: DTZ007 - the zone follows
        chosen = naive.replace(tzinfo=place, fold=0).astimezone(UTC)
        back = chosen.astimezone(place).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:  # the first and last days of the calendar
        raise FieldError(_("Please give the time as YYYY-MM-DDTHH:MM.")) from error
    if back != naive:
        raise FieldError(
            _(
                "The clocks in %(zone)s skip this time. The next one there is, is %(next)s.",
                zone=zone,
                next=_after_gap(naive, place).strftime(LOCAL_FORMAT),
            )
        )
    return chosen


def _after_gap(naive: datetime, place: ZoneInfo) -> datetime:
    candidate = naive
    while True:
        candidate += timedelta(minutes=1)
        utc = candidate.replace(tzinfo=place).astimezone(UTC)
        if utc.astimezone(place).replace(tzinfo=None) == candidate:
            return candidate
