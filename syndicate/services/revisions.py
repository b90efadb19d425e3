"""Immutable versions of a story's public content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.errors import Invalid, Unresolved
from syndicate.i18n import _
from syndicate.models import Asset, Person, Revision, RevisionImage, Story
from syndicate.process import Form
from syndicate.rendering.canonical import canonical_json
from syndicate.rendering.limits import MAX_ALT_CHARS, MAX_IMAGES


class ImageInput(Form):
    """An uploaded image in a story."""

    asset_id: str
    alt: str = Field("", max_length=MAX_ALT_CHARS)
    people: list[str] = Field(default_factory=list, max_length=30)
    """Mail addresses or names of who is to be seen."""


def write(
    session: Session,
    story: Story,
    *,
    title: str,
    summary: str,
    body: str,
    tags: Sequence[str],
    channel_texts: dict[str, str],
    people: Sequence[Person],
    images: Sequence[ImageInput],
    created_by_id: str | None,
    now: datetime,
) -> Revision:
    """A new revision, or the latest one when nothing would change."""
    session.flush()  # people need their ids
    latest = story.latest_revision
    revision = Revision(
        story_id=story.id,
        number=latest.number + 1 if latest else 1,
        title=title,
        summary=summary,
        body=body,
        language=story.language,
        tags=list(tags),
        channel_texts={name: text for name, text in sorted(channel_texts.items()) if text},
        people_ids=[person.id for person in people],
        created_by_id=created_by_id,
        created_at=now,
        images=_images(session, images, people),
    )
    revision.content_sha256 = content_sha256(revision)
    if latest is not None and latest.content_sha256 == revision.content_sha256:
        return latest
    session.add(revision)
    session.flush()  # the story points at its id
    story.latest_revision = revision
    return revision


def content_sha256(revision: Revision) -> str:
    """The hash of everything that reaches a reader or decides who must be asked."""
    content = {
        "title": revision.title,
        "summary": revision.summary,
        "body": revision.body,
        "language": revision.language,
        "tags": revision.tags,
        "channel_texts": revision.channel_texts,
        "people": sorted(revision.people_ids),
        "images": [
            {"sha256": image.asset.sha256, "alt": image.alt, "people": sorted(image.people_ids)}
            for image in revision.images
        ],
    }
    return hashlib.sha256(canonical_json(content)).hexdigest()


def _images(
    session: Session, inputs: Sequence[ImageInput], people: Sequence[Person]
) -> list[RevisionImage]:
    if len(inputs) > MAX_IMAGES:
        raise Invalid.field(
            "images", _("At most %(limit)s images can stand in a story.", limit=MAX_IMAGES)
        )
    return [
        RevisionImage(
            position=position,
            asset=_asset(session, item.asset_id),
            alt=item.alt,
            people_ids=sorted({_who(people, name).id for name in item.people}),
        )
        for position, item in enumerate(inputs)
    ]


def _asset(session: Session, asset_id: str) -> Asset:
    asset = session.scalars(
        select(Asset).where((Asset.id == asset_id) | (Asset.sha256 == asset_id))
    ).one_or_none()
    if asset is None:
        raise Unresolved.field("images", _("There is no such image. Please upload it again."))
    return asset


def _who(people: Sequence[Person], name: str) -> Person:
    for person in people:
        if name in (person.id, person.email, person.full_name, person.romaji) and name:
            return person
    raise Unresolved.field(
        "images",
        _("%(name)s is to be seen but is not among the story's people.", name=name[:80]),
    )
