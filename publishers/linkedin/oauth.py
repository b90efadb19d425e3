"""Connecting a LinkedIn account: the code flow, as LinkedIn does it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar

import requests
from oauthlib.oauth2 import OAuth2Error

from publishers.linkedin.api import Api
from publishers.linkedin.classify import AccessDenied, Act, failed_to_answer, token_refusal
from publishers.linkedin.health import POSTING_ROLES, page_name
from publishers.linkedin.session import LinkedInSession
from publishers.linkedin.settings import LinkedInSettings, load_settings
from syndicate.clock import now
from syndicate.errors import Misconfigured
from syndicate.i18n import _
from syndicate.publishing.errors import NeedsReconnect, Refused
from syndicate.publishing.oauth import Account
from syndicate.publishing.port import Token

REFRESH_LIFE = timedelta(days=365)
_MINUTES_OF_A_YEAR = 525_600
"""What the documentation shows for a year; the live server counts seconds."""

_Found = TypeVar("_Found")


@dataclass(frozen=True)
class LinkedInConnection:
    """LinkedIn's OAuth 2.0 flow; fills in `syndicate.publishing.oauth.Connection`."""

    waits: tuple[float, ...] = (1.0, 3.0, 6.0)
    """Seconds before each further try with a fresh token that LinkedIn does not know yet."""
    sleep: Callable[[float], None] = time.sleep
    account_setting: str = "organization"
    """Where the channel's settings keep the page it posts as."""

    def authorize_url(self, *, redirect_uri: str, state: str) -> str:
        """Where to send the person's browser; raises `Misconfigured` without an app."""
        settings = _with_app()
        options = {"scope": list(settings.scopes), "redirect_uri": redirect_uri}
        with closing(LinkedInSession(settings, **options)) as session:
            origin = session.reachable(settings.auth_url)
            url = session.authorization_url(f"{origin}/oauth/v2/authorization", state=state)[0]
        return settings.auth_url + url.removeprefix(origin)

    def exchange(self, *, code: str, redirect_uri: str) -> Token:
        """The token for `code`, tried out; the code itself is sent once."""
        settings = _with_app()
        with closing(_token_session(settings, redirect_uri=redirect_uri)) as session:
            answer = _asked(
                lambda: session.fetch_token(
                    _token_url(settings, session),
                    code=code,
                    client_secret=settings.client_secret.get_secret_value(),
                    include_client_id=True,  # LinkedIn takes credentials in the body only
                ),
                Act.CREATE,
            )
        token = _token(answer, now())
        if "profile" in token.scopes:
            self._patiently(settings, token, Api.me)
        return token

    def refresh(self, token: Token) -> Token:
        """A newer token; `NeedsReconnect` for the many apps that get no refresh token."""
        settings = _with_app()
        moment = now()
        ended = token.refresh_expires_at and token.refresh_expires_at <= moment
        if not token.refresh_token or ended:
            raise NeedsReconnect("The LinkedIn sign-in has ended. Connect the account again.")
        with closing(_token_session(settings)) as session:
            answer = _asked(
                lambda: session.refresh_token(
                    _token_url(settings, session),
                    refresh_token=token.refresh_token,
                    client_id=settings.client_id,
                    client_secret=settings.client_secret.get_secret_value(),
                ),
                Act.REPEATABLE,
            )
        return _token(answer, moment, before=token)

    def accounts(self, token: Token) -> Sequence[Account]:
        """The company pages this person may post as, by name."""
        return self._patiently(load_settings(), token, _pages)

    def _patiently(
        self, settings: LinkedInSettings, token: Token, call: Callable[[Api], _Found]
    ) -> _Found:
        """`call`, again while LinkedIn takes a token it has just issued for a revoked one."""
        waits = iter(self.waits)
        while True:
            try:
                with Api(settings, token.access_token) as api:
                    return call(api)
            except NeedsReconnect as error:
                wait = next(waits, None)
                if wait is None or isinstance(error, AccessDenied):
                    raise
                self.sleep(wait)


def _pages(api: Api) -> list[Account]:
    urns = {role.organization for role in api.roles() if role.name in POSTING_ROLES}
    return sorted((Account(urn, page_name(api, urn)) for urn in urns), key=lambda page: page.name)


def _with_app() -> LinkedInSettings:
    settings = load_settings()
    if not (settings.client_id and settings.client_secret.get_secret_value()):
        raise Misconfigured(
            _(
                "Set SYNDICATE_LINKEDIN_CLIENT_ID and SYNDICATE_LINKEDIN_CLIENT_SECRET to those of"
                " your app at LinkedIn, then connect the account."
            )
        )
    return settings


def _token_session(settings: LinkedInSettings, **options: Any) -> LinkedInSession:
    """A session without scopes: LinkedIn's token answers write them in another way and order."""
    session = LinkedInSession(settings, **options)
    session.register_compliance_hook("access_token_response", _complied)
    session.register_compliance_hook("refresh_token_response", _complied)
    return session


def _token_url(settings: LinkedInSettings, session: LinkedInSession) -> str:
    return session.reachable(f"{settings.auth_url}/oauth/v2/accessToken")


def _complied(response: requests.Response) -> requests.Response:
    """The answer as RFC 6749 has it: scopes apart by spaces, and a token type."""
    if response.status_code != HTTPStatus.OK:
        raise token_refusal(response)
    try:
        data = response.json()
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise Refused("LinkedIn's answer to the sign-in could not be read.", permanent=False)
    if isinstance(data.get("scope"), str):
        data["scope"] = " ".join(data["scope"].replace(",", " ").split())
    data.setdefault("token_type", "Bearer")
    response._content = json.dumps(data).encode()
    return response


def _asked(ask: Callable[[], Mapping[str, Any]], act: Act) -> Mapping[str, Any]:
    try:
        return ask()
    except requests.RequestException as error:
        raise failed_to_answer(error, act) from error
    except OAuth2Error as error:
        # The message of the error may quote what the server said; its class says enough.
        detail = f"LinkedIn's sign-in gave no token ({type(error).__name__}). Connect again."
        raise NeedsReconnect(detail) from error


def _token(answer: Mapping[str, Any], moment: datetime, before: Token | None = None) -> Token:
    """The token of an answer; a refresh never makes the refresh token itself live longer."""
    scope = answer.get("scope") or ()
    scopes = tuple(scope.split() if isinstance(scope, str) else scope)
    refresh_token = answer.get("refresh_token") or (before.refresh_token if before else None)
    ends = _refresh_end(answer, moment) if refresh_token else None
    if before and before.refresh_expires_at:
        ends = min(ends or before.refresh_expires_at, before.refresh_expires_at)
    life = answer.get("expires_in")
    return Token(
        access_token=str(answer["access_token"]),
        expires_at=moment + timedelta(seconds=int(life)) if life else None,
        refresh_token=refresh_token,
        refresh_expires_at=ends,
        scopes=scopes or (before.scopes if before else ()),
    )


def _refresh_end(answer: Mapping[str, Any], moment: datetime) -> datetime | None:
    try:
        seconds = int(answer["refresh_token_expires_in"])
    except (KeyError, TypeError, ValueError):
        return None
    if seconds == _MINUTES_OF_A_YEAR:
        return moment + REFRESH_LIFE
    return moment + min(timedelta(seconds=seconds), REFRESH_LIFE)
