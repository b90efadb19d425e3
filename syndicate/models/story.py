"""A story from its source post to the releases that were judged."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from syndicate.db import Base
from syndicate.ids import ID_LENGTH
from syndicate.models.account import User
from syndicate.models.columns import Created, Identified, Json, Sha256, one_of, reference
from syndicate.models.media import Asset
from syndicate.models.names import NameColumns


class State(StrEnum):
    """Where a story stands; the same words everywhere."""

    NOMINATED = "nominated"
    AWAITING_AUTHOR = "awaiting_author"
    DRAFTING = "drafting"
    IN_REVIEW = "in_review"
    CLEARED = "cleared"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    LIVE = "live"
    PARTLY_LIVE = "partly_live"
    MISSED = "missed"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    MERGED = "merged"


class SourcePost(Identified, Created, Base):
    """The internal post as it stood when nominated. Never changed."""

    __tablename__ = "source_post"

    url: Mapped[str | None] = mapped_column(String(2000), unique=True)
    """Permalink inside the company, normalised."""
    place: Mapped[str] = mapped_column(String(120), default="")
    """Where it stood: a channel, a board."""
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    """Markdown."""
    language: Mapped[str] = mapped_column(String(5))
    posted_at: Mapped[datetime | None]
    sha256: Mapped[Sha256] = mapped_column(index=True)
    """Of the normalised text, to recognise a second nomination without a link."""


class Story(Identified, Created, Base):
    """What travels from the first nomination to the public."""

    __tablename__ = "story"
    __table_args__ = (Index("ix_story_state", "state", "state_since"),)

    process: Mapped[str] = mapped_column(String(40))
    state: Mapped[State] = mapped_column(one_of(State), default=State.NOMINATED)
    state_since: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Counts every move and every saved draft; compared and set on each write."""
    slug: Mapped[str | None] = mapped_column(String(80), unique=True)
    """Chosen at the first submit, then the same for ever."""
    language: Mapped[str] = mapped_column(String(5))
    source_post_id: Mapped[str] = reference("source_post")
    merged_into_id: Mapped[str | None] = reference("story")
    latest_revision_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("revision.id", use_alter=True)
    )
    release_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("release.id", use_alter=True)
    )
    """The release under review, cleared or out; None while drafting."""
    live_release_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("release.id", use_alter=True)
    )
    """The release readers see, if any."""
    scheduled_at: Mapped[datetime | None] = mapped_column(index=True)
    scheduled_local: Mapped[str | None] = mapped_column(String(16))
    """`2026-12-02T10:00`, as the person chose it."""
    scheduled_zone: Mapped[str | None] = mapped_column(String(64))
    """The IANA zone it was chosen in."""
    acknowledged: Mapped[list[str]] = mapped_column(Json, default=list)
    """Cautions about its time that a person has taken note of: `2027-03-11`, `quiet`."""
    first_live_at: Mapped[datetime | None] = mapped_column(index=True)
    reopened_at: Mapped[datetime | None]
    """Set when a withdrawn story is taken up again: consents before it no longer count."""

    source_post: Mapped[SourcePost] = relationship(lazy="joined")
    nominations: Mapped[list[Nomination]] = relationship(
        back_populates="story", order_by="Nomination.created_at"
    )
    people: Mapped[list[Person]] = relationship(
        back_populates="story", order_by="Person.created_at, Person.id"
    )
    latest_revision: Mapped[Revision | None] = relationship(
        foreign_keys=[latest_revision_id], post_update=True
    )
    release: Mapped[Release | None] = relationship(foreign_keys=[release_id], post_update=True)
    live_release: Mapped[Release | None] = relationship(
        foreign_keys=[live_release_id], post_update=True
    )

    @property
    def author(self) -> Person:
        """The person who wrote the source post."""
        return next(person for person in self.people if person.is_author)

    @property
    def title(self) -> str:
        """The public title as it stands, else that of the source post."""
        revision = self.latest_revision
        return revision.title if revision else self.source_post.title


