"""The channel the benchmarks deliver to: HTTP to a process of its own on this machine."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from syndicate.publishing.errors import NotSent, UnknownOutcome
from syndicate.publishing.metrics import Metric
from syndicate.publishing.port import (
    Absent,
    Bench,
    Found,
    Health,
    Limits,
    LookUp,
    Order,
    Payload,
    Plug,
    Presence,
    ReadBack,
    Receipt,
    Surface,
)
from syndicate.rendering.post import Post

KIND = "loopback"
SECONDS = 10.0
MEDIA_TYPE = "application/json"


class LoopbackConfig(BaseModel):
    """Where the place is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    port: int


class Loopback:
    """Fills in `syndicate.publishing.port.Publisher` for one page at `syndicate.dev.bench.place`.

    Nothing is remembered here: every read-back asks the place what stands there.
    """

    def __init__(self, bench: Bench) -> None:
        config = LoopbackConfig.model_validate(dict(bench.config))
        self._host, self._port = config.host, config.port
        self._page = bench.name

    def render(self, post: Post) -> Payload:
        """Title and text."""
        body = json.dumps({"title": post.title, "text": post.text}, sort_keys=True)
        return Payload(body.encode(), MEDIA_TYPE, post.images)

    def surfaces(self, payload: Payload) -> Sequence[Surface]:
        """Title and text."""
        return [Surface(name, text) for name, text in json.loads(payload.body).items()]

    def preview(self, payload: Payload) -> str:
        """The bytes as they are."""
        return payload.body.decode()

    def publish(self, order: Order) -> Receipt:
        """Post it: a second post of the same key makes a second copy, as at most channels."""
        told = self._ask("POST", f"/{self._page}/{order.key}", order.payload.body)
        if told is None:
            msg = "the place did not take it"
            raise UnknownOutcome(msg)
        return self._receipt(told)

    def update(self, order: Order) -> Receipt:
        """Nothing here is ever corrected, so an update is a publish."""
        return self.publish(order)

    def take_down(self, order: Order) -> None:
        """Remove every copy."""
        self._ask("DELETE", f"/{self._page}/{order.key}")

    def look_up(self, order: Order, since: datetime) -> LookUp:  # noqa: ARG002 # the place keeps no times
        """What stands there under this key."""
        told = self._ask("GET", f"/{self._page}/{order.key}")
        return Absent() if told is None else Found(self._receipt(told))

    def read_back(self, order: Order, receipt: Receipt) -> ReadBack:
        """The hash of what stands there now."""
        told = self._ask("GET", f"/{receipt.remote_id}")
        if told is None:
            return ReadBack(Presence.GONE)
        same = told["sha256"] == order.payload.sha256
        return ReadBack(Presence.THERE if same else Presence.DIFFERENT, told["sha256"])

    def check(self) -> Health:
        """Always well."""
        return Health(ok=True, detail="")

    def metrics(self, receipts: Sequence[Receipt]) -> Sequence[Metric]:  # noqa: ARG002 # the port
        """Nobody counts here."""
        return []

    def tend(self, now: datetime) -> datetime | None:  # noqa: ARG002 # the port
        """Needs no upkeep."""
        return None

    def _ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any] | None:
        """The place's answer; None where it has nothing."""
        line = _line(self._host, self._port)
        try:
            if line.sock is None:
                line.connect()
        except OSError as error:
            raise NotSent(str(error)) from error
        try:
            line.request(method, path, body)
            with line.getresponse() as answer:
                said = answer.read()
        except (OSError, http.client.HTTPException) as error:
            line.close()
            raise UnknownOutcome(str(error)) from error
        told: dict[str, Any] | None = json.loads(said) if answer.status == 200 else None
        return told

    def _receipt(self, told: dict[str, Any]) -> Receipt:
        address = f"http://{self._host}:{self._port}/{told['id']}"
        return Receipt(told["id"], address, {"sha256": told["sha256"]})


PLUG = Plug(
    kind=KIND,
    title="Loopback",
    limits=Limits(settle_seconds=1, timeout_seconds=int(SECONDS)),
    open=Loopback,
    config=LoopbackConfig,
)

_LINES = threading.local()


def _line(host: str, port: int) -> http.client.HTTPConnection:
    """This thread's own connection, kept alive as a real channel's would be."""
    lines: dict[str, http.client.HTTPConnection] = _LINES.__dict__
    name = f"{host}:{port}"
    if name not in lines:
        lines[name] = http.client.HTTPConnection(host, port, SECONDS)
    return lines[name]
