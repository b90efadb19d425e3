"""A receiver of webhooks, written from the public specification and not from our own code.

It checks signatures, ages and keys as a vendor would, keeps what it is told, and misbehaves when
told to.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"a secret for tests, 32 bytes long").decode()
TOLERANCE_SECONDS = 300
StartResponse = Callable[..., Any]


@dataclass
class Copy:
    """A story as the receiver keeps it."""

    id: str
    content: dict[str, Any]
    sha256: str
    media: dict[str, str] = field(default_factory=dict)


@dataclass
class Receiver:
    """A WSGI application; `plan` holds what the next posts run into, used up one by one."""

    secret: str = SECRET
    offers_location: bool = True
    reading: int = 0
    """What reading a copy is answered with; 0 is as it should be."""
    mumbles: bool = False
    """Whether answers are not JSON."""
    remembers: bool = True
    """Whether a key that comes again gets the stored answer."""
    tells: dict[str, Any] = field(default_factory=dict)
    """Further members of each answer."""
    plan: list[str] = field(default_factory=list)
    """`ok`, a status, or `stored STATUS`: it is kept, and the answer is that all the same."""
    headers: dict[str, str] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)
    """By our number of the story."""
    messages: list[dict[str, Any]] = field(default_factory=list)
    """Every message that was carried out."""
    seen: list[dict[str, str]] = field(default_factory=list)
    """The headers of every request, in lower case."""
    answered: dict[str, tuple[bytes, tuple[int, dict[str, str], dict[str, Any]]]] = field(
        default_factory=dict
    )

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        headers = {
            name[5:].replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        self.seen.append(headers)
        status, more, value = self._answer(
            environ["REQUEST_METHOD"], environ["PATH_INFO"], headers, body
        )
        answer = b"<p>ok</p>" if self.mumbles else json.dumps(value).encode()
        sent = {"Content-Type": "application/json", "Content-Length": str(len(answer))}
        start_response(f"{status} Said", list((sent | more | self.headers).items()))
        return [answer]

    def _answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        if not self.verified(headers, body):
            return 401, {}, {"error": "signature"}
        if method == "GET":
            return self._read(path)
        key = headers["idempotency-key"]
        if self.remembers and key in self.answered:
            before, answer = self.answered[key]
            return answer if before == body else (422, {}, {"error": "another body, same key"})
        plan = self.plan.pop(0) if self.plan else "ok"
        if plan.isdigit():
            return int(plan), {}, {"error": "planned"}
        answer = self._carry_out(json.loads(body), headers["webhook-id"])
        self.answered[key] = (body, answer)
        if plan.startswith("stored "):
            return int(plan.removeprefix("stored ")), {}, {"error": "planned"}
        return answer

    def verified(self, headers: dict[str, str], body: bytes) -> bool:
        """Whether any signature is by our secret, over these bytes, and fresh."""
        try:
            stamp, message = headers["webhook-timestamp"], headers["webhook-id"]
            given = headers["webhook-signature"].split(" ")
        except KeyError:
            return False
        if abs(time.time() - int(stamp)) > TOLERANCE_SECONDS:
            return False
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = b".".join((message.encode(), stamp.encode(), body))
        wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(each, f"v1,{wanted}") for each in given)

    def _carry_out(
        self, message: dict[str, Any], webhook_id: str
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        self.messages.append(message)
        data = message["data"]
        story = data["story"]
        if message["type"] == "story.take_down":
            self.copies.pop(story, None)
            return 200, {}, {}
        copy = self.copies.get(story) or Copy(f"copy-{len(self.messages)}", {}, "")
        copy.content, copy.sha256 = data["content"], data["sha256"]
        copy.media = data.get("media", {})
        self.copies[story] = copy
        more = {"Location": f"/copies/{copy.id}"} if self.offers_location else {}
        return 201, more, {"id": copy.id, "by": webhook_id} | self.tells

    def _read(self, path: str) -> tuple[int, dict[str, str], dict[str, Any]]:
        if self.reading:
            return self.reading, {}, {}
        found = next((c for c in self.copies.values() if path == f"/copies/{c.id}"), None)
        if found is None:
            return 404, {}, {}
        return 200, {}, {"id": found.id, "sha256": found.sha256}
