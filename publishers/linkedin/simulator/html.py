"""Pages of the simulator: language, templates and headers."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from publishers.linkedin import pages
from publishers.linkedin.view import initials
from syndicate.i18n import LOCALES, best_locale


def locale() -> str:
    """The reader's language: `?lang=`, else what the browser asks for."""
    wanted = request.args.get("lang") or request.accept_languages.best_match(LOCALES)
    return best_locale(wanted)


def show(template: str, *, form_action: str = "", **values: Any) -> Response:
    """A page under a strict content policy; forms may lead to this host and to `form_action`."""
    response = Response(
        pages.page(template, locale(), initials=initials, **values), mimetype="text/html"
    )
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
        f" frame-ancestors 'none'; form-action 'self' {form_action}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
