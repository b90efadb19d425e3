"""What the channels page says about a LinkedIn channel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from publishers.linkedin.settings import (
    LinkedInSettings,
    is_plain_loopback,
    load_settings,
)
from syndicate.clock import now
from syndicate.errors import Misconfigured
from syndicate.publishing.errors import NeedsReconnect
from syndicate.publishing.port import Token
from tests.channels.linkedin.channel import TOKEN, Channel


def test_a_connected_page_is_healthy_and_says_until_when(channel: Channel) -> None:
    ends = now() + timedelta(days=30)
    channel.tokens.token = Token(TOKEN, expires_at=ends)

    health = channel.publisher.check()

    assert health.ok
    assert health.expires_at == ends
    assert "May post as Example Company." in health.detail


@pytest.mark.parametrize("role", ["CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"])
def test_other_roles_that_may_post_are_enough(channel: Channel, role: str) -> None:
    channel.world.modes.role = role

    assert channel.publisher.check().ok


@pytest.mark.parametrize(("name", "value"), [("role", "ANALYST"), ("role_state", "REVOKED")])
def test_without_a_role_the_channel_is_not_healthy(channel: Channel, name: str, value: str) -> None:
    setattr(channel.world.modes, name, value)

    health = channel.publisher.check()

    assert not health.ok
    assert "no role" in health.detail


def test_a_page_that_hides_its_name_is_healthy_all_the_same(channel: Channel) -> None:
    channel.world.modes.hidden_pages = True

    assert channel.publisher.check().detail.startswith("May post as urn:li:organization:5515715.")


def test_without_a_page_the_channel_asks_to_be_connected(channel: Channel) -> None:
    channel.config = {}

    assert not channel.publisher.check().ok


def test_an_ended_token_is_told_in_words(channel: Channel) -> None:
    channel.tokens.error = NeedsReconnect("Connect again.")

    assert channel.publisher.check().detail == "Connect again."


def test_an_expired_token_is_told_in_words(channel: Channel) -> None:
    channel.world.ahead = 61 * 24 * 3600

    health = channel.publisher.check()

    assert not health.ok
    assert "EXPIRED_ACCESS_TOKEN" in health.detail


@pytest.mark.parametrize(
    ("month", "old"), [("2026-11-01", False), ("2027-07-31", False), ("2027-08-01", True)]
)
def test_an_api_version_is_old_after_ten_months(channel: Channel, month: str, old: bool) -> None:
    with time_machine.travel(datetime.fromisoformat(month).replace(tzinfo=UTC)):
        channel.world.ahead = -1_000_000_000
        detail = channel.publisher.check().detail

    assert ("SYNDICATE_LINKEDIN_VERSION" in detail) is old


@pytest.mark.parametrize(
    ("version", "answered"), [("202511", True), ("202611.02", True), ("202510", False)]
)
def test_a_retired_version_is_told(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, version: str, answered: bool
) -> None:
    monkeypatch.setenv("SYNDICATE_LINKEDIN_VERSION", version)

    assert channel.publisher.check().ok is answered


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VERSION", "2026"),
        ("VERSION", "202613"),
        ("API_URL", "http://api.linkedin.com"),
        ("AUTH_URL", "ftp://127.0.0.1"),
        ("READ_TIMEOUT", "0"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SYNDICATE_LINKEDIN_{name}", value)

    with pytest.raises(Misconfigured, match=f"SYNDICATE_LINKEDIN_{name}"):
        load_settings()


def test_the_defaults_are_linkedin_itself() -> None:
    settings = LinkedInSettings()

    assert settings.api_url == "https://api.linkedin.com"
    assert settings.auth_url == "https://www.linkedin.com"
    assert settings.timeout == (3.05, 15)


def test_the_client_secret_does_not_show() -> None:
    assert "hidden-value" not in repr(LinkedInSettings(client_secret="hidden-value"))


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://127.0.0.1:8002", True),
        ("http://127.1.2.3/x", True),
        ("http://[::1]:80/", True),
        ("http://localhost:1", True),
        ("https://127.0.0.1", False),
        ("http://192.168.0.1", False),
        ("http://localhost.example.com", False),
        ("http:///x", False),
    ],
)
def test_plain_http_is_for_loopback_addresses(url: str, plain: bool) -> None:
    assert is_plain_loopback(url) is plain
