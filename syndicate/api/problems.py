"""Refusals as RFC 9457 problem documents."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import Any

from flask import Response, json
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed as UnknownMethod

from syndicate.errors import Malformed, MethodNotAllowed, NotFound, SyndicateError, TooLarge
from syndicate.i18n import Text, _
from syndicate.process import Block

MEDIA_TYPE = "application/problem+json"


def problem(error: SyndicateError, locale: str) -> Response:
    """The document for a refusal, in the caller's language."""
    body: dict[str, Any] = {
        "type": f"/help/problems#{error.slug}",
        "title": error.title.in_(locale),
        "status": error.status,
        "detail": error.text.in_(locale),
    }
    problems = getattr(error, "problems", ())
    if problems:
        body["errors"] = [{"field": name, "message": text.in_(locale)} for name, text in problems]
    body |= {name: _plain(value, locale) for name, value in error.details.items()}
    response = Response(json.dumps(body, ensure_ascii=False), error.status, mimetype=MEDIA_TYPE)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in error.details:
        response.headers["Retry-After"] = str(error.details["retry_after"])
    response.headers["Cache-Control"] = "no-store"
    return response


def framework(error: HTTPException, locale: str) -> Response:
    """The document for what the framework refuses before any operation is reached."""
    response = problem(_as_ours(error), locale)
    if isinstance(error, UnknownMethod):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _as_ours(error: HTTPException) -> SyndicateError:
    if error.code == 404:
        return NotFound(
            _("There is nothing at this address. /api/openapi.json lists what there is.")
        )
    if error.code == 405:
        return MethodNotAllowed(_("This address takes other methods only; see the header Allow."))
    if error.code == 413:
        return TooLarge(_("That is more than one request can carry."))
    return Malformed(_("The request could not be read: %(reason)s.", reason=error.name))


def _plain(value: Any, locale: str) -> Any:
    if isinstance(value, Text):
        return value.in_(locale)
    if isinstance(value, Block) or (is_dataclass(value) and not isinstance(value, type)):
        return {name: _plain(getattr(value, name), locale) for name in asdict(value)}
    if isinstance(value, list | tuple):
        return [_plain(item, locale) for item in value]
    return value
