"""A small S3: signatures checked, conditions kept, listings in pages, and faults on demand."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

KEY_ID, SECRET, REGION, BUCKET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", "eu-test-1", "stories"
_KEPT = ("content-type", "cache-control", "content-encoding")


class Asked(NamedTuple):
    """One request that came in."""

    method: str
    key: str


class Answer(NamedTuple):
    """Status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Kept:
    """An object."""

    body: bytes
    headers: dict[str, str]
    modified: float
    salt: bytes = b""

    @property
    def etag(self) -> str:
        """As S3 makes it of an object uploaded in one piece; salted where it is encrypted."""
        return f'"{hashlib.md5(self.salt + self.body).hexdigest()}"'


@dataclass
class Fault:
    """What happens instead of an answer, to requests that match."""

    status: int
    """0: the connection is cut."""
    matches: Callable[[Asked], bool]
    skips: int = 0
    times: int = 1_000_000
    carried_out: bool = False
    """Whether the request is carried out all the same."""
    seen: int = 0

    def strikes(self, asked: Asked) -> bool:
        """Whether it is this request's turn."""
        if not self.matches(asked):
            return False
        self.seen += 1
        return self.skips < self.seen <= self.skips + self.times


def writes(asked: Asked) -> bool:
    """Puts of files, without the lock's own."""
    return asked.method in {"PUT", "POST"} and not asked.key.endswith((".state/lock", "/clock"))


@dataclass
class S3:
    """One bucket, its clock and what was asked of it."""

    url: str = ""
    objects: dict[str, Kept] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ahead: float = 0.0
    """Seconds by which its clock is ahead."""
    page: int = 1_000
    versions: bool = False
    readonly: bool = False
    encrypts: bool = False
    conditions: bool = True
    """False: it ignores what it does not know, as old ones do."""
    mistakes: list[Exception] = field(default_factory=list)
    """Its own."""
    guard: threading.RLock = field(default_factory=threading.RLock)

    def clear(self) -> None:
        """As new."""
        self.objects.clear()
        self.asked.clear()
        self.faults.clear()
        self.mistakes.clear()
        self.ahead, self.page, self.versions, self.readonly = 0.0, 1_000, False, False
        self.encrypts, self.conditions = False, True

    def settings(self, **others: Any) -> dict[str, Any]:
        """Settings of syndicate that lead here."""
        return {
            "s3_endpoint": self.url,
            "s3_region": REGION,
            "s3_access_key_id": KEY_ID,
            "s3_secret_access_key": SECRET,
            **others,
        }

    def fail(self, status: int, matches: Callable[[Asked], bool] = writes, **how: Any) -> Fault:
        """Answer like this from now on."""
        self.faults.append(Fault(status, matches, **how))
        return self.faults[-1]

    def answer(self, request: _Request) -> Answer | None:
        """The answer to a request; None where the connection is cut."""
        refused = _refusal(request)
        with self.guard:
            self.asked.append(request.asked)
            fault = next((each for each in self.faults if each.strikes(request.asked)), None)
            if fault is not None and not fault.carried_out:
                return _error(fault.status, _WORDS[fault.status]) if fault.status else None
            answer = refused or self._carried_out(request)
        if fault is not None:
            return _error(fault.status, _WORDS[fault.status]) if fault.status else None
        return answer

    def _carried_out(self, request: _Request) -> Answer:
        if request.bucket != BUCKET:
            return _error(404, "NoSuchBucket")
        if not request.key:
            return self._of_bucket(request)
        if self.readonly and request.method != "GET":
            return _error(403, "AccessDenied")
        if request.method == "PUT":
            return self._put(request)
        return self._get(request)

    def _of_bucket(self, request: _Request) -> Answer:
        if request.method == "POST" and "delete" in request.query:
            return self._delete(request)
        return self._list(request.query)

    def _put(self, request: _Request) -> Answer:
        there = self.objects.get(request.key) if self.conditions else None
        wanted = request.headers.get("if-match") if self.conditions else None
        if wanted and there is None:
            return _error(404, "NoSuchKey")
        if (there and request.headers.get("if-none-match") == "*") or (
            wanted and there and wanted != there.etag
        ):
            return _error(412, "PreconditionFailed")
        headers = {
            name: value
            for name, value in request.headers.items()
            if name in _KEPT or name.startswith("x-amz-meta-")
        }
        kept = self.objects[request.key] = Kept(
            request.body, headers, time.time() + self.ahead, b"kms" if self.encrypts else b""
        )
        version = {"x-amz-version-id": "v1"} if self.versions else {}
        return Answer(200, {"etag": kept.etag, **version})

    def _get(self, request: _Request) -> Answer:
        kept = self.objects.get(request.key)
        if kept is None:
            return _error(404, "NoSuchKey")
        if request.headers.get("if-none-match") == kept.etag:
            return Answer(304, {"etag": kept.etag})
        facts = {"etag": kept.etag, "last-modified": formatdate(kept.modified, usegmt=True)}
        return Answer(200, {**kept.headers, **facts}, kept.body)

    def _delete(self, request: _Request) -> Answer:
        digest = base64.b64encode(hashlib.md5(request.body).digest()).decode()
        if request.headers.get("content-md5") != digest:
            return _error(400, "BadDigest")
        keys = [node.text or "" for node in ET.fromstring(request.body).iter() if _is_key(node)]
        if self.readonly:
            said = "".join(
                f"<Error><Key>{escape(key)}</Key><Code>AccessDenied</Code>"
                "<Message>Access Denied</Message></Error>"
                for key in keys
            )
        else:
            for key in keys:
                self.objects.pop(key, None)
            said = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        return _xml(200, f"<DeleteResult>{said}</DeleteResult>")

    def _list(self, query: dict[str, str]) -> Answer:
        prefix, after = query.get("prefix", ""), query.get("continuation-token", "")
        found = [key for key in sorted(self.objects) if key.startswith(prefix) and key > after]
        shown = found[: self.page]
        more = len(found) > len(shown)
        last = escape(shown[-1]) if more else ""
        token = f"<NextContinuationToken>{last}</NextContinuationToken>" if more else ""
        entries = "".join(self._entry(key) for key in shown)
        return _xml(
            200,
            f"<ListBucketResult><Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix>"
            f"<KeyCount>{len(shown)}</KeyCount><MaxKeys>{self.page}</MaxKeys>"
            f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{entries}</ListBucketResult>",
        )

    def _entry(self, key: str) -> str:
        kept = self.objects[key]
        when = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(kept.modified))
        return (
            f"<Contents><Key>{escape(key)}</Key><LastModified>{when}</LastModified>"
            f"<ETag>{escape(kept.etag)}</ETag><Size>{len(kept.body)}</Size>"
            "<StorageClass>STANDARD</StorageClass></Contents>"
        )


