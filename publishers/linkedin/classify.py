"""What each failure at LinkedIn means for a delivery: the one table of outcomes.

Nothing here says "try again" for a create whose outcome is unknown; LinkedIn has no idempotency
key, so such a create must be looked up first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from syndicate.clock import now
from syndicate.publishing.errors import (
    NeedsReconnect,
    NotSent,
    PublishError,
    Refused,
    Throttled,
    UnknownOutcome,
)
from syndicate.publishing.retry_after import retry_after

PROBE_AFTER = timedelta(minutes=15)
VERSION_PROBE_AFTER = timedelta(hours=1)
_POST_URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")
_RECONNECT_CODES = frozenset({65600, 65601, 65602})
_ACCESS_DENIED = 100
_TRY_AGAIN_CODES = {
    "MEDIA_ASSET_WAITING_UPLOAD": "LinkedIn has not received the image yet.",
    "MEDIA_ASSET_PROCESSING_FAILED": "LinkedIn could not process the image.",
    "EXPIRED_UPLOAD_URL": "The address for the image upload had expired.",
    "UPDATING_ASSET_FAILED": "LinkedIn could not attach the image.",
}
_TRANSIENT_SENTENCES = ("Unable to obtain activity", "resource is forbidden", "Service Unavailable")


class Act(Enum):
    """What was being done, as far as repeating it is concerned."""

    CREATE = auto()
    """Doing it twice makes two posts."""
    REPEATABLE = auto()
    """Reading, uploading, editing, deleting: doing it again does no harm."""


class Duplicate(Refused):
    """LinkedIn says the author has posted this before, as one of `urns`."""

    def __init__(self, detail: str, urns: tuple[str, ...]) -> None:
        super().__init__(detail, permanent=True)
        self.urns = urns


class AccessDenied(NeedsReconnect):
    """The account is connected but lacks a role or a scope for this."""


@dataclass(frozen=True)
class Answer:
    """What could be read of an answer that is not a success."""

    status: int
    code: str = ""
    service_code: int | None = None
    message: str = ""
    input_codes: tuple[str, ...] = ()
    trace: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code in the answer, the most telling first."""
        return (*self.input_codes, *([self.code] if self.code else []))

    @property
    def said(self) -> str:
        """The answer in a few words, for the delivery log."""
        words = ": ".join(part for part in (", ".join(self.codes), self.message[:200]) if part)
        trace = f", trace {self.trace}" if self.trace else ""
        return f"HTTP {self.status} {words or 'without explanation'}{trace}"


def failed_to_answer(error: requests.RequestException, act: Act) -> PublishError:
    """What it means that no answer came."""
    if _never_connected(error):
        return NotSent("LinkedIn could not be reached.")
    sentence = f"The connection to LinkedIn broke before an answer came ({type(error).__name__})."
    return UnknownOutcome(sentence) if act is Act.CREATE else Refused(sentence, permanent=False)


def refusal(response: requests.Response, act: Act) -> PublishError:
    """What an answer outside 2xx means."""
    answer = read_answer(response)
    for applies, meaning in _RULES:
        if applies(answer):
            return meaning(answer)
    if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and (
        answer.status not in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT}
    ):
        return Refused(f"LinkedIn refused it ({answer.said}).")
    sentence = f"LinkedIn gave no clear answer ({answer.said})."
    return UnknownOutcome(sentence) if act is Act.CREATE else Refused(sentence, permanent=False)


def token_refusal(response: requests.Response) -> PublishError:
    """What an answer of the token endpoint outside 200 means."""
    answer = read_answer(response)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _throttled(answer)
    if not HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refused(f"LinkedIn's sign-in is out of order ({answer.said}).", permanent=False)
    if answer.code == "invalid_client":
        return Refused(
            "LinkedIn does not know the app. Check SYNDICATE_LINKEDIN_CLIENT_ID and"
            f" SYNDICATE_LINKEDIN_CLIENT_SECRET ({answer.said})."
        )
    return NeedsReconnect(
        f"LinkedIn did not accept the sign-in. Connect the account again ({answer.said})."
    )


