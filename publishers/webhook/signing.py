"""Signatures as Standard Webhooks has them, so that receivers can use any library of theirs.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from datetime import datetime

from syndicate.errors import Invalid
from syndicate.i18n import _

PREFIX = "whsec_"
SHORTEST, LONGEST, OURS = 24, 64, 32
"""Bytes of a secret."""


def new_secret(given: str | None) -> str:
    """A secret as receivers take it: `given`, checked, or a random one. Raises `Invalid`."""
    if given is None:
        return PREFIX + base64.b64encode(os.urandom(OURS)).decode()
    secret = given.strip()
    if not SHORTEST <= len(_key(secret)) <= LONGEST:
        raise _malformed()
    return secret


def signed_headers(
    body: bytes, *, message_id: str, at: datetime, secrets: Sequence[str]
) -> dict[str, str]:
    """The three headers, with one signature for each secret: either end may change it first."""
    timestamp = str(int(at.timestamp()))
    content = f"{message_id}.{timestamp}.".encode() + body
    signatures = (hmac.digest(_key(secret), content, hashlib.sha256) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(
            f"v1,{base64.b64encode(signature).decode()}" for signature in signatures
        ),
    }


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise _malformed() from None


def _malformed() -> Invalid:
    return Invalid.field(
        "secret",
        _(
            "A secret is whsec_ and %(shortest)s to %(longest)s bytes in Base64. Leave it out to"
            " have one made.",
            shortest=SHORTEST,
            longest=LONGEST,
        ),
    )
