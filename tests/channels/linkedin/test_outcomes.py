"""What each answer of LinkedIn means for a delivery: every row of the table, over real HTTP."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from publishers.linkedin.api import Api
from publishers.linkedin.classify import AccessDenied, Act, Duplicate, failed_to_answer
from publishers.linkedin.settings import LinkedInSettings
from publishers.linkedin.simulator import answers
from syndicate.publishing.errors import (
    NeedsReconnect,
    NotSent,
    PublishError,
    Refused,
    Throttled,
    UnknownOutcome,
)
from tests.services.process import free_port
from tests.services.web import serving

BODY = {"author": "urn:li:organization:1", "commentary": "Hello"}


@dataclass
class Canned:
    """A server with one answer for everything, that remembers what it was asked."""

    status: str = "200 OK"
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        start_response(self.status, [*self.headers, ("Content-Type", "application/json")])
        return [self.body]

    def say(self, status: int, body: object = None, **headers: str) -> None:
        self.status = f"{status} Canned"
        self.headers = [(name.replace("_", "-"), value) for name, value in headers.items()]
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.asked.clear()


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Canned, str]]:
    """The canned server and its address."""
    canned = Canned()
    with serving(canned) as url:
        yield canned, url


@pytest.fixture
def canned(server: tuple[Canned, str]) -> Canned:
    """The server, for what it shall say."""
    return server[0]


@pytest.fixture
def api(server: tuple[Canned, str]) -> Iterator[Api]:
    """A client of that server."""
    settings = LinkedInSettings(api_url=server[1], auth_url=server[1], read_timeout=5)
    with Api(settings, "token") as client:
        yield client


def _create(api: Api) -> PublishError:
    with pytest.raises(PublishError) as failed:
        api.create_post(BODY)
    return failed.value


def _self_signed(folder: Path) -> Path:
    """A key and a certificate nobody vouches for, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    moment = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "self-signed.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def _tls_server(certificate: Path) -> Iterator[str]:
    """A server that shakes hands once."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def shake_hands() -> None:
        connection, _address = listener.accept()
        with connection, suppress(OSError):
            context.wrap_socket(connection, server_side=True)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=shake_hands)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


TABLE: list[tuple[str, int, Any, type[PublishError], bool | None]] = [
    (
        "bad token",
        401,
        answers.gateway(401, 65600, "INVALID_ACCESS_TOKEN", "…").body,
        NeedsReconnect,
        None,
    ),
    (
        "revoked token",
        401,
        answers.gateway(401, 65601, "REVOKED_ACCESS_TOKEN", "…").body,
        NeedsReconnect,
        None,
    ),
    (
        "expired token",
        401,
        answers.gateway(401, 65602, "EXPIRED_ACCESS_TOKEN", "…").body,
        NeedsReconnect,
        None,
    ),
    (
        "no token",
        401,
        answers.gateway(401, 401, "EMPTY_ACCESS_TOKEN", "…").body,
        NeedsReconnect,
        None,
    ),
    ("401 without JSON", 401, b"<html>", NeedsReconnect, None),
    ("no role or scope", 403, answers.denied("partnerApiPosts.CREATE").body, AccessDenied, None),
    (
        "older form of that",
        403,
        {"serviceErrorCode": 100, "message": "Not enough permissions to access: POST /posts"},
        AccessDenied,
        None,
    ),
    (
        "field not permitted",
        403,
        {"message": "Unpermitted fields present in REQUEST_BODY: … [/author]"},
        AccessDenied,
        None,
    ),
    ("forbidden for now", 403, {"message": "resource is forbidden"}, Refused, False),
    ("forbidden for good", 403, {"message": "You are banned"}, Refused, True),
    ("bad request", 400, answers.bad_field("author", "INVALID_URN_TYPE", "…").body, Refused, True),
    (
        "too long",
        400,
        answers.bad_field("commentary", "FIELD_LENGTH_TOO_LONG", "…").body,
        Refused,
        True,
    ),
    ("bad image id", 400, {"code": "INVALID_IMAGE_ID", "status": 400}, Refused, True),
    (
        "image not there yet",
        400,
        answers.bad_field("content", "MEDIA_ASSET_WAITING_UPLOAD", "…").body,
        Refused,
        False,
    ),
    ("image failed", 400, {"code": "MEDIA_ASSET_PROCESSING_FAILED"}, Refused, False),
    ("upload expired", 400, {"code": "EXPIRED_UPLOAD_URL"}, Refused, False),
    ("asset not attached", 400, {"code": "UPDATING_ASSET_FAILED"}, Refused, False),
    ("no activity", 400, {"message": "Unable to obtain activity"}, Refused, False),
    ("not found", 404, answers.not_found("x").body, Refused, True),
    ("unprocessable", 422, {"code": "UNPROCESSABLE_ENTITY"}, Refused, True),
    ("duplicate", 422, answers.duplicate("urn:li:share:7141138937766391808").body, Duplicate, True),
    ("request timeout", 408, {}, UnknownOutcome, None),
    ("conflict", 409, {"code": "CONFLICT"}, UnknownOutcome, None),
    ("retired version", 426, answers.not_active("202501").body, Throttled, None),
    ("version missing", 400, {"code": "VERSION_MISSING", "status": 400}, Throttled, None),
    ("throttled", 429, answers.throttled("APPLICATION_AND_MEMBER DAY").body, Throttled, None),
    (
        "throttled, as documented",
        429,
        {"status": 429, "code": "TOO_MANY_REQUESTS"},
        Throttled,
        None,
    ),
    ("server error", 500, {"status": 500}, UnknownOutcome, None),
    ("bad gateway", 502, b"<html>Bad gateway</html>", UnknownOutcome, None),
    ("unavailable", 503, {"message": "Service Unavailable"}, UnknownOutcome, None),
    ("gateway timeout", 504, b"", UnknownOutcome, None),
    ("refused by the edge", 999, b"<html>", UnknownOutcome, None),
    ("moved", 302, b"", UnknownOutcome, None),
    ("a list for a body", 400, [1, 2], Refused, True),
    (
        "odd parts",
        400,
        {"errorDetails": {"inputErrors": ["x", {"code": None}]}, "serviceErrorCode": "x"},
        Refused,
        True,
    ),
    ("odd details", 400, {"errorDetails": "x"}, Refused, True),
]


@pytest.mark.parametrize(
    ("status", "body", "kind", "permanent"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_an_answer_to_a_create_means_one_thing(
    canned: Canned,
    api: Api,
    status: int,
    body: object,
    kind: type[PublishError],
    permanent: bool | None,
) -> None:
    canned.say(status, body, Location="https://example.invalid/")

    error = _create(api)

    assert type(error) is kind
    assert permanent is None or (isinstance(error, Refused) and error.permanent is permanent)
    assert str(status) in error.detail
    assert len(canned.asked) == 1, "a create is one request, whatever comes back"


def test_the_trace_of_an_error_is_kept_for_linkedins_support(canned: Canned, api: Api) -> None:
    canned.say(400, {"code": "INVALID_URL"}, x_li_uuid="AAXw")

    assert "INVALID_URL, trace AAXw" in _create(api).detail


@pytest.mark.parametrize("status", [408, 409, 500, 502, 999, 302])
def test_an_unclear_answer_to_what_may_be_repeated_is_no_unknown_outcome(
    canned: Canned, api: Api, status: int
) -> None:
    canned.say(status, {})

    with pytest.raises(Refused) as failed:
        api.delete_post("urn:li:share:1")

    assert not failed.value.permanent


def test_created_without_an_id_is_an_unknown_outcome(canned: Canned, api: Api) -> None:
    canned.say(201, b"")

    assert isinstance(_create(api), UnknownOutcome)


def test_a_duplicate_names_every_post_it_could_be(canned: Canned, api: Api) -> None:
    canned.say(422, answers.duplicate("urn:li:ugcPost:71 and urn:li:share:72").body)

    error = _create(api)

    assert isinstance(error, Duplicate)
    assert error.urns == ("urn:li:ugcPost:71", "urn:li:share:72")


@pytest.mark.parametrize(
    ("body", "headers", "wait"),
    [
        ({"message": "… APPLICATION_AND_MEMBER DAY limit …"}, {}, timedelta(hours=15)),
        ({}, {}, timedelta(minutes=15)),
        ({}, {"Retry_After": "90"}, timedelta(seconds=90)),
        ({}, {"Retry_After": "Tue, 01 Dec 2026 09:05:00 GMT"}, timedelta(minutes=5)),
        ({}, {"Retry_After": "Tue, 01 Dec 2026 08:00:00 GMT"}, timedelta(0)),
        ({}, {"Retry_After": "soon"}, timedelta(minutes=15)),
    ],
)
def test_throttling_waits_as_long_as_linkedin_says_or_until_midnight_utc(
    canned: Canned,
    api: Api,
    body: dict[str, str],
    headers: dict[str, str],
    wait: timedelta,
) -> None:
    canned.say(429, body, **headers)

    with time_machine.travel(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False):
        error = _create(api)

    assert isinstance(error, Throttled)
    assert error.retry_after == wait


def test_a_retired_version_parks_the_channel_and_names_the_setting(
    canned: Canned, api: Api
) -> None:
    canned.say(426, answers.not_active("202501").body)

    error = _create(api)

    assert isinstance(error, Throttled)
    assert error.retry_after == timedelta(hours=1)
    assert "SYNDICATE_LINKEDIN_VERSION" in error.detail


def test_nobody_listening_means_not_sent() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"

    with Api(LinkedInSettings(api_url=nowhere, auth_url=nowhere), "token") as api:
        assert isinstance(_create(api), NotSent)


def test_a_name_that_does_not_resolve_means_not_sent() -> None:
    with Api(LinkedInSettings(api_url="https://linkedin.invalid"), "token") as api:
        assert isinstance(_create(api), NotSent)


def test_a_proxy_nobody_runs_means_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")

    with Api(LinkedInSettings(), "token") as api:
        assert isinstance(_create(api), NotSent)


def test_a_certificate_that_does_not_hold_means_not_sent(tmp_path: Path) -> None:
    with _tls_server(_self_signed(tmp_path)) as address:
        settings = LinkedInSettings(api_url=address, read_timeout=5)
        with Api(settings, "token") as api:
            assert isinstance(_create(api), NotSent)


@pytest.mark.parametrize(
    "error", [requests.exceptions.ConnectTimeout(), requests.exceptions.InvalidURL()]
)
def test_what_failed_before_the_first_byte_was_not_sent(error: requests.RequestException) -> None:
    assert isinstance(failed_to_answer(error, Act.CREATE), NotSent)


def test_a_lost_answer_is_unknown_for_a_create_and_harmless_for_a_read() -> None:
    lost = requests.exceptions.ReadTimeout()

    assert isinstance(failed_to_answer(lost, Act.CREATE), UnknownOutcome)
    repeatable = failed_to_answer(lost, Act.REPEATABLE)
    assert isinstance(repeatable, Refused)
    assert not repeatable.permanent


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"value": {}}'])
def test_a_success_that_cannot_be_read_is_refused_for_now(
    canned: Canned, api: Api, body: bytes
) -> None:
    canned.say(200, body)

    with pytest.raises(Refused) as failed:
        api.start_upload("urn:li:organization:1")

    assert not failed.value.permanent
