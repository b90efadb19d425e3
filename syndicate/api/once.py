"""Repeated requests: the same `Idempotency-Key` gets the same answer, and acts once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from syndicate.errors import Conflict, Malformed
from syndicate.i18n import _
from syndicate.models import IdempotentAnswer

HEADER = "Idempotency-Key"
MAX_KEY_CHARS = 255
KEY_PATTERN = rf"^[!-~]{{1,{MAX_KEY_CHARS}}}$"
MEDIA_TYPE = "application/json"


def key() -> str | None:
    """The request's key, on POST only. Raises `Malformed`."""
    value = request.headers.get(HEADER) if request.method == "POST" else None
    if value is not None and not re.fullmatch(KEY_PATTERN[1:-1], value):
        raise Malformed(
            _(
                "An Idempotency-Key has 1 to %(limit)s letters, digits and signs, no spaces.",
                limit=MAX_KEY_CHARS,
            )
        )
    return value


def answered_once(
    session: Session,
    user_id: str,
    name: str,
    run: Callable[[], tuple[int, bytes]],
    *,
    sent: bytes,
    now: datetime,
) -> Response:
    """The stored answer to this very request, or that of `run`, kept for the next time.

    `sent` is what makes two requests to one address the same. Of two requests with one key at
    once, the second waits for the first, and gets its answer.
    """
    digest = _request_sha256(sent)
    row = IdempotentAnswer(
        user_id=user_id,
        key=name,
        request_sha256=digest,
        status=0,
        media_type=MEDIA_TYPE,
        body=b"",
        created_at=now,
    )
    stored = _stored(session, user_id, name) or _claimed(session, row)
    if stored is not None:
        return _repeated(stored, digest)
    row.status, row.body = run()
    return respond(row.status, row.body)


def respond(status: int, body: bytes) -> Response:
    """A JSON answer nobody may cache."""
    response = Response(body, status, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _stored(session: Session, user_id: str, name: str) -> IdempotentAnswer | None:
    return session.scalars(
        select(IdempotentAnswer).where(
            IdempotentAnswer.user_id == user_id, IdempotentAnswer.key == name
        )
    ).one_or_none()


def _claimed(session: Session, row: IdempotentAnswer) -> IdempotentAnswer | None:
    """None when the key is ours now; else the answer of whoever was faster."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return _stored(session, row.user_id, row.key)
    return None


def _repeated(stored: IdempotentAnswer, digest: str) -> Response:
    if stored.request_sha256 != digest:
        raise Conflict(_("This Idempotency-Key was used for another request. Use a new key."))
    response = respond(stored.status, stored.body)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _request_sha256(sent: bytes) -> str:
    line = f"{request.method} {request.full_path}\n".encode()
    return hashlib.sha256(line + sent).hexdigest()
