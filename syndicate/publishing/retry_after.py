"""How long a channel asks to wait, as HTTP says it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MOST_DIGITS = 9


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The pause in a `Retry-After` of seconds or of a date; None where there is none to be read."""
    asked = (value or "").strip()
    if asked.isascii() and asked.isdigit():
        return timedelta(seconds=int(asked[:_MOST_DIGITS]))
    with suppress(TypeError, ValueError):  # not a date either
        moment = parsedate_to_datetime(asked)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(aware - now, timedelta())
    return None
