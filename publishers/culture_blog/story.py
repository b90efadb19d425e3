"""A story as the blog keeps it: what it says, where it stands, and since when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from publishers.culture_blog import addresses
from publishers.culture_blog.content import Content
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Order, Shelved
from syndicate.rendering.canonical import canonical_json


@dataclass(frozen=True)
class Story:
    """One story of one language, live or withdrawn."""

    story_id: str
    slug: str
    language: str
    ordinal: int
    published_at: datetime
    modified_at: datetime
    withdrawn_at: datetime | None
    links: tuple[str, ...]
    tags: tuple[str, ...]
    content: Content | None
    """None when it was withdrawn: nothing of it is kept."""

    @property
    def path(self) -> str:
        """Its address on the blog."""
        return addresses.story(self.language, self.slug)

    @property
    def live(self) -> Content:
        """The content of a story that stands."""
        if self.content is None:
            msg = f"{self.path} was withdrawn."
            raise Refused(msg)
        return self.content

    def record(self) -> bytes:
        """Everything needed to make its page again."""
        value = {
            "story_id": self.story_id,
            "slug": self.slug,
            "language": self.language,
            "ordinal": self.ordinal,
            "published_at": self.published_at.isoformat(),
            "modified_at": self.modified_at.isoformat(),
            "withdrawn_at": self.withdrawn_at.isoformat() if self.withdrawn_at else None,
            "links": list(self.links),
            "tags": list(self.tags),
            "content": self.content.to_value() if self.content else None,
        }
        return canonical_json(value)


def from_record(body: bytes) -> Story:
    """The story a record tells of."""
    value: dict[str, Any] = json.loads(body)
    withdrawn_at = value["withdrawn_at"]
    return Story(
        story_id=value["story_id"],
        slug=value["slug"],
        language=value["language"],
        ordinal=value["ordinal"],
        published_at=datetime.fromisoformat(value["published_at"]),
        modified_at=datetime.fromisoformat(value["modified_at"]),
        withdrawn_at=datetime.fromisoformat(withdrawn_at) if withdrawn_at else None,
        links=tuple(value["links"]),
        tags=tuple(value["tags"]),
        content=Content.from_value(value["content"]) if value["content"] else None,
    )


def from_shelf(shelved: Shelved, zone: ZoneInfo) -> Story:
    """The story on the shelf, with its times as they stand in the blog's zone."""
    order, withdrawn_at = shelved.order, shelved.withdrawn_at
    addresses.demand_slug(order.slug)
    return Story(
        story_id=order.story_id,
        slug=order.slug,
        language=order.language,
        ordinal=order.ordinal,
        published_at=order.published_at.astimezone(zone),
        modified_at=(withdrawn_at or order.modified_at).astimezone(zone),
        withdrawn_at=withdrawn_at.astimezone(zone) if withdrawn_at else None,
        links=() if withdrawn_at else tuple(sorted(set(shelved.links))),
        tags=tags_of(order),
        content=None if withdrawn_at else Content.from_bytes(order.payload.body),
    )


def tags_of(order: Order) -> tuple[str, ...]:
    """The tags in the order's payload; none when the payload was erased."""
    return Content.from_bytes(order.payload.body).tags if order.payload.body else ()


def checked(order: Order) -> Content:
    """The content an order is about to show. Raises `Refused` when it cannot be this story's."""
    content = Content.from_bytes(order.payload.body)
    if content.to_bytes() != order.payload.body:
        raise Refused("The payload is not written in the canonical way.")
    content.demand_safe_names()
    if (content.slug, content.language) != (order.slug, order.language):
        raise Refused("The payload belongs to another story or language.")
    return content
