"""What the API answers with, as models: they are also the schemas of the OpenAPI document."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(frozen=True)


class PersonOut(Answer):
    """Someone a story names, quotes or pictures."""

    id: str
    name: str
    how: str
    is_author: bool
    agreed: bool = Field(
        description="Whether a consent is on file; never whether somebody declined."
    )


class StepOut(Answer):
    """A step this caller may take now."""

    name: str
    label: str
    primary: bool
    danger: bool
    form: dict[str, Any] = Field(description="JSON Schema of the fields it asks for.")


class BlockOut(Answer):
    """One reason why the story cannot go out yet."""

    code: str
    text: str
    waits_for: str | None
    where: str


class ImageOut(Answer):
    """An image of a revision."""

    asset_id: str
    sha256: str
    alt: str
    width: int
    height: int
    people: list[str]


class RevisionOut(Answer):
    """A version of the public content."""

    id: str
    number: int
    title: str
    summary: str
    body: str
    tags: list[str]
    channel_texts: dict[str, str]
    images: list[ImageOut]
    sha256: str
    created_at: datetime


class ReleaseOut(Answer):
    """A revision frozen for review."""

    id: str
    number: int
    revision: str
    sha256: str


class StoryBrief(Answer):
    """A story in a list."""

    id: str
    title: str
    state: str
    state_label: str
    state_since: datetime
    language: str
    slug: str | None
    scheduled_at: datetime | None


class StoryOut(StoryBrief):
    """A story with what this caller may do and what is missing."""

    version: int
    process: str
    source_url: str | None
    scheduled_local: str | None
    scheduled_zone: str | None
    merged_into: str | None
    people: list[PersonOut]
    supporters: list[str]
    revision: RevisionOut | None
    release: ReleaseOut | None
    live_release: ReleaseOut | None
    steps: list[StepOut]
    blocks: list[BlockOut]
    links: list[str] = Field(description="Where it stands outside.")


class StoryPage(Answer):
    """A slice of stories and the cursor of the next one."""

    items: list[StoryBrief]
    next_cursor: str | None


class PayloadOut(Answer):
    """What one channel will receive, byte for byte."""

    id: str
    channel: str
    media_type: str
    sha256: str
    size: int
    body: str = Field(description="The bytes, read as UTF-8.")
    images: list[str] = Field(description="SHA-256 of every image in it.")


class FindingOut(Answer):
    """Something the privacy scan or a reviewer marked."""

    id: str
    payload: str
    surface: str
    kind: str
    start: int
    end: int
    severity: str
    confidence: float
    rule: str
    message: str
    suggestion: dict[str, Any]
    quote: str
    image: str | None
    """SHA-256 of the picture it was found in."""
    box: list[float] | None
    """`[x, y, w, h]` as parts of that picture."""
    fingerprint: str
    open: bool
    resolution: str | None
    consent_id: str | None


class ResolutionOut(Answer):
    """A decision about a finding and everything like it."""

    id: str
    fingerprint: str
    kind: str
    reason: str
    created_at: datetime


class ConsentOut(Answer):
    """A person's agreement. Only agreements are shown; silence and a no look the same."""

    id: str
    person: str
    name: str
    revision: str
    channels: list[str]
    name_form: str
    photo: bool
    until: date | None
    on_leaving: str
    given_at: datetime
    covers_latest: bool


class DeliveryOut(Answer):
    """One act at one channel."""

    id: str
    story: str
    channel: str
    kind: str
    state: str
    due_at: datetime
    gen: int = Field(description="Counts what happened to it; send it back with a decision.")
    sends: int
    reason: str | None = Field(description="Why it waits or came to a stop.")
    problem: str
    decisions: list[str] = Field(description="What this caller may decide about it now.")
    payload_sha256: str
    remote_id: str | None
    permalink: str | None
    read_back_at: datetime | None
    read_back_sha256: str | None
    gone_at: datetime | None


class AssetOut(Answer):
    """An uploaded image, re-encoded."""

    id: str
    sha256: str
    media_type: str
    width: int
    height: int
    size: int


class EventOut(Answer):
    """One line of the audit."""

    seq: int
    at: datetime
    name: str
    actor: str | None = Field(description="None is syndicate itself, or somebody who said no.")
    way: str
    story: str | None
    data: dict[str, Any]
    previous_sha256: str
    sha256: str


class EventPage(Answer):
    """A slice of the audit, oldest first, and the cursor of the next one."""

    items: list[EventOut]
    next_cursor: int | None


class MeOut(Answer):
    """Who the token speaks for."""

    id: str
    email: str
    name: str
    locale: str
    time_zone: str
    roles: list[str]


class FreezeOut(Answer):
    """A hold on all channels, or on one."""

    id: str
    channel: str | None
    reason: str
    created_at: datetime


class StoryCounts(Answer):
    """How many stories there are in each state."""

    total: int
    states: dict[str, int]


class ChannelCountsOut(Answer):
    """What stands at one channel, and what is under way there."""

    channel: str
    standing: int = Field(description="Stories readers can see there now.")
    taken_down: int
    deliveries: dict[str, int] = Field(description="How many deliveries are in each state.")


class CopyCountsOut(Answer):
    """How often one copy was read, liked and shared, as its channel tells it."""

    channel: str
    permalink: str
    gone: bool
    counts: dict[str, int] = Field(
        description="From the beginning until now: impressions, reach, clicks, likes, comments,"
        " shares; as many of them as the channel tells."
    )
    read_at: datetime | None


class ItemsOf(Answer):
    """Base of answers that are a whole list."""


class Payloads(ItemsOf):
    """Every payload of the release under review or out."""

    items: list[PayloadOut]


class Findings(ItemsOf):
    """Every finding of the release."""

    items: list[FindingOut]


class Consents(ItemsOf):
    """Every agreement on file."""

    items: list[ConsentOut]


class Deliveries(ItemsOf):
    """Every delivery of the story, oldest first."""

    items: list[DeliveryOut]


class Freezes(ItemsOf):
    """Every freeze that holds."""

    items: list[FreezeOut]


class StoryMetrics(ItemsOf):
    """The counts of every copy of a story."""

    items: list[CopyCountsOut]


class AllChannelCounts(ItemsOf):
    """The counts of every channel."""

    items: list[ChannelCountsOut]


class Consequences(ItemsOf):
    """What saving would undo, a sentence each; empty when nothing changes."""

    items: list[str]
