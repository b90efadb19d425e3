"""What stands before every view: a form's token, and somebody who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from syndicate.errors import NotSignedIn
from syndicate.i18n import _
from syndicate.web import csrf
from syndicate.web.request import SAFE_METHODS, sign_in

View = TypeVar("View", bound=Callable[..., Any])
FORM_BYTES = 4_000_000
"""The longest story in Japanese, percent-encoded, several times over."""
_PUBLIC: set[Callable[..., Any]] = set()


def public(view: View) -> View:
    """This view is for everybody, signed in or not."""
    _PUBLIC.add(view)
    return view


def demand_sign_in() -> Response | None:
    """Send strangers to the sign-in page, and back afterwards. Runs before each view."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = FORM_BYTES  # only forms with files may be larger
    csrf.demand()
    view = current_app.view_functions.get(request.endpoint or "")
    if view in _PUBLIC or sign_in() is not None:
        return None
    if request.method in SAFE_METHODS:
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("web.sign_in_page", next=wanted if wanted != "/" else None), 303)
    raise NotSignedIn(_("You were signed out. Sign in again, then send this form once more."))
