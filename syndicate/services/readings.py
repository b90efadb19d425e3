"""What was seen in images, kept by their hash so that each is looked at once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.db import Database
from syndicate.errors import NotFound
from syndicate.models import ImageReading, Story
from syndicate.privacy.images.look import look_at
from syndicate.privacy.images.reading import Reading, from_json
from syndicate.publishing.port import Media


def of_image(session: Session, store: Media, sha256: str) -> Reading:
    """What is to be seen in a stored image.

    One that was not looked at, or not wholly, is looked at now: that takes a second or two, so
    doors call `syndicate.services.readings.keep` as soon as they have an image.
    """
    row = _row(session, sha256)
    known = from_json(row.reading) if row else None
    if known is not None:
        return known
    try:
        reading = look_at(store.read(sha256))
    except NotFound:
        return Reading(failed="NotFound", unread="failed")
    _write(session, row, sha256, reading)
    return reading


def is_kept(session: Session, sha256: str) -> bool:
    """Whether an image need not be looked at again."""
    row = _row(session, sha256)
    return row is not None and from_json(row.reading) is not None


def keep(session: Session, sha256: str, reading: Reading) -> None:
    """Remember what was seen in an image."""
    _write(session, _row(session, sha256), sha256, reading)


def _row(session: Session, sha256: str) -> ImageReading | None:
    query = select(ImageReading).where(ImageReading.image_sha256 == sha256)
    return session.scalars(query).one_or_none()


def _write(session: Session, row: ImageReading | None, sha256: str, reading: Reading) -> None:
    if row is None:
        session.add(ImageReading(image_sha256=sha256, reading=reading.as_json()))
        session.flush()  # the next payload has the same image
    else:
        row.reading = reading.as_json()


def prepare(database: Database, store: Media, story_id: str) -> None:
    """Look at the images of a story's latest revision, outside of any transaction."""
    with database.reading() as session:
        story = session.get(Story, story_id)
        revision = story.latest_revision if story else None
        images = [image.asset.sha256 for image in revision.images] if revision else []
        unseen = [sha256 for sha256 in images if not is_kept(session, sha256)]
    for sha256 in unseen:
        seen(database, store, sha256)


def seen(database: Database, store: Media, sha256: str) -> None:
    """Look at one image and remember what was seen."""
    try:
        reading = look_at(store.read(sha256))
    except NotFound:  # the scan will say so
        return
    with database.begin() as session:
        keep(session, sha256, reading)
