"""Every operation under `/api/v1`, and the document that describes them."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, jsonify

from syndicate.api import (
    account,
    deliveries,
    gates,
    metrics,
    openapi,
    persons,
    review,
    rules,
    stories,
    telling,
)
from syndicate.api.edge import kit, locale, serve
from syndicate.api.problems import problem
from syndicate.errors import SyndicateError

OPERATIONS = (
    *account.OPERATIONS,
    *persons.OPERATIONS,
    *stories.OPERATIONS,
    *review.OPERATIONS,
    *rules.OPERATIONS,
    *gates.OPERATIONS,
    *deliveries.OPERATIONS,
    *metrics.OPERATIONS,
    *telling.OPERATIONS,
)


def blueprint() -> Blueprint:
    """The API, to be registered without a prefix."""
    api = Blueprint("api", __name__)
    for operation in OPERATIONS:
        api.add_url_rule(
            f"/api/v1{operation.flask_rule}",
            endpoint=operation.name,
            view_func=partial(serve, operation),
            methods=[operation.method],
        )
    api.add_url_rule("/api/openapi.json", endpoint="openapi", view_func=_document)
    api.register_error_handler(SyndicateError, _refused)
    return api


def _document() -> Response:
    return jsonify(openapi.document(OPERATIONS, kit().settings.base_url))


def _refused(error: SyndicateError) -> Response:
    return problem(error, locale())
