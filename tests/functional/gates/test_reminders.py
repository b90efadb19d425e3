"""Due dates by working days, and one mail before and one after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from syndicate.db import database_now
from syndicate.jobs.housekeeping import keep_house
from syndicate.models import Gate, Notice, State
from syndicate.services import mail, reminders
from syndicate.settings import Settings
from syndicate.workdays import due_at, due_day, is_working_day, morning_beside, working_day
from tests.factories.office import Office


def test_weekends_and_the_holidays_of_the_country_are_no_working_days() -> None:
    friday = date(2026, 11, 20)
    assert working_day(friday, 1, "") == date(2026, 11, 23)
    assert working_day(friday, 1, "JP") == date(2026, 11, 24)  # Labour Thanksgiving Day
    assert working_day(date(2026, 11, 24), -1, "JP") == friday
    assert not is_working_day(date(2026, 11, 21), "")


def test_a_gate_is_due_at_the_end_of_a_day_of_the_site() -> None:
    begun = datetime(2026, 11, 19, 16, 0, tzinfo=UTC)  # Friday in Tokyo already
    due = due_at(begun, 2, country="JP", zone="Asia/Tokyo")

    assert due_day(due, "Asia/Tokyo") == date(2026, 11, 25)
    before = morning_beside(due, -1, country="JP", zone="Asia/Tokyo")
    assert before == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_a_country_is_two_letters_or_none() -> None:
    assert Settings(country="jp").country == "JP"
    with pytest.raises(ValidationError, match="country code"):
        Settings(country="Atlantis")


def _remind(office: Office) -> int:
    with office.database.begin() as session:
        return reminders.remind(session, toolbox=office.kit, now=office.now)


def _written(office: Office) -> list[tuple[str, str, str]]:
    with office.database.reading() as session:
        query = select(Notice).where(Notice.template == "gate_reminder").order_by(Notice.id)
        return [
            (n.email.split("@")[0], n.params["when"], n.params["gate"])
            for n in session.scalars(query)
        ]


def test_those_who_may_decide_are_reminded_once_before_and_once_after(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)  # Tuesday; due at the end of Thursday
    office.claim(story_id, "pr", "paul")
    assert _remind(office) == 0

    office.later(days=1)
    assert (_remind(office), _remind(office)) == (2, 0)
    assert sorted(_written(office)) == [
        ("both", "soon", "Privacy"),
        ("paul", "soon", "PR"),
        ("vera", "soon", "Privacy"),
    ]

    office.take(story_id, "approve", "paul")
    office.later(days=2)
    assert (_remind(office), _remind(office)) == (1, 0)
    assert min(_written(office)) == ("both", "late", "Privacy")


def test_a_worker_that_slept_writes_only_what_is_still_true(office: Office) -> None:
    office.reach(State.IN_REVIEW)
    office.later(days=5)

    assert _remind(office) == 2
    assert {when for _who, when, _gate in _written(office)} == {"late"}


def test_a_story_that_left_the_review_is_not_reminded_of(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.take(story_id, "return", "paul", comment="Shorter.")
    office.later(days=5)

    assert _remind(office) == 0


def test_the_worker_keeps_house_by_the_clock_of_the_database(office: Office) -> None:
    office.reach(State.IN_REVIEW)
    with office.database.begin() as session:
        past = database_now(session) - timedelta(days=9)
        session.execute(update(Gate).values(due_at=past))

    assert keep_house(office.kit) == 4
    assert keep_house(office.kit) == 0


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_every_mail_about_gates_can_be_read(office: Office, locale: str) -> None:
    with office.database.begin() as session:
        for user in office.users.values():
            session.get_one(type(user), user.id).locale = locale
    office.follow("ringi")
    office.route("superior", "sam")
    office.route("approval", "amy")
    office.route("final", "dan")
    story_id = office.reach(State.IN_REVIEW)
    office.hand(story_id, "pr", "petra", "paul")
    office.claim(story_id, "pr", "both")
    office.lend("vera", "cho", "privacy", days=1)
    office.later(days=1)
    _remind(office)
    office.later(days=3)
    _remind(office)

    with office.database.reading() as session:
        seen = set()
        for notice in session.scalars(select(Notice)):
            message = mail.compose(session, notice, office.settings)
            seen.add(notice.template)
            assert message["Subject"].strip()
            assert "%(" not in message.as_string()
        assert seen >= {
            "deputy_named",
            "gate_handed",
            "gate_open",
            "gate_reminder",
            "gate_taken_over",
        }


def test_around_a_holiday_people_are_reminded_on_working_days() -> None:
    friday = due_at(datetime(2026, 11, 18, 3, 0, tzinfo=UTC), 2, country="JP", zone="Asia/Tokyo")
    assert due_day(friday, "Asia/Tokyo") == date(2026, 11, 20)

    after = morning_beside(friday, 1, country="JP", zone="Asia/Tokyo")

    assert after == datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "Monday is Labour Thanksgiving Day"
    before = morning_beside(friday, -1, country="JP", zone="Asia/Tokyo")
    assert before == datetime(2026, 11, 19, 0, 0, tzinfo=UTC)