class _Request:
    """One request, parsed as S3 does."""

    def __init__(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        parts = urlsplit(target)
        self.method, self.raw_path, self.raw_query = method, parts.path, parts.query
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.headers, self.body = headers, body
        self.bucket, _slash, key = unquote(parts.path).lstrip("/").partition("/")
        self.key = key
        if method == "HEAD":
            self.method = "GET"
        self.asked = Asked(method, key)
        self.sent_method = method


_WORDS = {403: "AccessDenied", 500: "InternalError", 503: "SlowDown", 400: "InvalidRequest"}


def _refusal(request: _Request) -> Answer | None:
    """What is wrong with the signature (AWS Signature Version 4), if anything."""
    scheme, _space, rest = request.headers.get("authorization", "").partition(" ")
    if scheme != "AWS4-HMAC-SHA256":
        return _error(403, "AccessDenied")
    given = dict(part.strip().split("=", 1) for part in rest.split(","))
    key_id, day, region, service, _end = given["Credential"].split("/")
    if key_id != KEY_ID:
        return _error(403, "InvalidAccessKeyId")
    if (region, service) != (REGION, "s3"):
        return _error(400, "AuthorizationHeaderMalformed")
    digest = request.headers["x-amz-content-sha256"]
    if digest != hashlib.sha256(request.body).hexdigest():
        return _error(400, "XAmzContentSHA256Mismatch")
    names = given["SignedHeaders"].split(";")
    pairs = sorted(parse_qsl(request.raw_query, keep_blank_values=True))
    canonical = "\n".join(
        [
            request.sent_method,
            request.raw_path,
            "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in pairs),
            *(f"{name}:{request.headers[name].strip()}" for name in names),
            "",
            given["SignedHeaders"],
            digest,
        ]
    )
    scope = f"{day}/{region}/{service}/aws4_request"
    text = "\n".join(
        [
            scheme,
            request.headers["x-amz-date"],
            scope,
            hashlib.sha256(canonical.encode()).hexdigest(),
        ]
    )
    key = f"AWS4{SECRET}".encode()
    for part in (day, region, service, "aws4_request", text):
        key = hmac.digest(key, part.encode(), "sha256")
    unsigned = {"host", "x-amz-date", "x-amz-content-sha256"} - set(names)
    same = hmac.compare_digest(key.hex(), given["Signature"])
    return None if same and not unsigned else _error(403, "SignatureDoesNotMatch")


def _is_key(node: ET.Element) -> bool:
    return node.tag.rpartition("}")[2] == "Key"


def _error(status: int, code: str) -> Answer:
    return _xml(status, f"<Error><Code>{code}</Code><Message>{code}.</Message></Error>")


def _xml(status: int, text: str) -> Answer:
    return Answer(status, {"content-type": "application/xml"}, text.encode())


class _Door(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, s3: S3) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.s3 = s3
        self.connections: set[socket.socket] = set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may hang up whenever it likes."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Door

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            answer = self.server.s3.answer(_Request(self.command, self.path, headers, body))
        except Exception as error:  # noqa: BLE001 - told by the fixture, at the end of the test
            self.server.s3.mistakes.append(error)
            answer = None
        if answer is None:
            self.close_connection = True
            return
        length = {} if answer.status == 304 else {"content-length": str(len(answer.body))}
        lines = [f"HTTP/1.1 {answer.status} X"]
        lines += [f"{name}: {value}" for name, value in {**answer.headers, **length}.items()]
        head = "\r\n".join([*lines, "", ""]).encode()
        self.wfile.write(head if self.command == "HEAD" else head + answer.body)

    # The base class looks for these names.
    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has there
        """Nothing: `S3.asked` holds what came in."""


@contextmanager
def s3_server() -> Iterator[S3]:
    """An S3 on a port of this machine."""
    s3 = S3()
    door = _Door(s3)
    s3.url = f"http://127.0.0.1:{door.server_port}"
    thread = threading.Thread(target=door.serve_forever, args=(0.05,), name="S3")
    thread.start()
    try:
        yield s3
    finally:
        door.shutdown()
        thread.join()
        door.server_close()
        for connection in list(door.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
