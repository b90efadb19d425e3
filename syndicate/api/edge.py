"""The edge of the API: who calls, what they send, one transaction, one answer."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from syndicate import clock
from syndicate.api import bodies, once
from syndicate.api.operation import Call, Done, Operation
from syndicate.errors import NotSignedIn
from syndicate.i18n import LOCALES, _
from syndicate.models import User
from syndicate.policy import Way
from syndicate.services import deputies, tokens
from syndicate.services.kit import Kit


def kit() -> Kit:
    """The parts this app was made of."""
    parts: Kit = current_app.extensions["syndicate.kit"]
    return parts


def locale() -> str:
    """The language of sentences in answers, by Accept-Language."""
    return request.accept_languages.best_match(LOCALES) or kit().settings.locale


def serve(operation: Operation, **path: str) -> Response:
    """Answer one request: inside one transaction that commits only when it went well.

    Who calls and what they send is looked at before, so that no lock waits for it.
    """
    database = kit().database
    with database.reading() as session:
        _caller(session)
    bodies.check_path(path)
    sent = bodies.read(operation, max_image_bytes=kit().settings.max_upload_bytes)
    if operation.binary:
        kit().media.put(sent.data, sent.sha256, sent.media_type)
    key = once.key()
    if operation.before is not None:
        operation.before(kit(), **path)
    with database.begin() if operation.writes else database.reading() as session:
        call = _call(session)
        if operation.file_type:
            return _file(operation, operation.run(call, **path))
        if key is None:
            return once.respond(*_run(operation, call, sent, path))
        return once.answered_once(
            session,
            call.user.id,
            key,
            lambda: _run(operation, call, sent, path),
            # A form's boundary is another one each time: the image itself is compared.
            sent=sent.data if operation.binary else request.get_data(),
            now=call.now,
        )


def _call(session: Session) -> Call:
    user, now = _caller(session), clock.now()
    return Call(
        session=session,
        kit=kit(),
        actor=deputies.act_as(session, user, Way.API, now=now),
        user=user,
        now=now,
        locale=locale(),
    )


def _caller(session: Session) -> User:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise NotSignedIn(_("Send your API token as “Authorization: Bearer …”."))
    return tokens.authenticate(session, secret.strip(), now=clock.now())


def _run(operation: Operation, call: Call, sent: Any, path: dict[str, str]) -> tuple[int, bytes]:
    given = operation.binary or operation.body is not None or operation.query is not None
    result: Any = operation.run(call, sent, **path) if given else operation.run(call, **path)
    done = result if isinstance(result, Done) else Done(operation.status, result)
    return done.status, done.answer.model_dump_json().encode()


def _file(operation: Operation, file: Any) -> Response:
    response = Response(file.data, operation.status, mimetype=operation.file_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
