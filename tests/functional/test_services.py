"""The servers the tests stand on do what the fixtures promise."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from email.message import EmailMessage
from pathlib import Path

import pytest
import redis
import time_machine
from playwright.sync_api import Page
from sqlalchemy import inspect, text

from syndicate import clock as our_clock
from syndicate.db import Database
from syndicate.dev.processes import program, run_as, running
from syndicate.dev.servers.postgresql import PostgreSQL, postgresql_server
from tests.conftest import MOMENT
from tests.services import browser as browser_service
from tests.services.smtp import Mailbox


def test_a_database_is_migrated_and_empty(database: Database) -> None:
    tables = inspect(database.engine).get_table_names()

    assert "alembic_version" in tables
    assert len(tables) > 10


def test_every_test_has_a_postgresql_database_of_its_own(
    postgresql: PostgreSQL, postgresql_database: Database
) -> None:
    other = Database(postgresql.create("other"))
    with postgresql_database.begin() as session:
        session.execute(text("CREATE TABLE mine (id integer)"))

    assert "mine" not in inspect(other.engine).get_table_names()
    other.dispose()
    postgresql.drop("other")


def test_a_durable_server_waits_for_the_disk() -> None:
    with postgresql_server(durable=True) as server:
        database = Database(server.url("postgres"))
        with database.reading() as session:
            assert session.execute(text("SHOW fsync")).scalar_one() == "on"
        database.dispose()


def test_redis_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("word", "story")

        assert client.get("word") == b"story"


def test_mail_arrives_and_is_sorted_by_reader(mailbox: Mailbox) -> None:
    host, port = mailbox.url.removeprefix("smtp://").split(":")
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "同意のお願い", "a@example.com", "b@example.com"
    mail.set_content("Please look.")

    with smtplib.SMTP(host, int(port)) as client:
        client.send_message(mail)

    assert [found["Subject"] for found in mailbox.to("b@example.com")] == ["同意のお願い"]
    assert mailbox.to("c@example.com") == []


def test_a_mailbox_can_refuse(mailbox: Mailbox) -> None:
    host, port = mailbox.url.removeprefix("smtp://").split(":")
    mailbox.refusal = "451 come back later"

    with smtplib.SMTP(host, int(port)) as client, pytest.raises(smtplib.SMTPDataError):
        client.sendmail("a@example.com", ["b@example.com"], "Subject: no\r\n\r\nno")

    assert mailbox.messages == []


def _hello(_environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return ["<title>こんにちは</title>".encode()]


def test_an_application_is_served(serve: Callable[..., AbstractContextManager[str]]) -> None:
    with serve(_hello) as origin, urllib.request.urlopen(origin) as answer:
        assert "こんにちは" in answer.read().decode()


def test_a_page_is_shown(page: Page, serve: Callable[..., AbstractContextManager[str]]) -> None:
    with serve(_hello) as origin:
        page.goto(origin)

        assert page.title() == "こんにちは"


def test_the_clock_stands_still(clock: time_machine.Traveller) -> None:
    assert our_clock.now() == MOMENT
    clock.shift(60)
    assert (our_clock.now() - MOMENT).total_seconds() == 60


def test_a_free_port_can_be_listened_on(
    free_port: int, serve: Callable[..., AbstractContextManager[str]]
) -> None:
    with serve(_hello, free_port) as origin:
        assert origin.endswith(f":{free_port}")


def test_a_missing_program_is_named_with_its_package() -> None:
    with pytest.raises(RuntimeError, match="install the package no-such-package"):
        program("no-such-program", "no-such-package", Path("/nowhere"))


def test_a_missing_browser_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_service, "NAMES", ("no-such-browser",))

    with pytest.raises(RuntimeError, match="Chromium is missing"):
        browser_service.chromium()


def test_a_server_that_ends_at_once_says_why(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no disk')"]

    with (
        pytest.raises(RuntimeError, match="no disk"),
        running(command, tmp_path / "log", answers=lambda: False),
    ):
        raise AssertionError("it must not be taken for running")


def test_a_server_that_will_not_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.dev.processes.STOP_SECONDS", 0.1)
    ready = tmp_path / "ready"
    deaf = (
        "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    )

    with running(
        [sys.executable, "-c", deaf, str(ready)], tmp_path / "log", answers=ready.exists
    ) as it:
        assert it.poll() is None

    assert it.returncode == -9


def test_a_failed_command_gives_its_own_words() -> None:
    with pytest.raises(RuntimeError, match="disk is full"):
        run_as(None, sys.executable, "-c", "import sys; sys.exit('disk is full')")


def test_a_skipped_test_counts_as_failed(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    ini = tmp_path / "pytest.ini"
    ini.write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n@pytest.mark.skip(reason='later')\ndef test_it() -> None: ...\n"
    )

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.services.skipping", "-c", ini, tmp_path],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "no test may be" in done.stdout