def read_answer(response: requests.Response) -> Answer:
    """The answer's parts; bodies that are not JSON, as gateways send them, are told by status."""
    try:
        body = response.json()
    except ValueError:
        body = None
    data: dict[str, Any] = body if isinstance(body, dict) else {}
    details = data.get("errorDetails")
    inputs = details.get("inputErrors") if isinstance(details, dict) else None
    service_code = data.get("serviceErrorCode")
    return Answer(
        status=response.status_code,
        code=str(data.get("code") or data.get("error") or ""),
        service_code=service_code if isinstance(service_code, int) else None,
        message=str(data.get("message") or data.get("error_description") or ""),
        input_codes=tuple(
            str(item["code"])
            for item in (inputs if isinstance(inputs, list) else [])
            if isinstance(item, dict) and item.get("code")
        ),
        trace=response.headers.get("x-li-uuid", ""),
        headers=response.headers,
    )


def _never_connected(error: requests.RequestException) -> bool:
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.InvalidURL):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    reason = getattr(reason, "original_error", reason)  # what kept a proxy from being reached
    # A certificate that does not hold ends the handshake, before any request is written.
    return isinstance(reason, NewConnectionError) or "CERTIFICATE_VERIFY_FAILED" in str(reason)


def _reconnect(answer: Answer) -> PublishError:
    return NeedsReconnect(f"LinkedIn no longer accepts the connected account ({answer.said}).")


def _denied(answer: Answer) -> PublishError:
    return AccessDenied(
        "The connected LinkedIn account may not do this for the page: it needs the role of an"
        f" administrator or content admin, and all scopes ({answer.said})."
    )


def _old_version(answer: Answer) -> PublishError:
    return Throttled(
        "LinkedIn does not answer this version of its API. Set SYNDICATE_LINKEDIN_VERSION to a"
        f" newer one ({answer.said}).",
        retry_after=VERSION_PROBE_AFTER,
    )


def _throttled(answer: Answer) -> PublishError:
    return Throttled(
        f"LinkedIn's quota is used up ({answer.said}).", retry_after=_wait(answer, now())
    )


def _wait(answer: Answer, moment: datetime) -> timedelta:
    asked = retry_after(answer.headers.get("Retry-After"), moment)
    if asked is not None:
        return asked
    if " DAY " in answer.message:
        # Daily budgets start anew at 00:00 UTC.
        midnight = datetime.combine(moment.date() + timedelta(days=1), datetime.min.time(), UTC)
        return midnight - moment
    return PROBE_AFTER


def _duplicate(answer: Answer) -> PublishError:
    return Duplicate(
        f"LinkedIn says that this text was posted before ({answer.said}).",
        tuple(_POST_URN.findall(answer.message)),
    )


def _try_again(answer: Answer) -> PublishError:
    code = next(code for code in answer.codes if code in _TRY_AGAIN_CODES)
    return Refused(f"{_TRY_AGAIN_CODES[code]} ({answer.said})", permanent=False)


def _transient(answer: Answer) -> PublishError:
    return Refused(f"LinkedIn refused it for now ({answer.said}).", permanent=False)


_Rule = tuple[Callable[[Answer], bool], Callable[[Answer], PublishError]]
_RULES: tuple[_Rule, ...] = (
    (lambda a: a.status == HTTPStatus.UNAUTHORIZED, _reconnect),
    (lambda a: a.service_code in _RECONNECT_CODES, _reconnect),
    (lambda a: a.status == HTTPStatus.UPGRADE_REQUIRED, _old_version),
    (lambda a: a.code in {"NONEXISTENT_VERSION", "VERSION_MISSING"}, _old_version),
    (lambda a: a.status == HTTPStatus.TOO_MANY_REQUESTS, _throttled),
    (lambda a: "DUPLICATE_POST" in a.codes, _duplicate),
    (lambda a: any(code in _TRY_AGAIN_CODES for code in a.codes), _try_again),
    (
        lambda a: (
            a.status < HTTPStatus.INTERNAL_SERVER_ERROR
            and any(sentence in a.message for sentence in _TRANSIENT_SENTENCES)
        ),
        _transient,
    ),
    (
        lambda a: (
            a.status == HTTPStatus.FORBIDDEN
            and (
                a.code == "ACCESS_DENIED"
                or a.service_code == _ACCESS_DENIED
                or "Unpermitted fields" in a.message
            )
        ),
        _denied,
    ),
)
