"""How long a channel asks to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicate.publishing.retry_after import retry_after

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Tue, 01 Dec 2026 09:01:30 GMT", 90),
        ("Tue, 01 Dec 2026 09:01:30 -0000", 90),
        ("Tue, 01 Dec 2026 08:00:00 GMT", 0),
        ("9" * 400, 999_999_999),
    ],
)
def test_seconds_and_dates_are_read(value: str, seconds: int) -> None:
    assert retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "٣", "Tue, 99 Dec 2026 09:01:30 GMT"])
def test_what_says_nothing_is_told_as_nothing(value: str | None) -> None:
    assert retry_after(value, NOW) is None
