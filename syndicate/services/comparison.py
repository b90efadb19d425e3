"""A channel's own list against our receipts: what neither a claim nor a look-up can have seen."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.models import Channel, Event, ReceiptRow
from syndicate.policy import SYSTEM
from syndicate.publishing.port import Listing
from syndicate.services import endings, notices
from syndicate.services.kit import Kit

COMPARED = "channel:list:compared"
JUST_NOW = timedelta(hours=1)
"""A copy younger than this may not be in the channel's list yet."""
CLOCKS_DIFFER_BY = timedelta(minutes=10)
MOST_TOLD = 50
"""Of each kind, in one mail."""
_AT_ONCE = 500
_REMEMBERED = 500


@dataclass(frozen=True)
class Differences:
    """What does not agree, as addresses people can open."""

    unknown: Sequence[str] = ()
    """It stands there, and we have no receipt for it."""
    doubled: Sequence[str] = ()
    """A story has more than this one live copy."""
    missing: Sequence[str] = ()
    """It should stand there, and does not."""
    not_gone: Sequence[str] = ()
    """It was proved gone, and stands there again."""

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(addresses) for addresses in vars(self).values())


@dataclass(frozen=True)
class Comparison:
    """The last one of a channel, for its health."""

    at: datetime
    differences: int


def compare(session: Session, channel: Channel, listing: Listing, now: datetime) -> Differences:
    """What the channel's list and the receipts do not agree on."""
    listed = {copy.remote_id: copy.permalink for copy in listing.copies}
    known = {row.remote_id: row for row in _known(session, channel, list(listed))}
    live = _live(session, channel)
    stories = Counter(row.story_id for row in live)
    oldest, newest = listing.complete_since + CLOCKS_DIFFER_BY, now - JUST_NOW
    return Differences(
        unknown=[link for name, link in listed.items() if name not in known],
        doubled=[row.permalink for row in live if stories[row.story_id] > 1],
        missing=[
            row.permalink
            for row in live
            if row.remote_id not in listed and oldest <= row.published_at <= newest
        ],
        not_gone=[row.permalink for row in known.values() if row.gone_at is not None],
    )


def keep(
    session: Session, channel: Channel, found: Differences, *, kit: Kit, now: datetime
) -> None:
    """Write down that the channel was compared; tell those who can help what was found."""
    counts = {name: len(addresses) for name, addresses in vars(found).items()}
    audit.append(
        session,
        COMPARED,
        at=now,
        actor_id=SYSTEM.id,
        way=SYSTEM.way,
        data={"channel": channel.id, **counts},
    )
    if not found.count:
        return
    for user in endings.who_can_help(session):
        notices.tell(
            session,
            "channel_differs",
            email=user.email,
            locale=user.locale,
            story=None,
            key=f"differs:{channel.id}:{_fingerprint(found)}:{user.id}",
            now=now,
            params={
                "channel": channel.title,
                "link": f"{kit.settings.base_url}/channels",
                **{name: list(addresses[:MOST_TOLD]) for name, addresses in vars(found).items()},
            },
        )


def latest(session: Session) -> dict[str, Comparison]:
    """The last comparison of each channel, by its id."""
    events = session.scalars(
        select(Event).where(Event.name == COMPARED).order_by(Event.seq.desc()).limit(_REMEMBERED)
    )
    found: dict[str, Comparison] = {}
    for event in events:
        data = dict(event.data)
        channel_id = data.pop("channel")
        found.setdefault(channel_id, Comparison(event.at, sum(data.values())))
    return found


def _known(session: Session, channel: Channel, names: Sequence[str]) -> Iterator[ReceiptRow]:
    for start in range(0, len(names), _AT_ONCE):
        yield from session.scalars(
            select(ReceiptRow).where(
                ReceiptRow.channel_id == channel.id,
                ReceiptRow.remote_id.in_(names[start : start + _AT_ONCE]),
            )
        )


def _live(session: Session, channel: Channel) -> Sequence[ReceiptRow]:
    return session.scalars(
        select(ReceiptRow)
        .where(ReceiptRow.channel_id == channel.id, ReceiptRow.gone_at.is_(None))
        .order_by(ReceiptRow.created_at, ReceiptRow.id)
    ).all()


def _fingerprint(found: Differences) -> str:
    """The same differences are told once."""
    lines = [f"{kind} {link}" for kind, links in vars(found).items() for link in sorted(links)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
