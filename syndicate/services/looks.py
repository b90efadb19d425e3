"""What a reviewer has looked at already, so that pages can say what is new."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from syndicate.models import FindingRow, Release, ReviewLook, ScanRun
from syndicate.privacy.findings import Severity
from syndicate.services import scans


def is_noted(session: Session, release: Release, user_id: str) -> bool:
    """Whether this reviewer is known to look at the scan of this release that counts."""
    row, run = _row(session, release, user_id), scans.current_run(session, release.id)
    return run is None or (row is not None and row.run_id == run.id)


def note(session: Session, release: Release, user_id: str) -> None:
    """This reviewer looks at this scan; the one they saw before is what new is measured by."""
    row, run = _row(session, release, user_id), scans.current_run(session, release.id)
    if run is None:
        return
    if row is None:
        session.add(ReviewLook(story_id=release.story_id, user_id=user_id, run_id=run.id))
    elif row.run_id != run.id:
        row.before_id, row.run_id = row.run_id, run.id


def known_before(session: Session, release: Release, user_id: str) -> Mapping[str, int] | None:
    """Fingerprints seen in the scan before, each with its weight; None at the first look."""
    row, run = _row(session, release, user_id), scans.current_run(session, release.id)
    if row is None or run is None:
        return None
    before_id = row.before_id if row.run_id == run.id else row.run_id
    if before_id is None:
        return None
    before = session.get_one(ScanRun, before_id)
    by_hand = and_(FindingRow.release_id == before.release_id, FindingRow.by_id.is_not(None))
    query = select(FindingRow.fingerprint, FindingRow.severity).where(
        or_(FindingRow.scan_run_id == before.id, by_hand)
    )
    return {print_: Severity(severity).weight for print_, severity in session.execute(query)}


def _row(session: Session, release: Release, user_id: str) -> ReviewLook | None:
    query = select(ReviewLook).where(
        ReviewLook.story_id == release.story_id, ReviewLook.user_id == user_id
    )
    return session.scalars(query).one_or_none()
