"""A channel in memory that keeps what it is given and misbehaves when told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syndicate.publishing.errors import (
    ByHand,
    NeedsReconnect,
    NotSent,
    Refused,
    Throttled,
    UnknownOutcome,
)
from syndicate.publishing.metrics import Metric
from syndicate.publishing.port import (
    Absent,
    Bench,
    CannotTell,
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
    Repeatable,
    Surface,
)
from syndicate.rendering.post import Post

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Copy:
    """One post at the channel."""

    remote_id: str
    story_id: str
    body: bytes
    at: datetime
    key: str = ""


def fault(name: str) -> Exception:
    """The error a channel answers with."""
    return {
        "not_sent": NotSent("nobody answers"),
        "throttled": Throttled("slow down", retry_after=timedelta(minutes=10)),
        "throttled_vaguely": Throttled("slow down"),
        "refused": Refused("no such page"),
        "refused_for_now": Refused("try later", permanent=False),
        "signed_out": NeedsReconnect("sign in again"),
        "dropped": UnknownOutcome("the line went dead"),
        "bug": RuntimeError("a fault of our own"),
    }[name]


@dataclass
class Remote:
    """What stands at the channel, what was asked of it, and what it will do next."""

    copies: dict[str, Copy] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    plans: dict[str, list[str]] = field(default_factory=dict)
    """Method to faults, used up one by one; `stored` keeps the post and drops the answer."""
    can_look: bool = True
    minds_keys: bool = False
    """Whether it carries out one key once, and is asked by sending again."""
    by_hand: bool = False
    hidden: bool = False
    """Whether a read-back does not show what is there."""
    during: dict[str, Callable[[], None]] = field(default_factory=dict)
    """Method to what happens while it runs."""
    unsent: list[Order] = field(default_factory=list)
    """Posts that arrive after the client gave up."""
    tends: list[datetime] = field(default_factory=list)
    tend_again: datetime | None = None
    next_number: int = 1
    counts: list[Metric] = field(default_factory=list)

    def plan(self, method: str, *faults: str) -> None:
        """What the next calls of `method` run into; `ok` goes well."""
        self.plans.setdefault(method, []).extend(faults)

    def of(self, story_id: str) -> list[Copy]:
        """The copies of one story."""
        return [copy for copy in self.copies.values() if copy.story_id == story_id]

    def known_as(self, name: str) -> Copy | None:
        """The copy of that id, or published under that key."""
        return next((c for c in self.copies.values() if name in (c.remote_id, c.key)), None)

    def meet(self, method: str, order: Order | None = None) -> str:
        """Note the call, and raise what is planned for it."""
        self.calls.append(method)
        if order is not None:
            self.orders.append(order)
        hook = self.during.pop(method, None)
        if hook:
            hook()
        plans = self.plans.get(method)
        plan = plans.pop(0) if plans else "ok"
        if self.by_hand and method in ("publish", "update", "take_down", "look_up"):
            raise ByHand("please do it yourself")
        if plan in ("ok", "stored", "late"):
            return plan
        raise fault(plan)

    def store(self, order: Order) -> Copy:
        """The post arrives."""
        copy = Copy(
            f"post-{self.next_number}",
            order.story_id,
            order.payload.body,
            datetime.now(UTC),
            order.key,
        )
        self.next_number += 1
        self.copies[copy.remote_id] = copy
        return copy

    def arrive(self) -> None:
        """Everything that was under way arrives now."""
        while self.unsent:
            self.store(self.unsent.pop())


class RemotePublisher:
    """Fills in the port for one `Remote`."""

    def __init__(self, remote: Remote, bench: Bench) -> None:
        self.remote = remote
        self.bench = bench

    def render(self, post: Post) -> Payload:
        """The post's title and text."""
        body = {"title": post.title, "text": post.text}
        return Payload(json.dumps(body, sort_keys=True).encode(), "application/json", post.images)

    def surfaces(self, payload: Payload) -> Sequence[Surface]:
        """Title and text."""
        return [Surface(name, text) for name, text in json.loads(payload.body).items()]

    def preview(self, payload: Payload) -> str:
        """The bytes as they are."""
        return f"<!doctype html><title>Preview</title><pre>{payload.body.decode()}</pre>"

    def publish(self, order: Order) -> Receipt:
        """Put it there, unless told otherwise."""
        plan = self.remote.meet("publish", order)
        if plan == "late":
            self.remote.unsent.append(order)
            raise UnknownOutcome("no answer in time")
        known = [copy for copy in self.remote.of(order.story_id) if copy.key == order.key]
        copy = known[0] if known and self.remote.minds_keys else self.remote.store(order)
        if plan == "stored":
            raise UnknownOutcome("the answer was lost")
        return self._receipt(copy)

    def update(self, order: Order) -> Receipt:
        """Replace the body."""
        plan = self.remote.meet("update", order)
        copy = self._copy(order)
        if plan != "late":
            copy.body = order.payload.body
        if plan in ("stored", "late"):
            raise UnknownOutcome("the answer was lost")
        return self._receipt(copy)

    def take_down(self, order: Order) -> None:
        """Remove it; `stored` says so and leaves it, `late` removes it and drops the answer."""
        plan = self.remote.meet("take_down", order)
        if plan == "stored":
            return
        assert order.receipt
        copy = self.remote.known_as(order.receipt.remote_id)
        if copy is not None:
            del self.remote.copies[copy.remote_id]
        if plan == "late":
            raise UnknownOutcome("the answer was lost")

    def look_up(self, order: Order, since: datetime) -> LookUp:
        """Find the story's post by its body."""
        self.remote.meet("look_up", order)
        if self.remote.minds_keys:
            return Repeatable(Receipt(order.key, "https://channel.example/"))
        if not self.remote.can_look:
            return CannotTell("this channel has no list")
        same = [copy for copy in self.remote.of(order.story_id) if copy.body == order.payload.body]
        found = next((copy for copy in same if copy.at >= since), None)
        return Found(self._receipt(found)) if found else Absent()

    def read_back(self, order: Order, receipt: Receipt) -> ReadBack:
        """The body as it stands."""
        self.remote.meet("read_back", order)
        copy = self.remote.known_as(receipt.remote_id)
        if copy is None or self.remote.hidden:
            return ReadBack(Presence.GONE)
        there = Payload(copy.body, order.payload.media_type).sha256
        if there == order.payload.sha256:
            return ReadBack(Presence.THERE, there)
        return ReadBack(Presence.DIFFERENT, there, "another text")

    def check(self) -> Health:
        """Always well."""
        return Health(ok=True, detail="")

    def metrics(self, receipts: Sequence[Receipt]) -> Sequence[Metric]:
        """What was counted of these copies."""
        self.remote.meet("metrics")
        ids = {receipt.remote_id for receipt in receipts}
        return [metric for metric in self.remote.counts if metric.remote_id in ids]

    def tend(self, now: datetime) -> datetime | None:
        """Note the time."""
        self.remote.meet("tend")
        self.remote.tends.append(now)
        return self.remote.tend_again

    def _copy(self, order: Order) -> Copy:
        assert order.receipt
        copy = self.remote.known_as(order.receipt.remote_id)
        assert copy
        return copy

    def _receipt(self, copy: Copy) -> Receipt:
        return Receipt(copy.remote_id, f"https://channel.example/{copy.remote_id}", {"n": 1})


def plug(remote: Remote, kind: str, **limits: object) -> Plug:
    """A kind of channel that speaks to `remote`."""
    values = {"settle_seconds": 60, "timeout_seconds": 10} | limits
    return Plug(
        kind=kind,
        title=kind.title(),
        limits=Limits(**values),  # type: ignore[arg-type] # the fields are right
        open=lambda bench: RemotePublisher(remote, bench),
    )
