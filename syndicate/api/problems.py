"""Refusals as RFC 9457 problem documents."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import Any

from flask import Response, json

from syndicate.errors import SyndicateError
from syndicate.i18n import Text
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


def _plain(value: Any, locale: str) -> Any:
    if isinstance(value, Text):
        return value.in_(locale)
    if isinstance(value, Block) or (is_dataclass(value) and not isinstance(value, type)):
        return {name: _plain(getattr(value, name), locale) for name in asdict(value)}
    if isinstance(value, list | tuple):
        return [_plain(item, locale) for item in value]
    return value
