"""Refusals as pages: what is wrong, what to do next, and a way on."""

from __future__ import annotations

import structlog
from flask import Response, request
from werkzeug.exceptions import HTTPException

from syndicate.errors import (
    Malformed,
    MethodNotAllowed,
    NotFound,
    SyndicateError,
    TooLarge,
    TooMany,
)
from syndicate.i18n import LOCALES, _
from syndicate.ids import new_id
from syndicate.web.answers import page
from syndicate.web.request import abandon, settings, use_locale

log = structlog.get_logger(__name__)


def problem_page(error: SyndicateError) -> Response:
    """The page for a refusal. Nothing the request did is kept."""
    abandon()
    response = page("problem", status=error.status, error=error, reference=None)
    wait = error.details.get("retry_after")
    if isinstance(error, TooMany) and wait:
        response.headers["Retry-After"] = str(wait)
    return response


def as_ours(error: HTTPException) -> SyndicateError:
    """What the framework refuses, in our words."""
    if error.code == 404:
        return NotFound(_("There is no page at this address. It may have moved, or never been."))
    if error.code == 405:
        return MethodNotAllowed(_("Go back and use the buttons of the page."))
    if error.code == 413:
        return TooLarge(
            _(
                "That is more than can be sent at once. Images can have %(limit)s MB.",
                limit=settings().max_upload_bytes // 1_000_000,
            )
        )
    return Malformed(_("Go back, reload the page and try again."))


def unexpected(error: Exception) -> tuple[str, SyndicateError]:
    """Log what nobody foresaw under a reference, and the sentence that names it."""
    reference = new_id()[-8:]
    log.error("request failed", reference=reference, path=request.path, exc_info=error)
    text = _(
        "Nothing was changed. Try again in a moment. If it happens again, tell your administrator "
        "this reference: %(reference)s.",
        reference=reference,
    )
    return reference, SyndicateError(text)


def unexpected_page(error: Exception) -> Response:
    """The page for a fault of ours. It asks the database nothing: that may be what failed."""
    use_locale(request.accept_languages.best_match(LOCALES) or settings().locale)
    reference, told = unexpected(error)
    return page("fault", status=500, error=told, reference=reference)
