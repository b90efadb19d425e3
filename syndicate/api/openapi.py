"""The OpenAPI 3.1 document, read off the table of operations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from syndicate import __version__
from syndicate.api.operation import Operation
from syndicate.api.problems import MEDIA_TYPE

_REF = "#/components/schemas/{model}"
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
_REFUSALS = (400, 401, 403, 404, 409, 410, 413, 415, 422, 429)


def document(operations: Sequence[Operation], server: str) -> dict[str, Any]:
    """The whole document."""
    models = {m for op in operations for m in (op.answer, op.body) if m is not None}
    _names, schemas = models_json_schema(
        [
            (model, "serialization" if model in {op.answer for op in operations} else "validation")
            for model in sorted(models, key=lambda model: model.__name__)
        ],
        ref_template=_REF,
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "syndicate",
            "version": __version__,
            "description": "Carries internal stories outside, with consent, four eyes and proof.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": f"{server}/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas.get("$defs", {}), "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": (operation.run.__doc__ or "").strip(),
        "parameters": _parameters(operation),
        "responses": _responses(operation),
    }
    if operation.body is not None:
        described["requestBody"] = _content({"application/json": _ref(operation.body)})
    if operation.binary:
        described["requestBody"] = _content(
            {kind: {} for kind in ("image/jpeg", "image/png", "image/gif", "image/webp")}
        )
    return described


def _content(schemas: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {k: {"schema": s} for k, s in schemas.items()}}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    if operation.query is not None:
        schema = operation.query.model_json_schema()
        definitions = schema.get("$defs", {})
        parameters.extend(
            {"name": name, "in": "query", "required": False, "schema": _inline(field, definitions)}
            for name, field in schema["properties"].items()
        )
    if operation.method == "POST":
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Repeat the request with the same key to get the same answer.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            }
        )
    return parameters


def _inline(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inline(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return definitions[schema["$ref"].rsplit("/", 1)[1]]
    return {name: _inline(value, definitions) for name, value in schema.items()}


def _responses(operation: Operation) -> dict[str, Any]:
    answer = {
        "description": operation.answer.__doc__ or "",
        "content": {"application/json": {"schema": _ref(operation.answer)}},
    }
    problem = {
        "description": "Refused; `detail` says what to do next.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
    }
    responses = {str(status): answer for status in (operation.status, *operation.also)}
    return responses | {str(status): problem for status in _REFUSALS}
