"""When a channel rests, as people write it down."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from syndicate import quiet
from syndicate.validation import FieldError

TOKYO = "Asia/Tokyo"


def tokyo(text: str) -> datetime:
    """That time in Tokyo, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(TOKYO)).astimezone(UTC)


@pytest.mark.parametrize(
    ("periods", "now", "end"),
    [
        ([], "2026-12-01 23:00", None),
        (["22:00-07:00"], "2026-12-01 21:59", None),
        (["22:00-07:00"], "2026-12-01 22:00", "2026-12-02 07:00"),
        (["22:00-07:00"], "2026-12-02 06:59", "2026-12-02 07:00"),
        (["22:00-07:00"], "2026-12-02 07:00", None),
        (["12:00-13:00"], "2026-12-01 12:30", "2026-12-01 13:00"),
        (["12:00-13:00"], "2026-12-01 13:00", None),
        (["sat", "sun"], "2026-12-05 09:00", "2026-12-07 00:00"),
        (["sat"], "2026-12-07 09:00", None),
        (["22:00-07:00", "sat", "sun"], "2026-12-04 23:00", "2026-12-07 07:00"),
        (["2026-12-29/2027-01-03"], "2026-12-28 23:59", None),
        (["2026-12-29/2027-01-03"], "2026-12-29 00:00", "2027-01-04 00:00"),
        (["2026-12-29/2027-01-03", "00:00-09:30"], "2027-01-03 12:00", "2027-01-04 09:30"),
    ],
)
def test_quiet_ends_when_all_of_it_is_over(periods: list[str], now: str, end: str | None) -> None:
    found = quiet.ends_at(periods, TOKYO, tokyo(now))

    assert found == (tokyo(end) if end else None)


def test_a_night_in_which_the_clocks_change_ends_at_its_own_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2027, 3, 27, 23, tzinfo=berlin)

    assert quiet.ends_at(["22:00-07:00"], "Europe/Berlin", evening) == datetime(
        2027, 3, 28, 7, tzinfo=berlin
    )


def test_an_end_the_clocks_skip_still_ends() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    end = quiet.ends_at(["22:00-02:30"], "Europe/Berlin", datetime(2027, 3, 28, 1, tzinfo=berlin))

    assert end is not None
    assert end.astimezone(berlin).date() == datetime(2027, 3, 28, tzinfo=berlin).date()


def test_periods_are_kept_in_one_form() -> None:
    written = [" SAT ", "7:00-8:00", "22:00-07:00", "sat", "2026-12-29/2027-01-03"]

    assert quiet.check(written, TOKYO, tokyo("2026-12-01 10:00")) == [
        "07:00-08:00",
        "2026-12-29/2027-01-03",
        "22:00-07:00",
        "sat",
    ]


@pytest.mark.parametrize(
    "period",
    [
        "",
        "night",
        "22:00",
        "22:00-22:00",
        "25:00-07:00",
        "2026-12-29",
        "2027-01-03/2026-12-29",
        "2026-02-30/2026-03-01",
        "sat-sun",
    ],
)
def test_what_is_no_period_is_told_with_an_example(period: str) -> None:
    with pytest.raises(FieldError, match="22:00-07:00"):
        quiet.check([period], TOKYO, tokyo("2026-12-01 10:00"))


@pytest.mark.parametrize("periods", [list(quiet.DAYS), ["2026-01-01/2030-01-01"]])
def test_a_channel_must_have_time_left(periods: list[str]) -> None:
    with pytest.raises(FieldError, match="no time to publish"):
        quiet.check(periods, TOKYO, tokyo("2026-12-01 10:00"))
