"""Connecting an account over real HTTP: good flows, bad flows, and LinkedIn's own ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from publishers.linkedin import PLUG
from publishers.linkedin.demo import ORGANIZATION
from publishers.linkedin.oauth import LinkedInConnection
from publishers.linkedin.simulator.world import CLIENT_ID, CONNECT_SCOPES
from syndicate.publishing.errors import (
    NeedsReconnect,
)
from syndicate.publishing.oauth import Account, Connection
from tests.channels.linkedin.channel import Channel
from tests.channels.linkedin.conftest import REDIRECT


def test_the_plug_connects(channel: Channel) -> None:
    connection: Connection = PLUG.connect

    assert connection.authorize_url(redirect_uri=REDIRECT, state="x").startswith(channel.url)


def test_the_browser_is_sent_to_linkedin_with_what_it_asks_for(
    connection: LinkedInConnection, channel: Channel
) -> None:
    url = connection.authorize_url(redirect_uri=REDIRECT, state="s-1")

    assert url.startswith(f"{channel.url}/oauth/v2/authorization?")
    assert parse_qs(urlsplit(url).query) == {
        "response_type": ["code"],
        "client_id": [CLIENT_ID],
        "redirect_uri": [REDIRECT],
        "scope": [" ".join(CONNECT_SCOPES)],
        "state": ["s-1"],
    }


def test_a_person_connects_and_chooses_a_page(
    connection: LinkedInConnection, sign_in: Callable[[], str]
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False):
        moment = datetime.now(UTC)
        token = connection.exchange(code=sign_in(), redirect_uri=REDIRECT)

    assert token.scopes == tuple(sorted(CONNECT_SCOPES))
    assert token.expires_at
    assert timedelta(days=59) < token.expires_at - moment <= timedelta(days=60)
    assert token.refresh_token
    assert token.refresh_expires_at
    assert timedelta(days=364) < token.refresh_expires_at - moment <= timedelta(days=365)
    assert connection.accounts(token) == [Account(ORGANIZATION, "Example Company")]


def test_without_a_refresh_token_or_a_token_type_the_connection_works_all_the_same(
    channel: Channel,
    connection: LinkedInConnection,
    sign_in: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OAUTHLIB_STRICT_TOKEN_TYPE", "1")
    channel.world.modes.gives_refresh_token = False
    channel.world.modes.gives_token_type = False

    token = connection.exchange(code=sign_in(), redirect_uri=REDIRECT)

    assert token.refresh_token is None
    assert token.refresh_expires_at is None
    with pytest.raises(NeedsReconnect, match="Connect the account again"):
        connection.refresh(token)


def test_a_year_given_in_minutes_is_a_year(
    channel: Channel, connection: LinkedInConnection, sign_in: Callable[[], str]
) -> None:
    channel.world.modes.refresh_life_as_minutes = True

    token = connection.exchange(code=sign_in(), redirect_uri=REDIRECT)

    assert token.refresh_expires_at
    assert token.refresh_expires_at - datetime.now(UTC) > timedelta(days=364)


@pytest.mark.parametrize(("refusals", "works"), [(3, True), (4, False)])
def test_a_fresh_token_linkedin_does_not_know_yet_is_tried_again(
    channel: Channel,
    connection: LinkedInConnection,
    sign_in: Callable[[], str],
    refusals: int,
    works: bool,
) -> None:
    channel.world.modes.refused_fresh_calls = refusals
    code = sign_in()

    if works:
        connection.exchange(code=code, redirect_uri=REDIRECT)
    else:
        with pytest.raises(NeedsReconnect, match="REVOKED_ACCESS_TOKEN"):
            connection.exchange(code=code, redirect_uri=REDIRECT)


def test_without_the_profile_scope_nobody_is_asked_who_it_is(
    channel: Channel,
    connection: LinkedInConnection,
    sign_in: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SYNDICATE_LINKEDIN_SCOPES", "w_organization_social, r_organization_social")
    channel.world.modes.refused_fresh_calls = 9

    token = connection.exchange(code=sign_in(), redirect_uri=REDIRECT)

    assert token.scopes == ("r_organization_social", "w_organization_social")
