"""A clock time in a named zone, where clocks jump and calendars end."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.schedule import LOCAL_FORMAT, moment
from syndicate.validation import FieldError

ZONES = ("UTC", "Asia/Tokyo", "Europe/Lisbon", "America/St_Johns", "Australia/Lord_Howe")


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2026-12-02T10:00", "Asia/Tokyo", datetime(2026, 12, 2, 1, 0, tzinfo=UTC)),
        ("2026-07-01T10:00", "Europe/Lisbon", datetime(2026, 7, 1, 9, 0, tzinfo=UTC)),
        ("2026-10-25T01:30", "Europe/Lisbon", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
    ids=["winter", "summer", "the earlier of two"],
)
def test_a_time_in_a_zone_is_one_moment(local: str, zone: str, utc: datetime) -> None:
    assert moment(local, zone) == utc


def test_a_time_the_clocks_skip_is_refused_with_the_next_there_is() -> None:
    with pytest.raises(FieldError, match="skip this time") as caught:
        moment("2026-03-29T01:30", "Europe/Lisbon")

    assert caught.value.text.params["next"] == "2026-03-29T02:00"


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "Asia", "a\0b", "x" * 400]
)
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(FieldError, match="not a time zone"):
        moment("2026-12-02T10:00", zone)


@pytest.mark.parametrize(
    "local",
    ["", "tomorrow", "2026-12-02", "2026-02-30T10:00", "2026-12-02T25:00", "2026-12-02T10:00Z"],
)
def test_what_is_no_time_is_refused(local: str) -> None:
    with pytest.raises(FieldError, match="YYYY-MM-DDTHH:MM"):
        moment(local, "UTC")


@pytest.mark.parametrize(
    ("local", "zone"),
    [("0001-01-01T00:00", "Asia/Tokyo"), ("9999-12-31T23:59", "America/New_York")],
)
def test_the_ends_of_the_calendar_are_refused(local: str, zone: str) -> None:
    with pytest.raises(FieldError):
        moment(local, zone)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 # the zone is drawn
    st.sampled_from(ZONES),
)
def test_a_time_that_is_taken_reads_the_same_on_the_wall(naive: datetime, zone: str) -> None:
    local = naive.strftime(LOCAL_FORMAT)
    try:
        chosen = moment(local, zone)
    except FieldError as error:
        local = error.text.params["next"]
        chosen = moment(local, zone)

    assert chosen.astimezone(ZoneInfo(zone)).strftime(LOCAL_FORMAT) == local
