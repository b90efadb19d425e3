"""Warnings before a token or an API version ends: in time, once, to those who can help."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from syndicate.models import Channel, Notice
from syndicate.policy import SYSTEM
from syndicate.publishing.port import Token
from syndicate.services import credentials, endings, mail
from tests.functional.channels.conftest import Office

HELPERS = {f"{name}@example.com" for name in ("adam", "petra", "paul", "both")}


@pytest.fixture
def linkedin(office: Office, monkeypatch: pytest.MonkeyPatch) -> Channel:
    """A page whose API version is answered for long."""
    monkeypatch.setenv("SYNDICATE_LINKEDIN_VERSION", "209901")
    return office.add("linkedin")


def connect(office: Office, channel: Channel, token: Token) -> None:
    """Somebody signed in."""
    with office.world.database.begin() as session:
        credentials.store_token(
            session,
            session.get_one(Channel, channel.id),
            token,
            ring=office.world.kit.ring,
            actor=SYSTEM,
            now=office.world.now,
        )


def warned(office: Office) -> list[Notice]:
    """Every warning so far, after the worker looked once more."""
    with office.world.database.begin() as session:
        endings.warn(session, kit=office.world.kit, now=office.world.now)
    with office.world.database.reading() as session:
        query = select(Notice).where(Notice.template == "channel_ending").order_by(Notice.id)
        return list(session.scalars(query))


def test_a_token_is_warned_of_fourteen_and_three_days_before(
    office: Office, linkedin: Channel
) -> None:
    ends = office.world.now + timedelta(days=20)
    connect(office, linkedin, Token("t", expires_at=ends))
    assert warned(office) == []

    counts = []
    for _day in range(20):
        office.world.later(days=1)
        counts.append(len(warned(office)))

    assert Counter(counts) == {0: 5, 4: 11, 8: 4}
    assert {notice.email for notice in warned(office)} == HELPERS


def test_after_a_long_sleep_only_the_nearer_warning_is_given(
    office: Office, linkedin: Channel
) -> None:
    connect(office, linkedin, Token("t", expires_at=office.world.now + timedelta(days=2)))

    assert len(warned(office)) == len(HELPERS)


def test_a_new_sign_in_begins_anew(office: Office, linkedin: Channel) -> None:
    connect(office, linkedin, Token("t", expires_at=office.world.now + timedelta(days=10)))
    warned(office)
    connect(office, linkedin, Token("u", expires_at=office.world.now + timedelta(days=60)))
    assert len(warned(office)) == 4

    office.world.later(days=50)

    assert len(warned(office)) == 8


def test_a_token_that_renews_itself_ends_with_its_refresh_token(
    office: Office, linkedin: Channel
) -> None:
    soon = office.world.now + timedelta(days=1)
    connect(office, linkedin, Token("t", expires_at=soon, refresh_token="r"))
    assert warned(office) == []

    connect(
        office,
        linkedin,
        Token(
            "t",
            expires_at=soon,
            refresh_token="r",
            refresh_expires_at=office.world.now + timedelta(days=10),
        ),
    )

    assert len(warned(office)) == 4


def test_an_api_version_is_warned_of_too(
    office: Office, linkedin: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATE_LINKEDIN_VERSION", "202512")
    office.world.now = datetime(2026, 11, 25, tzinfo=UTC)

    notice = warned(office)[0]

    assert notice.params["what"] == "version 202512 of LinkedIn's API"
    assert "SYNDICATE_LINKEDIN_VERSION" in notice.params["remedy"]


def test_a_channel_that_is_off_or_wrongly_set_is_passed_over(
    office: Office, linkedin: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(office, linkedin, Token("t", expires_at=office.world.now + timedelta(days=2)))
    monkeypatch.setenv("SYNDICATE_LINKEDIN_VERSION", "never")
    assert warned(office) == []
    monkeypatch.setenv("SYNDICATE_LINKEDIN_VERSION", "209901")
    with office.world.database.begin() as session:
        session.get_one(Channel, linkedin.id).active = False

    assert warned(office) == []


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_the_mail_says_what_ends_when_and_what_to_do(
    office: Office, linkedin: Channel, locale: str
) -> None:
    with office.world.database.begin() as session:
        for name in ("adam", "petra", "paul", "both"):
            session.merge(office.world.users[name]).locale = locale
    connect(office, linkedin, Token("t", expires_at=office.world.now + timedelta(days=10)))
    notice = warned(office)[0]

    with office.world.database.reading() as session:
        message = mail.compose(session, notice, office.world.settings)

    text = message.get_body(("plain",))
    html = message.get_body(("html",))
    assert text is not None
    assert html is not None
    for part in (text.get_content(), html.get_content(), str(message["Subject"])):
        assert "Linkedin" in part
        assert "2026" in part
    assert "http://127.0.0.1:8000/channels" in text.get_content()
    assert "http://127.0.0.1:8000/channels" in html.get_content()
    assert "part in this story" not in html.get_content()
