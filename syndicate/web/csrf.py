"""No other site can post in a person's name: a token in every form, and where it came from."""

from __future__ import annotations

import secrets
from hmac import compare_digest
from urllib.parse import urlsplit

from flask import request
from flask import session as browser

from syndicate.errors import Forbidden
from syndicate.i18n import _
from syndicate.ids import new_token
from syndicate.web.request import SAFE_METHODS, settings, sign_in

FIELD = "csrf_token"
_OLD = _("This form is no longer good. Go back, reload the page and send it again.")
_ELSEWHERE = _("This form was sent from another site, so nothing was done.")


def token() -> str:
    """The token for forms on this page: the session's own, or the browser's before sign-in."""
    row = sign_in()
    if row is not None:
        return row.csrf_token
    if "form" not in browser:
        browser["form"] = new_token()
    held: str = browser["form"]
    return held


def demand() -> None:
    """Raise `Forbidden` unless this request may change something."""
    if request.method in SAFE_METHODS:
        return
    if not _from_here():
        raise Forbidden(_ELSEWHERE)
    row = sign_in()
    expected = row.csrf_token if row else browser.get("form") or secrets.token_urlsafe(32)
    given = request.form.get(FIELD, "")
    if not compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise Forbidden(_OLD)


def _from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or _origin(origin) in (
        _origin(settings().base_url),
        _origin(request.host_url),
    )


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
