"""HTTP to LinkedIn: a bearer session that never repeats, never redirects and always times out."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests_oauthlib import OAuth2Session

from publishers.linkedin.settings import LinkedInSettings, is_plain_loopback

for _chatty in ("requests_oauthlib", "oauthlib"):
    # At DEBUG both write tokens, codes and the client secret into the log.
    logging.getLogger(_chatty).setLevel(logging.WARNING)


class PlainLoopback(HTTPAdapter):
    """Speaks plain HTTP under an https:// address of this machine.

    oauthlib refuses http:// unless OAUTHLIB_INSECURE_TRANSPORT lifts that for the whole process.
    Mounted for one loopback origin in one session, this lifts it for a simulator and nothing else.
    """

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override] # all but the request are options
        """The answer of the plain server; proxies are for other machines."""
        request.url = "http" + str(request.url).removeprefix("https")
        return super().send(request, **(options | {"proxies": {}}))


class LinkedInSession(OAuth2Session):
    """An OAuth session without automatic refresh, which would send the post to the token URL."""

    def __init__(self, settings: LinkedInSettings, **options: Any) -> None:
        super().__init__(client_id=settings.client_id, **options)
        self._timeout = settings.timeout

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override] # requests_oauthlib names a few options of its own
        """One request, sent once; an answer that redirects is returned as it is."""
        options["timeout"] = options.get("timeout") or self._timeout
        options["allow_redirects"] = False
        return super().request(method, self.reachable(url), **options)

    def reachable(self, url: str) -> str:
        """`url` as oauthlib takes it: https, which for this machine's own servers is only said."""
        if not is_plain_loopback(url):
            return url
        masked = "https" + url.removeprefix("http")
        origin = f"https://{urlsplit(masked).netloc}/"
        if origin not in self.adapters:
            self.mount(origin, PlainLoopback())
        return masked


def bearer_session(settings: LinkedInSettings, access_token: str) -> LinkedInSession:
    """A session that signs its requests with `access_token`."""
    return LinkedInSession(settings, token={"access_token": access_token, "token_type": "Bearer"})