class Nomination(Identified, Created, Base):
    """Somebody's wish to tell it outside, with a reason."""

    __tablename__ = "nomination"
    __table_args__ = (UniqueConstraint("story_id", "user_id"),)

    story_id: Mapped[str] = reference("story")
    user_id: Mapped[str] = reference("user_account")
    reason: Mapped[str] = mapped_column(String(1000))
    story: Mapped[Story] = relationship(back_populates="nominations")
    user: Mapped[User] = relationship(lazy="joined")


class How(StrEnum):
    """How a person stands in a story."""

    AUTHOR = "author"
    NAMED = "named"
    QUOTED = "quoted"
    PICTURED = "pictured"


class Person(Identified, NameColumns, Created, Base):
    """Someone the story names, quotes or pictures, the author included; staff or not."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("story_id", "email"),)

    story_id: Mapped[str] = reference("story")
    user_id: Mapped[str | None] = reference("user_account")
    email: Mapped[str | None] = mapped_column(String(254))
    department: Mapped[str] = mapped_column(String(120), default="")
    how: Mapped[How] = mapped_column(one_of(How))
    removed_at: Mapped[datetime | None]
    """Set when the person is no longer in the story's text or pictures."""
    story: Mapped[Story] = relationship(back_populates="people")

    @property
    def is_author(self) -> bool:
        """Whether this person wrote the source post."""
        return self.how is How.AUTHOR


class Revision(Identified, Created, Base):
    """An immutable version of a story's public content."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("story_id", "number"),)

    story_id: Mapped[str] = reference("story")
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    """Markdown."""
    language: Mapped[str] = mapped_column(String(5))
    tags: Mapped[list[str]] = mapped_column(Json)
    channel_texts: Mapped[dict[str, str]] = mapped_column(Json)
    """Channel name to the text PR wrote for it."""
    people_ids: Mapped[list[str]] = mapped_column(Json)
    """Everybody this text names, quotes or pictures, the author included."""
    content_sha256: Mapped[Sha256]
    """Same content, same hash."""
    created_by_id: Mapped[str | None] = reference("user_account")
    """Who wrote it; None for the first one, which is the source post's own text."""
    redacted_by_id: Mapped[str | None] = reference("user_account")
    """The reviewer who had something taken out of it, without writing a word of their own."""
    images: Mapped[list[RevisionImage]] = relationship(
        order_by="RevisionImage.position", lazy="selectin"
    )


class RevisionImage(Identified, Base):
    """An image in a revision; the first one is the hero."""

    __tablename__ = "revision_image"
    __table_args__ = (UniqueConstraint("revision_id", "position"),)

    revision_id: Mapped[str] = reference("revision")
    position: Mapped[int]
    asset_id: Mapped[str] = reference("asset")
    alt: Mapped[str] = mapped_column(String(500))
    people_ids: Mapped[list[str]] = mapped_column(Json)
    """Who is to be seen in it."""
    asset: Mapped[Asset] = relationship(lazy="joined")


class Release(Identified, Created, Base):
    """A revision with its payloads, frozen for review. Gates hold for its hash."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("story_id", "number"),)

    story_id: Mapped[str] = reference("story")
    revision_id: Mapped[str] = reference("revision")
    number: Mapped[int]
    sha256: Mapped[Sha256]
    """Over channel names and payload hashes."""
    name_form: Mapped[str] = mapped_column(String(20))
    """How the author is named in these payloads."""
    created_by_id: Mapped[str | None] = reference("user_account")
    """Who submitted it; None where somebody's conditions made it without an account."""
    cleared_at: Mapped[datetime | None]
    """When all gates first held for it."""
    look_asked_at: Mapped[datetime | None]
    """When the desk was asked for one more look, the morning after."""
    revision: Mapped[Revision] = relationship(lazy="joined")
    payloads: Mapped[list[PayloadRow]] = relationship(order_by="PayloadRow.position")


class PayloadRow(Identified, Base):
    """The exact bytes one channel will receive for one release."""

    __tablename__ = "payload"
    __table_args__ = (UniqueConstraint("release_id", "channel_id"),)

    release_id: Mapped[str] = reference("release")
    channel_id: Mapped[str] = reference("channel")
    position: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(String(60))
    images: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """Fields of `rendering.post.ImageRef`."""
    sha256: Mapped[Sha256] = mapped_column(index=True)
