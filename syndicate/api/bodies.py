"""What a request carries, checked before any transaction: JSON, a query or an image."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from syndicate.api.operation import Operation, Query
from syndicate.errors import Invalid, Malformed, NotFound, TooLarge, UnsupportedMedia
from syndicate.i18n import _
from syndicate.ids import is_id
from syndicate.services.media_store import prepared
from syndicate.validation import problems_of

JSON = "application/json"
MULTIPART = "multipart/form-data"
IMAGE_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
ANY_BYTES = "application/octet-stream"
FILE_PART = "file"
MAX_JSON_BYTES = 1_000_000
MULTIPART_EXTRA_BYTES = 10_000
STEP_NAME = re.compile(r"[a-z_]{1,40}")
NAMES = frozenset({"step", "gate"})
"""Parts of a path that are names of a process and no ids."""


def check_path(path: dict[str, str]) -> None:
    """Raise `NotFound` for what no id or step can look like; databases never see it."""
    for name, value in path.items():
        if not (STEP_NAME.fullmatch(value) if name in NAMES else is_id(value)):
            raise NotFound(_("There is nothing at this address. Check the id."))


def read(operation: Operation, *, max_image_bytes: int) -> Any:
    """The checked body or query, or the image made anew.

    Raises `Malformed`, `TooLarge`, `UnsupportedMedia` or `Invalid`.
    """
    if operation.binary:
        return prepared(_image(max_image_bytes), max_bytes=max_image_bytes)
    if operation.body is not None:
        return _json(operation.body)
    model, fields = operation.query or Query, request.args.to_dict()
    return _checked(fields, lambda: model.model_validate(fields))


def _json(model: type[BaseModel]) -> BaseModel:
    _refuse_larger(MAX_JSON_BYTES)
    if request.mimetype != JSON:
        raise UnsupportedMedia(_("Send the body as application/json."))
    raw = request.get_data()
    try:
        fields = from_json(raw)
    except ValueError as error:
        raise Malformed(
            _("The body is not valid JSON: %(problem)s.", problem=str(error))
        ) from error
    if not isinstance(fields, dict):
        raise Malformed(_("The body must be a JSON object."))
    # Strict: what the OpenAPI document says, and no number, word or timestamp in its place.
    return _checked(fields, lambda: model.model_validate_json(raw, strict=True))


def _checked(fields: dict[str, Any], parse: Callable[[], BaseModel]) -> BaseModel:
    problems = [
        (name, _("Please remove the NUL character (U+0000).")) for name in _with_nul(fields)
    ]
    if problems:
        raise Invalid.fields(problems)
    try:
        return parse()
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


def _with_nul(value: Any, path: str = "") -> Iterator[str]:
    """Fields PostgreSQL could not store. The parser has bounded how deep they can be."""
    if isinstance(value, str):
        if "\0" in value:
            yield path
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _with_nul(name, path)
            yield from _with_nul(item, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _with_nul(item, f"{path}.{index}")


def _image(limit: int) -> bytes:
    if request.mimetype not in (*IMAGE_TYPES, ANY_BYTES, MULTIPART):
        raise UnsupportedMedia(
            _(
                "Send the image itself as %(types)s, or in a form as the part “%(part)s”.",
                types=", ".join((*IMAGE_TYPES, ANY_BYTES)),
                part=FILE_PART,
            )
        )
    _refuse_larger(limit + MULTIPART_EXTRA_BYTES)
    if request.mimetype != MULTIPART:
        return request.get_data()
    upload = request.files.get(FILE_PART)
    if upload is None:
        raise Malformed(_("The form has no part “%(part)s” with the image.", part=FILE_PART))
    image: bytes = upload.read()
    return image


def _refuse_larger(limit: int) -> None:
    if (request.content_length or 0) > limit:
        raise TooLarge(_("This request can have at most %(limit)s kB.", limit=limit // 1000))
