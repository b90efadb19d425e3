"""Connecting an account that LinkedIn, the wire or a person does not let happen."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import time_machine

from publishers.linkedin.oauth import LinkedInConnection
from publishers.linkedin.simulator import oauth as linkedin
from publishers.linkedin.simulator.records import Code
from publishers.linkedin.simulator.world import CLIENT_ID, CLIENT_SECRET, MEMBERS
from syndicate.errors import Misconfigured
from syndicate.publishing.errors import (
    NeedsReconnect,
    NotSent,
    PublishError,
    Refused,
    Throttled,
    UnknownOutcome,
)
from syndicate.publishing.oauth import Account
from syndicate.publishing.port import Token
from tests.channels.linkedin.channel import Channel
from tests.channels.linkedin.conftest import REDIRECT


def test_a_code_is_good_once(connection: LinkedInConnection, sign_in: Callable[[], str]) -> None:
    code = sign_in()
    connection.exchange(code=code, redirect_uri=REDIRECT)

    with pytest.raises(NeedsReconnect, match="authorization code not found"):
        connection.exchange(code=code, redirect_uri=REDIRECT)


def test_a_code_is_good_for_thirty_minutes_and_its_own_address(
    channel: Channel, connection: LinkedInConnection, sign_in: Callable[[], str]
) -> None:
    with pytest.raises(NeedsReconnect, match="redirect uri"):
        connection.exchange(code=sign_in(), redirect_uri=f"{REDIRECT}/other")

    code = sign_in()
    channel.world.ahead = 30 * 60 + 1
    with pytest.raises(NeedsReconnect, match="authorization code expired"):
        connection.exchange(code=code, redirect_uri=REDIRECT)


def test_a_wrong_secret_names_the_settings(
    connection: LinkedInConnection, sign_in: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = sign_in()
    monkeypatch.setenv("SYNDICATE_LINKEDIN_CLIENT_SECRET", "wrong")

    with pytest.raises(Refused, match="SYNDICATE_LINKEDIN_CLIENT_SECRET") as refused:
        connection.exchange(code=code, redirect_uri=REDIRECT)

    assert refused.value.permanent


def test_without_an_app_the_settings_are_named(
    connection: LinkedInConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYNDICATE_LINKEDIN_CLIENT_SECRET")

    with pytest.raises(Misconfigured, match="SYNDICATE_LINKEDIN_CLIENT_ID"):
        connection.authorize_url(redirect_uri=REDIRECT, state="x")


def test_a_refresh_gives_a_new_token_and_keeps_the_old_end(
    channel: Channel, connection: LinkedInConnection, sign_in: Callable[[], str]
) -> None:
    first = connection.exchange(code=sign_in(), redirect_uri=REDIRECT)
    channel.world.modes.refresh_life_as_minutes = True

    with time_machine.travel(datetime.now(UTC) + timedelta(days=59)):
        second = connection.refresh(first)

    assert second.access_token != first.access_token
    assert second.refresh_token == first.refresh_token
    assert second.refresh_expires_at == first.refresh_expires_at
    assert second.expires_at
    assert first.expires_at
    assert second.expires_at > first.expires_at
    assert second.scopes == first.scopes


def test_a_refresh_token_that_has_ended_or_was_revoked_needs_a_person(
    channel: Channel, connection: LinkedInConnection, sign_in: Callable[[], str]
) -> None:
    token = connection.exchange(code=sign_in(), redirect_uri=REDIRECT)
    for grant in channel.world.grants.values():
        grant.revoked = True
    with pytest.raises(NeedsReconnect, match="invalid, expired or revoked"):
        connection.refresh(token)

    later = datetime.now(UTC) + timedelta(days=366)
    with time_machine.travel(later), pytest.raises(NeedsReconnect, match="has ended"):
        connection.refresh(token)


def test_another_set_of_scopes_ends_the_earlier_token(
    connection: LinkedInConnection, sign_in: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = connection.exchange(code=sign_in(), redirect_uri=REDIRECT)
    connection.exchange(code=sign_in(), redirect_uri=REDIRECT)
    assert connection.accounts(first)

    monkeypatch.setenv("SYNDICATE_LINKEDIN_SCOPES", "openid profile")
    connection.exchange(code=sign_in(), redirect_uri=REDIRECT)

    with pytest.raises(NeedsReconnect, match="REVOKED_ACCESS_TOKEN"):
        connection.accounts(first)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "reset"}, UnknownOutcome),
        ({"kind": "status", "status": 503}, Refused),
        ({"kind": "status", "status": 999}, Refused),
        ({"kind": "throttle"}, Throttled),
        ({"kind": "garbled"}, Refused),
        ({"kind": "redirect"}, Refused),
    ],
)
def test_a_sign_in_that_breaks_says_what_happened(
    channel: Channel,
    connection: LinkedInConnection,
    sign_in: Callable[[], str],
    fault: dict[str, Any],
    error: type[PublishError],
) -> None:
    code = sign_in()
    channel.fault(path="/oauth/v2/accessToken", **fault)

    with pytest.raises(error):
        connection.exchange(code=code, redirect_uri=REDIRECT)


def test_a_lost_refresh_may_be_repeated(
    channel: Channel, connection: LinkedInConnection, sign_in: Callable[[], str]
) -> None:
    token = connection.exchange(code=sign_in(), redirect_uri=REDIRECT)
    channel.fault("reset", path="/oauth/v2/accessToken", point="after")

    with pytest.raises(Refused) as failed:
        connection.refresh(token)

    assert not failed.value.permanent
    connection.refresh(token)


def test_nobody_listening_is_not_sent(
    connection: LinkedInConnection, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    monkeypatch.setenv("SYNDICATE_LINKEDIN_AUTH_URL", f"http://127.0.0.1:{free_port}")

    with pytest.raises(NotSent):
        connection.exchange(code="x", redirect_uri=REDIRECT)


def test_an_answer_without_a_token_needs_another_try(
    connection: LinkedInConnection, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkedin, "_answer", lambda _grant: {"expires_in": 1})
    code = Code(
        value="c",
        client_id=CLIENT_ID,
        member=MEMBERS[0].id,
        redirect_uri=REDIRECT,
        scopes=[],
        organizations=[],
        expires_at=channel.world.now() + 60,
    )
    channel.world.codes["c"] = code

    with pytest.raises(NeedsReconnect, match="MissingTokenError"):
        connection.exchange(code="c", redirect_uri=REDIRECT)


def test_a_refresh_token_without_an_end_has_none(
    channel: Channel,
    connection: LinkedInConnection,
    sign_in: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = connection.exchange(code=sign_in(), redirect_uri=REDIRECT)
    monkeypatch.setattr(
        linkedin, "_answer", lambda _grant: {"access_token": "new", "refresh_token": "r"}
    )

    newer = connection.refresh(replace(token, refresh_expires_at=None))

    assert newer == Token("new", refresh_token="r", scopes=token.scopes)


SECRETS = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"grant_type": ""}, '"grant_type" is missing'),
        ({"client_id": ""}, '"client_id" is missing'),
        ({"client_secret": ""}, '"client_secret" is missing'),
        ({"grant_type": "password"}, "not supported"),
        ({}, '"code" is missing'),
        ({"code": "x"}, '"redirect_uri" is missing'),
        ({"grant_type": "refresh_token"}, '"refresh_token" is missing'),
    ],
)
def test_what_the_token_endpoint_misses_is_named(
    channel: Channel, form: dict[str, str], said: str
) -> None:
    url = f"{channel.url}/oauth/v2/accessToken"

    answer = requests.post(
        url, data={"grant_type": "authorization_code"} | SECRETS | form, timeout=5
    )

    assert answer.status_code == 400
    assert said in answer.json()["error_description"]


def test_credentials_in_a_header_do_not_count(channel: Channel) -> None:
    url = f"{channel.url}/oauth/v2/accessToken"

    answer = requests.post(
        url,
        data={"grant_type": "authorization_code", "code": "x", "redirect_uri": REDIRECT},
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=5,
    )

    assert "client_id" in answer.json()["error_description"]


def test_pages_without_a_posting_role_are_not_offered(
    channel: Channel, connection: LinkedInConnection
) -> None:
    channel.world.modes.role = "ANALYST"

    assert connection.accounts(channel.tokens.token) == []


def test_a_page_that_hides_its_name_is_offered_by_its_urn(
    channel: Channel, connection: LinkedInConnection
) -> None:
    channel.world.modes.hidden_pages = True

    assert connection.accounts(channel.tokens.token) == [
        Account("urn:li:organization:5515715", "urn:li:organization:5515715"),
        Account("urn:li:organization:5583111", "urn:li:organization:5583111"),
    ]


def test_a_missing_scope_is_told_at_once(channel: Channel) -> None:
    channel.world.grants[channel.tokens.token.access_token].scopes.remove("rw_organization_admin")
    waited: list[float] = []

    with pytest.raises(NeedsReconnect, match="all scopes"):
        LinkedInConnection(sleep=waited.append).accounts(channel.tokens.token)

    assert waited == []


def test_plain_http_is_for_this_machine_only_and_for_one_session(channel: Channel) -> None:
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ
    with pytest.raises(Misconfigured, match="https://"):
        _with_auth_url("http://linkedin.example")


def _with_auth_url(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYNDICATE_LINKEDIN_AUTH_URL", url)
        LinkedInConnection().authorize_url(redirect_uri=REDIRECT, state="x")


def test_no_secret_reaches_a_log_or_an_error(
    channel: Channel,
    connection: LinkedInConnection,
    sign_in: Callable[[], str],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    code = sign_in()
    caplog.clear()
    token = connection.exchange(code=code, redirect_uri=REDIRECT)
    newer = connection.refresh(token)
    connection.accounts(newer)
    errors = []
    for action in (
        lambda: connection.exchange(code=code, redirect_uri=REDIRECT),
        lambda: connection.accounts(Token("planted-access-token")),
    ):
        with pytest.raises(PublishError) as failed:
            action()
        errors.append(failed.value.detail)

    written = "\n".join([caplog.text, *capfd.readouterr(), *errors])

    assert "urllib3" in written, "the log was on"
    for secret in (
        CLIENT_SECRET,
        code,
        token.access_token,
        token.refresh_token,
        newer.access_token,
        "planted-access-token",
    ):
        assert str(secret) not in written
