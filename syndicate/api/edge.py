"""The edge of the API: who calls, one transaction, a checked body, answers kept for repeats."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, current_app, json, request
from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from syndicate import clock
from syndicate.api.operation import Call, Done, NoQuery, Operation
from syndicate.errors import (
    Conflict,
    Invalid,
    Malformed,
    NotSignedIn,
    TooLarge,
    UnsupportedMedia,
)
from syndicate.i18n import LOCALES, _
from syndicate.models import IdempotentAnswer, User
from syndicate.policy import Actor, Way
from syndicate.services import tokens
from syndicate.services.kit import Kit
from syndicate.validation import problems_of

MAX_JSON_BYTES = 1_000_000
MAX_KEY_CHARS = 255


def kit() -> Kit:
    """The parts this app was made of."""
    parts: Kit = current_app.extensions["syndicate.kit"]
    return parts


def locale() -> str:
    """The language of sentences in answers, by Accept-Language."""
    return request.accept_languages.best_match(LOCALES) or kit().settings.locale


def serve(operation: Operation, **path: str) -> Response:
    """Answer one request: inside one transaction that commits only when it went well."""
    body = _body(operation)
    database = kit().database
    with database.begin() if operation.writes else database.reading() as session:
        user = _caller(session)
        call = Call(
            session=session,
            kit=kit(),
            actor=Actor(Way.API, user=user),
            user=user,
            now=clock.now(),
            locale=locale(),
        )
        return _once(operation, call, body, path)


def _caller(session: Session) -> User:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise NotSignedIn(_("Send your API token as “Authorization: Bearer …”."))
    return tokens.authenticate(session, secret.strip(), now=clock.now())


def _body(operation: Operation) -> Any:
    if operation.binary:
        return _image()
    if operation.body is None:
        return _parsed(operation.query or NoQuery, request.args.to_dict())
    if (request.content_length or 0) > MAX_JSON_BYTES:
        raise TooLarge(_("A request can have at most %(limit)s bytes.", limit=MAX_JSON_BYTES))
    if request.mimetype != "application/json":
        raise UnsupportedMedia(_("Send the body as application/json."))
    try:
        fields = json.loads(request.get_data().decode())
    except (ValueError, RecursionError) as error:
        raise Malformed(_("The body is not valid JSON.")) from error
    if not isinstance(fields, dict):
        raise Malformed(_("The body must be a JSON object."))
    return _parsed(operation.body, fields)


def _parsed(model: type[BaseModel], fields: dict[str, Any]) -> BaseModel:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


def _image() -> bytes:
    limit = kit().settings.max_upload_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge(_("An image can have at most %(limit)s MB.", limit=limit // 1_000_000))
    upload = request.files.get("file")
    return upload.read() if upload else request.get_data()


def _once(operation: Operation, call: Call, body: Any, path: dict[str, str]) -> Response:
    key = request.headers.get("Idempotency-Key") if operation.method == "POST" else None
    if key is None:
        return _respond(*_run(operation, call, body, path))
    if not 1 <= len(key) <= MAX_KEY_CHARS:
        raise Malformed(_("An Idempotency-Key has 1 to %(limit)s characters.", limit=MAX_KEY_CHARS))
    digest = _request_sha256()
    stored = call.session.scalars(
        select(IdempotentAnswer).where(
            IdempotentAnswer.user_id == call.user.id, IdempotentAnswer.key == key
        )
    ).one_or_none()
    if stored is not None:
        return _repeated(stored, digest)
    status, text = _run(operation, call, body, path)
    _keep(call, key, digest, status, text)
    return _respond(status, text)


def _run(operation: Operation, call: Call, body: Any, path: dict[str, str]) -> tuple[int, bytes]:
    given = operation.binary or operation.body is not None or operation.query is not None
    result = operation.run(call, body, **path) if given else operation.run(call, **path)
    if not isinstance(result, Done):
        result = Done(operation.status, result)
    return result.status, result.answer.model_dump_json().encode()


def _request_sha256() -> str:
    line = f"{request.method} {request.full_path}\n".encode()
    return hashlib.sha256(line + request.get_data()).hexdigest()


def _repeated(stored: IdempotentAnswer, digest: str) -> Response:
    if stored.request_sha256 != digest:
        raise Conflict(_("This Idempotency-Key was used for another request. Use a new key."))
    response = _respond(stored.status, stored.body)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _keep(call: Call, key: str, digest: str, status: int, text: bytes) -> None:
    call.session.add(
        IdempotentAnswer(
            user_id=call.user.id,
            key=key,
            request_sha256=digest,
            status=status,
            media_type="application/json",
            body=text,
            created_at=call.now,
        )
    )
    try:
        call.session.flush()  # two requests with one key at once: the second one loses here
    except IntegrityError as error:
        raise Conflict(
            _("A request with this Idempotency-Key is under way. Try again in a moment.")
        ) from error


def _respond(status: int, text: bytes) -> Response:
    response = Response(text, status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
