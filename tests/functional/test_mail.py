"""Mails: what people read, and that each leaves once, whatever the server does."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, text

from syndicate import clock as our_clock
from syndicate.db import Database
from syndicate.jobs.mail import BATCH, LEASE, MAX_ATTEMPTS, SERVER_AGAIN, TOO_OLD, send_due
from syndicate.models import Notice, NoticeState, State
from syndicate.services import consents
from syndicate.services.kit import Kit
from tests.factories.world import AGREE, World
from tests.services.process import free_port
from tests.services.smtp import Mailbox


@pytest.fixture
def world(clock: time_machine.Traveller, sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path)


@pytest.fixture
def either_world(clock: time_machine.Traveller, database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def kit_with(world: World, url: str | None) -> Kit:
    """The world's parts with a mail server."""
    settings = world.settings.model_copy(update={"mail_url": url, "company_name": "Works & Co"})
    return Kit(settings, world.database, world.kit.registry)


def notices(world: World) -> list[Notice]:
    """Every notice, oldest first."""
    with world.database.reading() as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


def parts(message: EmailMessage) -> tuple[str, str]:
    """The text and the HTML of a mail."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def ask_arthur(world: World, **fields: Any) -> str:
    """A story whose author is asked; nothing else waits to be sent."""
    story_id = world.nominate(**fields)
    with world.database.begin() as session:
        for notice in session.scalars(select(Notice)):
            session.delete(notice)
    world.take(story_id, "accept", "petra")
    with world.database.begin() as session:
        for notice in session.scalars(select(Notice).where(Notice.template == "progress")):
            session.delete(notice)
    return story_id


def test_a_question_reaches_the_author_with_a_link_that_opens_it(
    world: World, mailbox: Mailbox
) -> None:
    ask_arthur(world)
    kit = kit_with(world, mailbox.url)

    assert send_due(kit) == 1

    (mail,) = mailbox.to("arthur@example.com")
    plain, html = parts(mail)
    assert mail["Subject"] == "May we tell “The meeting at the bench” outside Works & Co?"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert plain.startswith("Hello Arthur Aoki,")
    assert "Works &amp; Co" in html
    token = plain.split("/consents/")[1].split()[0]
    assert f"/consents/{token}" in html
    with world.database.reading() as session:
        question = consents.open_question(
            session, token, settings=world.settings, now=our_clock.now()
        )
        assert question.person.email == "arthur@example.com"


def test_people_are_written_to_in_their_language(world: World, mailbox: Mailbox) -> None:
    with world.database.begin() as session:
        session.execute(text("UPDATE user_account SET locale = 'ja' WHERE given = 'Arthur'"))
    ask_arthur(world)

    send_due(kit_with(world, mailbox.url))

    (mail,) = mailbox.to("arthur@example.com")
    plain, html = parts(mail)
    assert mail["Content-Language"] == "ja"
    assert "The meeting at the bench" in mail["Subject"]
    for shown in (mail["Subject"], plain, html):
        assert any("ぁ" <= char <= "ん" for char in shown)
    assert 'lang="ja"' in html


def test_somebody_without_an_account_is_written_to_in_the_language_of_the_story(
    world: World, mailbox: Mailbox
) -> None:
    guest = {"email": "guest@example.org", "family": "田中", "given": "愛子"}
    story_id = world.nominate(people=[guest], language="ja")
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id)
    world.take(story_id, "submit", "petra")

    send_due(kit_with(world, mailbox.url))

    (mail,) = mailbox.to("guest@example.org")
    assert "田中愛子" in parts(mail)[0]


def test_a_title_can_neither_add_a_header_nor_markup(world: World, mailbox: Mailbox) -> None:
    ask_arthur(world, title="Hi\r\nBcc: all@example.com\n<script>x</script>")

    send_due(kit_with(world, mailbox.url))

    (mail,) = mailbox.messages
    assert mail["Bcc"] is None
    assert mailbox.envelopes[0].rcpt_tos == ["arthur@example.com"]
    assert len(mail["Subject"].splitlines()) == 1
    assert "<script>" not in parts(mail)[1]


def test_no_secret_of_a_link_stands_in_the_database(world: World, mailbox: Mailbox) -> None:
    ask_arthur(world)
    send_due(kit_with(world, mailbox.url))
    token = parts(mailbox.messages[0])[0].split("/consents/")[1].split()[0]

    with world.database.begin() as session:
        session.execute(text("SELECT 1"))
    stored = b"".join(
        path.read_bytes() for path in Path(world.database.url[10:]).parent.glob("*.db*")
    )

    assert b"arthur@example.com" in stored
    assert token.encode() not in stored


def test_a_question_that_was_answered_meanwhile_is_not_put(world: World, mailbox: Mailbox) -> None:
    story_id = ask_arthur(world)
    world.take(story_id, "agree", "arthur", **AGREE)

    send_due(kit_with(world, mailbox.url))

    assert mailbox.to("arthur@example.com") == []
    asked = next(row for row in notices(world) if row.template == "consent_question")
    assert asked.state is NoticeState.FAILED
    assert "answered" in asked.last_error


def test_a_no_is_told_as_not_used_and_names_nobody(world: World, mailbox: Mailbox) -> None:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id)
    world.take(story_id, "submit", "petra")
    world.take(story_id, "refuse", "mei")

    send_due(kit_with(world, mailbox.url))
    send_due(kit_with(world, mailbox.url))

    told = [mail for mail in mailbox.to("nina@example.com") if "Not used" in mail["Subject"]]
    assert len(told) == 1
    assert "Mori" not in "".join(parts(told[0]))


def test_without_a_server_everything_waits(world: World) -> None:
    ask_arthur(world)

    assert send_due(kit_with(world, None)) == 0
    assert [row.state for row in notices(world)] == [NoticeState.READY]


def test_a_server_that_is_down_loses_nothing(
    either_world: World, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    ask_arthur(either_world)
    down = kit_with(either_world, f"smtp://127.0.0.1:{free_port()}")
    for _attempt in range(MAX_ATTEMPTS + 2):
        assert send_due(down) == 0
        clock.shift(SERVER_AGAIN)
    (waiting,) = notices(either_world)
    assert (waiting.state, waiting.attempts) == (NoticeState.READY, 0)

    assert send_due(kit_with(either_world, mailbox.url)) == 1
    assert len(mailbox.messages) == 1


def test_a_refusal_for_now_is_tried_again_later(
    world: World, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    ask_arthur(world)
    kit = kit_with(world, mailbox.url)
    mailbox.refusal = "451 come back later"
    assert send_due(kit) == 0
    (row,) = notices(world)
    assert (row.state, row.last_error) == (NoticeState.READY, "451 come back later")

    mailbox.refusal = None
    assert send_due(kit) == 0, "not before its time"
    clock.shift(LEASE)
    assert send_due(kit) == 1
    assert notices(world)[0].last_error == ""


def test_a_refusal_for_good_ends_it_and_holds_nobody_up(world: World, mailbox: Mailbox) -> None:
    world.nominate()
    kit = kit_with(world, mailbox.url)
    mailbox.refused = {"petra@example.com": "550 no such person", "both@example.com": "450 busy"}

    send_due(kit)

    ends = {row.email: (row.state, row.last_error) for row in notices(world)}
    assert ends["petra@example.com"] == (NoticeState.FAILED, "550 no such person")
    assert ends["both@example.com"] == (NoticeState.READY, "450 busy")
    assert ends["paul@example.com"] == (NoticeState.SENT, "")


def test_our_own_address_refused_is_nobody_elses_fault(world: World, mailbox: Mailbox) -> None:
    ask_arthur(world)
    mailbox.refused_sender = "553 not from here"

    assert send_due(kit_with(world, mailbox.url)) == 0

    (row,) = notices(world)
    assert (row.state, row.attempts) == (NoticeState.READY, 0)


def test_what_is_never_taken_is_given_up_in_the_end(
    world: World, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    ask_arthur(world)
    mailbox.refusal = "451 come back later"
    for attempt in range(MAX_ATTEMPTS + 1):
        send_due(kit_with(world, mailbox.url))
        clock.shift(LEASE * 2**attempt)

    assert notices(world)[0].state is NoticeState.FAILED


def test_news_that_is_days_old_is_no_news(
    world: World, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    ask_arthur(world)
    clock.shift(TOO_OLD.total_seconds() + 1)

    assert send_due(kit_with(world, mailbox.url)) == 0
    assert notices(world)[0].state is NoticeState.FAILED


def test_one_mail_that_cannot_be_written_keeps_no_other(world: World, mailbox: Mailbox) -> None:
    ask_arthur(world)
    with world.database.begin() as session:
        good = session.scalars(select(Notice)).one()
        session.add(
            Notice(
                template="no_such_template",
                email="petra@example.com",
                locale="en",
                dedup_key="broken",
                due_at=good.due_at,
            )
        )

    assert send_due(kit_with(world, mailbox.url)) == 1

    broken = next(row for row in notices(world) if row.template == "no_such_template")
    assert broken.state is NoticeState.FAILED
    assert broken.last_error == "it could not be written: TemplateNotFound"


def test_two_workers_send_each_mail_once(either_world: World, mailbox: Mailbox) -> None:
    for number in range(BATCH):
        either_world.nominate(source_text=f"Bench {number}.")
    waiting = len(notices(either_world))
    kit = kit_with(either_world, mailbox.url)
    together = threading.Barrier(2)

    def work() -> int:
        together.wait()
        sent = 0
        while some := send_due(kit):
            sent += some
        return sent

    with ThreadPoolExecutor(2) as pool:
        sent = sum(done.result() for done in [pool.submit(work) for _ in range(2)])

    assert sent == waiting == len(mailbox.messages)
    ids = {mail["Message-ID"] for mail in mailbox.messages}
    assert len(ids) == waiting


def test_a_mail_keeps_its_id_when_it_is_written_again(world: World, mailbox: Mailbox) -> None:
    ask_arthur(world)
    for _time in range(2):
        send_due(kit_with(world, mailbox.url))
        with world.database.begin() as session:
            session.scalars(select(Notice)).one().state = NoticeState.READY
            session.scalars(select(Notice)).one().due_at = our_clock.now()

    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_live_stories_come_with_their_addresses(world: World, mailbox: Mailbox) -> None:
    story_id = world.reach(State.PUBLISHING)
    world.deliver()
    assert world.state(story_id) is State.LIVE

    kit = kit_with(world, mailbox.url)
    with world.database.begin() as session:
        for notice in session.scalars(select(Notice)):
            notice.due_at = our_clock.now()
            notice.created_at = our_clock.now()
    while send_due(kit):
        pass

    live = [mail for mail in mailbox.to("nina@example.com") if "Thank you" in mail["Subject"]]
    assert "/en/stories/" in parts(live[0])[0]
    assert 'href="http' in parts(live[0])[1]
