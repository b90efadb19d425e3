"""A small S3: signatures checked, conditions kept, listings in pages, and faults on demand."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from tests.services.s3_requests import KEY_ID, REGION, SECRET, Asked, Request, refusal

BUCKET = "stories"
_WORDS = {403: "AccessDenied", 500: "InternalError", 503: "SlowDown", 400: "InvalidRequest"}
_KEPT = ("content-type", "cache-control", "content-encoding")


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

    def answer(self, request: Request) -> Answer | None:
        """The answer to a request; None where the connection is cut."""
        no = refusal(request)
        refused = _error(*no) if no else None
        with self.guard:
            self.asked.append(request.asked)
            fault = next((each for each in self.faults if each.strikes(request.asked)), None)
            if fault is not None and not fault.carried_out:
                return _error(fault.status, _WORDS[fault.status]) if fault.status else None
            answer = refused or self._carried_out(request)
        if fault is not None:
            return _error(fault.status, _WORDS[fault.status]) if fault.status else None
        return answer

    def _carried_out(self, request: Request) -> Answer:
        if request.bucket != BUCKET:
            return _error(404, "NoSuchBucket")
        if not request.key:
            return self._of_bucket(request)
        if self.readonly and request.method != "GET":
            return _error(403, "AccessDenied")
        if request.method == "PUT":
            return self._put(request)
        return self._get(request)

    def _of_bucket(self, request: Request) -> Answer:
        if request.method == "POST" and "delete" in request.query:
            return self._delete(request)
        return self._list(request.query)

    def _put(self, request: Request) -> Answer:
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

    def _get(self, request: Request) -> Answer:
        kept = self.objects.get(request.key)
        if kept is None:
            return _error(404, "NoSuchKey")
        if request.headers.get("if-none-match") == kept.etag:
            return Answer(304, {"etag": kept.etag})
        facts = {"etag": kept.etag, "last-modified": formatdate(kept.modified, usegmt=True)}
        return Answer(200, {**kept.headers, **facts}, kept.body)

    def _delete(self, request: Request) -> Answer:
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


def _is_key(node: ET.Element) -> bool:
    return node.tag.rpartition("}")[2] == "Key"


def _error(status: int, code: str) -> Answer:
    return _xml(status, f"<Error><Code>{code}</Code><Message>{code}.</Message></Error>")


def _xml(status: int, text: str) -> Answer:
    return Answer(status, {"content-type": "application/xml"}, text.encode())
