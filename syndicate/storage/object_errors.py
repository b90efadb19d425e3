"""What an answer of an object store means, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    InvalidPathError,
    NotModifiedError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)

from syndicate.storage.errors import Busy, Denied, Overtaken, StoreError, Unsettled

_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_NOT_NOW = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
"""The request was not carried out: S3 answers 503 SlowDown before it does anything."""
_NO_BUCKET = "NoSuchBucket"
_METADATA_SERVICE = re.compile(r"169\.254\.1(?:69\.254|70\.(?:2|23))\b")
"""Where machines in a cloud ask for their role; it is asked when no key was given."""


@contextmanager
def understood(place: str, *, writes: bool) -> Iterator[None]:
    """Errors of obstore as those of a store; when reading, but for `FileNotFoundError` and
    `NotModifiedError`.

    Their own text is left out: it repeats requests and answers at length.
    """
    try:
        yield
    except FileNotFoundError as error:
        if writes or _NO_BUCKET in str(error):
            raise Denied(place, "there is no such bucket") from None
        raise
    except NotModifiedError:
        raise
    except (BaseError, TimeoutError) as error:
        raise _meaning(place, error, writes=writes) from None


def _meaning(place: str, error: Exception, *, writes: bool) -> StoreError:
    text = str(error)
    status = int(found[1]) if (found := _STATUS.search(text)) else None
    if _METADATA_SERVICE.search(text):
        return Denied(place, "no key is set, and this machine has no role")
    if isinstance(error, InvalidPathError):
        return Denied(place, "it holds an object whose name has an empty part or dots, as a//b")
    if isinstance(error, AlreadyExistsError | PreconditionError):
        return Overtaken(place, "somebody else wrote there just now")
    if isinstance(error, PermissionDeniedError | UnauthenticatedError):
        return Denied(place, f"the object store refuses the key or lacks a right{_code(text)}")
    if status is None:
        unheard = not writes or "kind: Connect" in text
        problem = "the object store does not answer"
        return Busy(place, problem) if unheard else Unsettled(place, problem)
    problem = f"the object store answers {status}{_code(text)}"
    if status in _NOT_NOW or (status >= HTTPStatus.INTERNAL_SERVER_ERROR and not writes):
        return Busy(place, problem)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unsettled(place, problem)
    return Denied(place, problem)


def _code(text: str) -> str:
    """The store's own word, such as `AccessDenied`; operators search manuals for it."""
    found = _CODE.search(text)
    return f" ({found[1]})" if found else ""
