"""The OpenAPI 3.1 document, read off the table of operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from syndicate import __version__
from syndicate.api.bodies import IMAGE_TYPES, JSON, NAMES, STEP_NAME
from syndicate.api.once import HEADER, KEY_PATTERN
from syndicate.api.operation import Operation
from syndicate.api.problems import MEDIA_TYPE
from syndicate.ids import ID_PATTERN

_REF = "#/components/schemas/{model}"
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do next."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "diff": {
            "type": "array",
            "description": "Of a stale decision: what has changed since, part by part.",
            "items": {
                "type": "object",
                "required": ["part", "pieces"],
                "properties": {
                    "part": {"type": "string"},
                    "pieces": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["kind", "text"],
                            "properties": {
                                "kind": {"enum": ["same", "deleted", "inserted"]},
                                "text": {"type": "string"},
                            },
                        },
                    },
                },
            },
        },
    },
}
_NO_NUL = r"^[^\u0000]*$"
_BINARY = {"type": "string", "format": "binary"}


def document(operations: Sequence[Operation], server: str) -> dict[str, Any]:
    """The whole document."""
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
            "schemas": _schemas(operations),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(operations: Sequence[Operation]) -> dict[str, Any]:
    answers = _definitions({op.answer for op in operations if op.answer}, "serialization")
    bodies = _definitions({op.body for op in operations if op.body}, "validation")
    for schema in bodies.values():
        _refuse_nul(schema)
    return answers | bodies | {"Problem": _PROBLEM}


def _definitions(models: set[type[BaseModel]], mode: Any) -> dict[str, Any]:
    ordered = sorted(models, key=lambda model: model.__name__)
    _names, schemas = models_json_schema([(m, mode) for m in ordered], ref_template=_REF)
    found: dict[str, Any] = schemas.get("$defs", {})
    return found


def _refuse_nul(schema: Any) -> None:
    """Say of every text that has no form of its own what no database takes."""
    for node in _nodes(schema):
        if node.get("type") == "string" and not {"enum", "const", "format", "pattern"} & set(node):
            node["pattern"] = _NO_NUL
        if node.get("type") == "object" and isinstance(node.get("additionalProperties"), dict):
            node.setdefault("propertyNames", {"pattern": _NO_NUL})


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _nodes(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _nodes(value)


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": (operation.run.__doc__ or "").strip(),
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation),
    }
    if operation.body is not None:
        described["requestBody"] = _content({JSON: _ref(operation.body)})
    if operation.binary:
        described["requestBody"] = _content(dict.fromkeys(IMAGE_TYPES, _BINARY))
    return described


def _content(schemas: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {k: {"schema": s} for k, s in schemas.items()}}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", operation.path):
        pattern = f"^{STEP_NAME.pattern}$" if name in NAMES else ID_PATTERN
        schema = {"type": "string", "pattern": pattern}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    if operation.query is not None:
        model = operation.query.model_json_schema()
        definitions = model.get("$defs", {})
        for name, field in model["properties"].items():
            plain = _inline(field, definitions)
            _refuse_nul(plain)
            yield {"name": name, "in": "query", "required": False, "schema": plain}
    if operation.method == "POST":
        yield {
            "name": HEADER,
            "in": "header",
            "required": False,
            "description": "Repeat the request with the same key to get the same answer.",
            "schema": {"type": "string", "pattern": KEY_PATTERN},
        }


def _inline(schema: Any, definitions: dict[str, Any]) -> Any:
    """Without references, and without null: a parameter is there or it is not."""
    if isinstance(schema, list):
        return [_inline(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return definitions[schema["$ref"].rsplit("/", 1)[1]]
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == 1:
        rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
        return rest | _inline(choices[0], definitions)
    return {name: _inline(value, definitions) for name, value in schema.items()}


def _responses(operation: Operation) -> dict[str, Any]:
    if operation.answer is None:
        about, content = "The file.", {operation.file_type: {"schema": _BINARY}}
    else:
        about = operation.answer.__doc__ or ""
        content = {JSON: {"schema": _ref(operation.answer)}}
    answer = {"description": about, "content": content}
    problem = {
        "description": "Refused; `detail` says what to do next.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
    }
    responses = {str(status): answer for status in (operation.status, *operation.also)}
    return responses | {str(status): problem for status in _refusals(operation)}


def _refusals(operation: Operation) -> Sequence[int]:
    always = (400, 401, 403, 404, 422)
    return (*always, 409, 413, 415) if operation.writes else always
