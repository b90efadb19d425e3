"""A webhook as a channel: each act is one signed message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from publishers.webhook import answers, content, preview
from publishers.webhook.answers import Told
from publishers.webhook.config import WebhookConfig, read_config
from publishers.webhook.message import Kind, message, message_id
from publishers.webhook.signing import signed_headers
from syndicate.clock import now
from syndicate.publishing.errors import NeedsReconnect, PublishError, Refused
from syndicate.publishing.metrics import Metric
from syndicate.publishing.port import (
    Bench,
    CannotTell,
    Health,
    Limits,
    LookUp,
    Order,
    Payload,
    Presence,
    ReadBack,
    Receipt,
    Repeatable,
    Surface,
)
from syndicate.publishing.safe_http import Answer, SafeHttp
from syndicate.rendering.post import Post

LIMITS = Limits(max_images=20, settle_seconds=30, timeout_seconds=60)


class Webhook:
    """Speaks to one receiver; fills in `syndicate.publishing.port.Publisher`."""

    def __init__(
        self,
        bench: Bench,
        config: WebhookConfig,
        *,
        http: SafeHttp | None = None,
    ) -> None:
        self._bench = bench
        self._config = config
        self._http = http or SafeHttp(loopback=bench.loopback)
        self._taken_down = ""

    def render(self, post: Post) -> Payload:
        """The story as JSON."""
        return content.render(post, self._config)

    def surfaces(self, payload: Payload) -> Sequence[Surface]:
        """Every text in the payload."""
        return content.surfaces(payload)

    def preview(self, payload: Payload) -> str:
        """The story as a receiver might show it, and the JSON it gets."""
        return preview.page(payload)

    def publish(self, order: Order) -> Receipt:
        """Tell the receiver of the story."""
        return self._receipt(order, self._post(Kind.PUBLISH, order), message_id(order))

    def update(self, order: Order) -> Receipt:
        """Tell the receiver what the story says now."""
        answer = self._post(Kind.UPDATE, order)
        before = order.receipt.data.get("message", "") if order.receipt else ""
        return self._receipt(order, answer, before or message_id(order))

    def take_down(self, order: Order) -> None:
        """Ask the receiver to take it down; one that has nothing says yes as well."""
        self._post(Kind.TAKE_DOWN, order)
        self._taken_down = order.delivery_id

    def look_up(self, order: Order, since: datetime) -> LookUp:  # noqa: ARG002 - nobody keeps times
        """Nobody can look, but a receiver that carries out one key once may be asked again."""
        if self._config.idempotent:
            return Repeatable(self._unconfirmed(order))
        return CannotTell("The receiver cannot be asked whether it arrived.")

    def read_back(self, order: Order, receipt: Receipt) -> ReadBack:
        """What stands where the receiver said it would; without a place, the receiver's word."""
        location = receipt.data.get("location", "")
        shown = self._shown(order, location) if location else None
        return shown or self._by_word(order, receipt)

    def check(self) -> Health:
        """Whether the receiver may be sent to, and is signed for; nothing is sent."""
        try:
            secrets = self._secrets()
            target = self._http.target(self._config.url)
        except PublishError as error:
            return Health(ok=False, detail=error.detail)
        return Health(ok=True, detail=f"{target.host}, signed with {len(secrets)} secret(s).")

    def tend(self, now: datetime) -> datetime | None:  # noqa: ARG002 - the port's signature
        """A webhook needs no upkeep."""
        return None

    def metrics(self, receipts: Sequence[Receipt]) -> Sequence[Metric]:  # noqa: ARG002 - the port
        """Nothing: receivers tell no counts."""
        return []

    def _post(self, kind: Kind, order: Order) -> Answer:
        body = message(kind, order, self._config, self._bench.media)
        headers = self._headers(body, message_id(order)) | {
            "Content-Type": "application/json",
            "Idempotency-Key": message_id(order),
        }
        answer = self._http.request("POST", self._config.url, headers=headers, body=body)
        if not answers.is_success(answer):
            raise answers.refusal(answer, self._host)
        return answer

    def _shown(self, order: Order, location: str) -> ReadBack | None:
        """What can be read at `location`; None where the receiver lets nobody read."""
        headers = self._headers(b"", message_id(order)) | {"Accept": "application/json"}
        answer = self._http.request("GET", location, headers=headers)
        if answer.status in answers.GONE:
            return ReadBack(Presence.GONE)
        if not answers.is_success(answer):
            problem = answers.refusal(answer, self._host)
            if isinstance(problem, Refused | NeedsReconnect):
                return None
            raise problem
        sha256 = answers.told(answer, location).sha256
        if sha256 == order.payload.sha256:
            return ReadBack(Presence.THERE, sha256)
        if sha256:
            return ReadBack(Presence.DIFFERENT, sha256, "The receiver has another content.")
        if self._taken_down == order.delivery_id:
            return ReadBack(Presence.THERE, None, "The receiver still shows something there.")
        return None

    def _by_word(self, order: Order, receipt: Receipt) -> ReadBack:
        if self._taken_down == order.delivery_id:
            return ReadBack(Presence.GONE, None, "The receiver said that it is down.")
        accepted = receipt.data.get("sha256")
        there = accepted == order.payload.sha256
        return ReadBack(
            Presence.THERE if there else Presence.DIFFERENT,
            accepted,
            "The receiver took it; it offers no place to read it back.",
        )

    def _receipt(self, order: Order, answer: Answer, published_by: str) -> Receipt:
        told = answers.told(answer, self._config.url)
        before = order.receipt
        return self._written(
            told,
            remote_id=told.remote_id or (before.remote_id if before else published_by),
            data={
                "message": published_by,
                "sha256": order.payload.sha256,
                "location": told.location or (before.data.get("location", "") if before else ""),
            },
        )

    def _unconfirmed(self, order: Order) -> Receipt:
        """The receipt of a message that may have arrived: known by its own id."""
        return self._written(Told(), message_id(order), {"message": message_id(order)})

    def _written(self, told: Told, remote_id: str, data: dict[str, str]) -> Receipt:
        permalink = told.permalink or told.location or self._origin
        return Receipt(remote_id, permalink, data, is_public=self._config.public)

    def _headers(self, body: bytes, key: str) -> dict[str, str]:
        signed = signed_headers(body, message_id=key, at=now(), secrets=self._secrets())
        return signed | {"User-Agent": "syndicate"}

    def _secrets(self) -> list[str]:
        try:
            return self._bench.tokens.current().access_token.split()
        except NeedsReconnect as error:
            msg = "The webhook has no secret yet: set one with syndicate channel secret."
            raise NeedsReconnect(msg) from error

    @property
    def _host(self) -> str:
        return urlsplit(self._config.url).hostname or ""

    @property
    def _origin(self) -> str:
        parts = urlsplit(self._config.url)
        return f"{parts.scheme}://{parts.netloc}/"


def open_channel(bench: Bench) -> Webhook:
    """The publisher of one channel."""
    return Webhook(bench, read_config(bench.config))
