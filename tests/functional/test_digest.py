"""How people want to hear of things: at once, in one mail a day, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from pydantic import ValidationError
from sqlalchemy import select

from syndicate import clock as our_clock
from syndicate.db import Database
from syndicate.jobs.mail import TOO_OLD, send_due
from syndicate.models import (
    MailKind,
    MailWay,
    MetricRow,
    Notice,
    NoticeState,
    ReceiptRow,
    State,
    Story,
)
from syndicate.services import follow_up, mail_wishes
from syndicate.services.kit import Kit
from syndicate.services.mail_wishes import MailWishes, next_digest
from tests.factories.office import Office
from tests.factories.world import START
from tests.functional.test_mail import kit_with, parts
from tests.services.smtp import Mailbox

DIGEST, NEVER, AT_ONCE = MailWay.DIGEST, MailWay.NEVER, MailWay.AT_ONCE


@pytest.fixture
def office(clock: time_machine.Traveller, sqlite_database: Database, tmp_path: Path) -> Office:
    return Office(sqlite_database, tmp_path)


def wish(office: Office, name: str, time: str | None = None, **ways: MailWay) -> None:
    """Somebody chooses how they want to hear of things."""
    wanted = MailWishes.model_validate({"ways": ways, "digest_time": time})
    with office.database.begin() as session:
        user = session.get_one(type(office.users[name]), office.users[name].id)
        mail_wishes.choose(session, user, wanted, now=office.now)
        office.users[name] = user


def waiting(office: Office, name: str) -> list[Notice]:
    with office.database.reading() as session:
        mine = Notice.email == f"{name}@example.com"
        ready = Notice.state == NoticeState.READY
        return list(session.scalars(select(Notice).where(mine, ready).order_by(Notice.id)))


def morning(office: Office, clock: time_machine.Traveller, text: str) -> None:
    office.now = datetime.fromisoformat(text)
    clock.move_to(office.now)


def send_all(kit: Kit) -> int:
    return sum(iter(lambda: send_due(kit), 0))


def test_a_digest_tells_a_day_by_story_in_one_mail(
    office: Office, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    wish(office, "petra", "08:30", desk=DIGEST, decide=DIGEST)
    first = office.nominate(source_text="The bench by the window.", title="The bench")
    second = office.nominate(source_text="The lamp in the hall.", title="The lamp & its shade")
    office.take(first, "accept", "paul", comment="Lovely.")
    kit = kit_with(office, mailbox.url)

    send_all(kit)
    assert mailbox.to("petra@example.com") == [], "nothing before its time"
    morning(office, clock, "2026-12-02T08:30+00:00")
    assert send_all(kit) == 1

    (mail,) = mailbox.to("petra@example.com")
    plain, html = parts(mail)
    assert mail["Subject"] == "Your daily mail: 1 to look at"
    assert "The lamp & its shade" in plain
    assert "The lamp &amp; its shade" in html
    assert f"/stories/{second}" in plain
    assert f'/stories/{second}"' in html
    assert "The bench\n" not in plain, "it is past triage, so it needs nobody there"
    assert "/account#mails" in plain
    assert all(row.state is not NoticeState.READY for row in waiting(office, "petra"))


def test_a_digest_groups_what_happened_and_drops_what_is_settled(
    office: Office, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    for name in ("vera", "both"):
        wish(office, name, desk=DIGEST, decide=DIGEST)
    story_id = office.reach(State.IN_REVIEW)
    office.hand(story_id, "privacy", "both", "vera")
    office.claim(story_id, "privacy", "vera")
    office.take(story_id, "agree", "arthur", channels=["blog"], name_form="full", photo=True)
    office.take(story_id, "approve", "paul", comment="Good as it is.")
    office.resolve_all(story_id)
    office.take(story_id, "clear", "vera")

    morning(office, clock, "2026-12-02T09:00+00:00")
    send_all(kit_with(office, mailbox.url))

    (vera,) = mailbox.to("vera@example.com")
    plain, html = parts(vera)
    assert "handed" not in plain, "she has decided since"
    assert plain.count(f"/stories/{story_id}") == 1
    assert "- PR approved this version. By Paul Prado. Comment: Good as it is." in plain
    assert "<li>PR approved this version. By Paul Prado. Comment: Good as it is.</li>" in html


def test_a_digest_of_nothing_that_is_left_is_not_sent(
    office: Office, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    wish(office, "petra", desk=DIGEST)
    story_id = office.nominate()
    office.take(story_id, "take_back", "nina")
    with office.database.begin() as session:
        for notice in session.scalars(select(Notice).where(Notice.template != "nominated")):
            session.delete(notice)

    morning(office, clock, "2026-12-02T09:00+00:00")
    send_all(kit_with(office, mailbox.url))

    assert mailbox.to("petra@example.com") == []
    with office.database.reading() as session:
        mine = select(Notice).where(Notice.email == "petra@example.com")
        assert "settled" in session.scalars(mine).one().last_error


def test_a_digest_waits_over_the_weekend_and_is_not_too_old_then(
    office: Office, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    morning(office, clock, "2026-12-04T15:00+00:00")  # a Friday
    wish(office, "petra", desk=DIGEST)
    office.nominate()
    morning(office, clock, "2026-12-07T08:59+00:00")
    kit = kit_with(office, mailbox.url)
    send_all(kit)
    assert mailbox.to("petra@example.com") == []

    clock.shift(timedelta(minutes=1))
    assert send_all(kit) == 1
    assert our_clock.now() - waiting_since(office) < TOO_OLD


def waiting_since(office: Office) -> datetime:
    with office.database.reading() as session:
        mine = select(Notice.created_at).where(Notice.email == "petra@example.com")
        return max(session.scalars(mine).all())


def test_a_digest_that_is_written_again_keeps_its_id(
    office: Office, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    wish(office, "petra", desk=DIGEST)
    office.nominate()
    morning(office, clock, "2026-12-02T09:00+00:00")
    kit = kit_with(office, mailbox.url)
    for text in ("", "One more."):
        if text:
            office.nominate(source_text=text)
        with office.database.begin() as session:
            for notice in session.scalars(
                select(Notice).where(Notice.email == "petra@example.com")
            ):
                notice.state, notice.due_at = NoticeState.READY, our_clock.now()
        send_all(kit)

    first, second = mailbox.to("petra@example.com")
    assert first["Message-ID"] == second["Message-ID"]


def test_what_is_muted_is_not_even_written(office: Office) -> None:
    wish(office, "petra", desk=NEVER)
    office.nominate()

    assert waiting(office, "petra") == []
    assert waiting(office, "paul")


def test_what_waits_follows_a_new_wish(office: Office) -> None:
    office.nominate()
    wish(office, "petra", desk=DIGEST)
    assert [row.in_digest for row in waiting(office, "petra")] == [True]
    wish(office, "petra", desk=AT_ONCE)
    assert [row.due_at for row in waiting(office, "petra")] == [office.now]
    wish(office, "petra", desk=NEVER)
    assert waiting(office, "petra") == []


@pytest.mark.parametrize("kind", ["asked", "alert"])
@pytest.mark.parametrize("way", ["digest", "never"])
def test_nobody_can_mute_what_is_about_their_own_consent(kind: str, way: str) -> None:
    with pytest.raises(ValidationError, match="always come at once"):
        MailWishes.model_validate({"ways": {kind: way}})


def test_a_withdrawal_reaches_whoever_stands_in_it_although_all_is_muted(office: Office) -> None:
    story_id = office.reach(State.CLEARED)
    for name in ("arthur", "nina"):
        wish(office, name, stories=NEVER, desk=NEVER)
    office.take(story_id, "withdraw", "petra", comment="A customer objects.")

    (told,) = [row for row in waiting(office, "arthur") if row.params.get("step") == "withdraw"]
    assert told.kind is MailKind.ALERT
    assert [row for row in waiting(office, "nina") if row.params.get("step") == "withdraw"] == []


def test_the_words_of_whoever_withdrew_are_passed_on_to_nobody(office: Office) -> None:
    story_id = office.reach(State.CLEARED)
    office.take(story_id, "withdraw", "arthur", comment="I, Arthur, changed my mind.")

    with office.database.reading() as session:
        told = [n for n in session.scalars(select(Notice)) if n.params.get("step") == "withdraw"]
    assert told
    assert {(row.params["comment"], row.params["by_id"]) for row in told} == {("", "")}


@pytest.mark.parametrize("time", ["9", "24:00", "nine", "09:60", "０９:00"])
def test_a_time_of_day_is_one(time: str) -> None:
    with pytest.raises(ValidationError, match="time of day"):
        MailWishes.model_validate({"ways": {}, "digest_time": time})


@pytest.mark.parametrize(
    ("zone", "time", "now", "then"),
    [
        ("UTC", "09:00", "2026-12-01T08:59", "2026-12-01T09:00"),
        ("UTC", "09:00", "2026-12-01T09:00", "2026-12-02T09:00"),
        ("UTC", "09:00", "2026-12-04T09:00", "2026-12-07T09:00"),
        ("Asia/Tokyo", "07:30", "2026-12-04T00:00", "2026-12-06T22:30"),
        ("America/New_York", "02:30", "2027-03-12T12:00", "2027-03-15T06:30"),
    ],
)
def test_the_next_digest_is_on_a_weekday_in_the_readers_zone(
    office: Office, zone: str, time: str, now: str, then: str
) -> None:
    user = office.users["petra"]
    user.time_zone, user.digest_time = zone, time
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert next_digest(user, moment) == datetime.fromisoformat(then).replace(tzinfo=UTC)


def test_author_and_nominators_are_thanked_once_with_where_it_stands(
    office: Office, mailbox: Mailbox
) -> None:
    story_id = office.reach(State.CLEARED)
    office.take(story_id, "publish", "petra")
    office.deliver()

    thanked = [row.email for row in _of(office, "thanks")]
    assert sorted(thanked) == ["arthur@example.com", "nina@example.com"]
    told_twice = {
        row.email for row in _of(office, "progress") if row.params["step"] == "finish"
    } & set(thanked)
    assert told_twice == set()


def _of(office: Office, template: str) -> list[Notice]:
    with office.database.reading() as session:
        return list(session.scalars(select(Notice).where(Notice.template == template)))


def test_after_a_week_they_are_told_how_often_it_was_seen(office: Office) -> None:
    story_id = office.reach(State.PUBLISHING)
    office.deliver()
    with office.database.begin() as session:
        copy = session.scalars(select(ReceiptRow)).one()
        session.add(
            MetricRow(
                receipt_id=copy.id,
                name="impressions",
                day=START.date(),
                value=214,
                read_at=START,
            )
        )
    with office.database.reading() as session:
        live = session.get_one(Story, story_id).first_live_at  # by the clock of the database
    assert live is not None
    later = live + timedelta(days=7)
    assert _readers(office, later - timedelta(seconds=1)) == 0
    assert (_readers(office, later), _readers(office, later)) == (1, 0)

    told = _of(office, "readers")
    assert {row.email for row in told} == {"arthur@example.com", "nina@example.com"}
    assert {row.params["count"] for row in told} == {214}


def _readers(office: Office, now: datetime) -> int:
    with office.database.begin() as session:
        return follow_up.tell_of_readers(session, now=now)


def test_the_morning_after_a_clearing_the_desk_is_asked_for_one_more_look(office: Office) -> None:
    office.settings = office.settings.model_copy(update={"overnight_hold": True})
    office.reach(State.CLEARED)

    def look(at: str) -> int:
        with office.database.begin() as session:
            moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
            return follow_up.ask_for_one_more_look(session, settings=office.settings, now=moment)

    assert look("2026-12-02T08:59") == 0
    assert (look("2026-12-02T09:00"), look("2026-12-02T09:01")) == (1, 0)
    assert {row.email for row in _of(office, "one_more_look")} == {
        f"{name}@example.com" for name in ("petra", "paul", "both")
    }
    office.settings = office.settings.model_copy(update={"overnight_hold": False})
    assert look("2026-12-03T09:00") == 0
