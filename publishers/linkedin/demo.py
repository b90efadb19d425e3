"""The LinkedIn of `syndicate demo`: the simulator, and a channel that speaks to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from syndicate.clock import now
from syndicate.publishing.demo import Stand, StandSite, WsgiApp
from syndicate.publishing.port import Token

ORGANIZATION = "urn:li:organization:5515715"
ACCESS_TOKEN = "demo-linkedin-token"  # noqa: S105 - made up, and good for the simulator only
TOKEN_DAYS = 60


def _app(site: StandSite) -> WsgiApp:
    # Flask is no part of the client, so it is loaded only where the simulator runs.
    from publishers.linkedin.simulator.app import Simulator

    return Simulator(site.url, token=ACCESS_TOKEN)


def _environ(site: StandSite) -> Mapping[str, str]:
    from publishers.linkedin.simulator.world import CLIENT_ID, CLIENT_SECRET

    return {
        "SYNDICATE_LINKEDIN_API_URL": site.url,
        "SYNDICATE_LINKEDIN_AUTH_URL": site.url,
        "SYNDICATE_LINKEDIN_CLIENT_ID": CLIENT_ID,
        "SYNDICATE_LINKEDIN_CLIENT_SECRET": CLIENT_SECRET,
    }


def _token() -> Token:
    from publishers.linkedin.simulator.world import CONNECT_SCOPES

    return Token(ACCESS_TOKEN, expires_at=now() + timedelta(days=TOKEN_DAYS), scopes=CONNECT_SCOPES)


STAND = Stand(
    title="LinkedIn simulator",
    port_offset=2,
    app=_app,
    environ=_environ,
    config={"organization": ORGANIZATION},
    token=_token,
)
