"""Requests to an object store, and whether their signature is right (AWS Signature Version 4)."""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

KEY_ID, SECRET, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", "eu-test-1"


class Asked(NamedTuple):
    """One request that came in."""

    method: str
    key: str


class Refusal(NamedTuple):
    """Status, and the store's word for it."""

    status: int
    code: str


class Request:
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


def refusal(request: Request) -> Refusal | None:
    """What is wrong with the signature (AWS Signature Version 4), if anything."""
    scheme, _space, rest = request.headers.get("authorization", "").partition(" ")
    if scheme != "AWS4-HMAC-SHA256":
        return Refusal(403, "AccessDenied")
    given = dict(part.strip().split("=", 1) for part in rest.split(","))
    key_id, day, region, service, _end = given["Credential"].split("/")
    if key_id != KEY_ID:
        return Refusal(403, "InvalidAccessKeyId")
    if (region, service) != (REGION, "s3"):
        return Refusal(400, "AuthorizationHeaderMalformed")
    digest = request.headers["x-amz-content-sha256"]
    if digest != hashlib.sha256(request.body).hexdigest():
        return Refusal(400, "XAmzContentSHA256Mismatch")
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
    return None if same and not unsigned else Refusal(403, "SignatureDoesNotMatch")
