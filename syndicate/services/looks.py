"""What a reviewer has looked at already, so that pages can say what is new."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.models import FindingRow, Release, ReviewLook


def is_noted(session: Session, release: Release, user_id: str) -> bool:
    """Whether this reviewer is known to look at this release."""
    row = _row(session, release, user_id)
    return row is not None and row.release_id == release.id


def note(session: Session, release: Release, user_id: str) -> None:
    """This reviewer looks at this release; the one they saw before is what new is measured by."""
    row = _row(session, release, user_id)
    if row is None:
        session.add(ReviewLook(story_id=release.story_id, user_id=user_id, release_id=release.id))
    elif row.release_id != release.id:
        row.before_id, row.release_id = row.release_id, release.id


def known_before(session: Session, release: Release, user_id: str) -> frozenset[str] | None:
    """Fingerprints of what stood in the release looked at before; None at the first look."""
    row = _row(session, release, user_id)
    if row is None:
        return None
    before = row.before_id if row.release_id == release.id else row.release_id
    if before is None:
        return None
    query = select(FindingRow.fingerprint).where(FindingRow.release_id == before)
    return frozenset(session.scalars(query))


def _row(session: Session, release: Release, user_id: str) -> ReviewLook | None:
    query = select(ReviewLook).where(
        ReviewLook.story_id == release.story_id, ReviewLook.user_id == user_id
    )
    return session.scalars(query).one_or_none()
