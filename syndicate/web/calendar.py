"""What goes out when: a list by week, the zone always named, and what has no time yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from sqlalchemy import or_, select

from syndicate.errors import Forbidden
from syndicate.i18n import _
from syndicate.models import Role, State, Story
from syndicate.services import cautions, queues
from syndicate.web.answers import page
from syndicate.web.request import db, now, user, zone

_WEEK = re.compile(r"(20\d\d)-W(\d\d)")


@dataclass(frozen=True)
class Day:
    """One day and the stories planned for it or published on it."""

    date: date
    entries: Sequence[tuple[datetime, Story]]
    cautions: Sequence[str]
    """Why to be careful on it, if there is a reason."""


def register(pages: Blueprint) -> None:
    """Add the calendar to `pages`."""
    pages.add_url_rule("/calendar", "calendar", calendar)


def calendar() -> Response:
    """One week, by the reader's zone."""
    if not user().roles & {Role.PR, Role.PRIVACY}:
        raise Forbidden(_("This page is for other roles. Ask an administrator if you need it."))
    monday = _monday(request.args.get("week", ""))
    return page(
        "calendar",
        monday=monday,
        sunday=monday + timedelta(days=6),
        days=_days(monday),
        before=_name(monday - timedelta(days=7)),
        after=_name(monday + timedelta(days=7)),
        this_week=_name(_today()),
        zone_name=zone(),
        unplanned=queues.in_states(db(), State.CLEARED, State.MISSED),
    )


def _today() -> date:
    return now().astimezone(ZoneInfo(zone())).date()


def _monday(asked: str) -> date:
    found = _WEEK.fullmatch(asked)
    if found:
        try:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:  # there is no week 53 in most years
            pass
    today = _today()
    return today - timedelta(days=today.weekday())


def _name(day: date) -> str:
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"


def _days(monday: date) -> list[Day]:
    place = ZoneInfo(zone())
    start = datetime.combine(monday, time(), place).astimezone(UTC)
    end = datetime.combine(monday + timedelta(days=7), time(), place).astimezone(UTC)
    entries = sorted(_entries(start, end), key=lambda entry: entry[0])
    return [
        Day(
            day,
            [entry for entry in entries if entry[0].astimezone(place).date() == day],
            cautions.on(db(), day),
        )
        for day in (monday + timedelta(days=number) for number in range(7))
    ]


def _entries(start: datetime, end: datetime) -> list[tuple[datetime, Story]]:
    found = db().scalars(
        select(Story).where(
            or_(
                Story.scheduled_at.between(start, end),
                Story.first_live_at.between(start, end),
            )
        )
    )
    moments = (
        (moment, story) for story in found for moment in (story.scheduled_at, story.first_live_at)
    )
    return [(moment, story) for moment, story in moments if moment and start <= moment < end]
