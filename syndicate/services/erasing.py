"""What becomes of each row of a person who is erased: deleted, emptied, or kept for the proof."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from syndicate.db import Base
from syndicate.models import (
    ApiToken,
    Asset,
    ChannelCredential,
    Decision,
    Deputy,
    Emergency,
    FindingRow,
    Freeze,
    Gate,
    IdempotentAnswer,
    ImageReading,
    Nomination,
    Notice,
    OAuthAttempt,
    PayloadRow,
    ReceiptRow,
    Release,
    Resolution,
    Revision,
    RevisionImage,
    RoleGrant,
    RouteMember,
    StaffMember,
    Story,
    Suppression,
    UserSession,
)
from syndicate.services.spellings import ERASED
from syndicate.services.subject import Subject

NOWHERE = "erased.invalid"
"""Where addresses of erased accounts point: a domain that can never exist (RFC 2606)."""


@dataclass
class Tally:
    """How many rows of each table were deleted, and how many lost something."""

    deleted: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    payloads: dict[str, set[str]] = field(default_factory=dict)
    """Hashes of payloads whose bytes are gone, by story."""


def wipe(session: Session, subject: Subject, now: datetime) -> Tally:
    """Delete or empty every row that is this person's own."""
    tally = Tally()
    _what_they_told(session, subject, tally)
    _what_they_wrote(session, subject, tally)
    _pictures(session, subject, tally, now)
    _their_rows(session, subject, tally)
    _themselves(session, subject, tally, now)
    session.flush()  # what is swept and searched next must be what will be committed
    return tally


def _what_they_told(session: Session, subject: Subject, tally: Tally) -> None:
    told = subject.told_ids
    for story in session.scalars(select(Story).where(Story.id.in_(told))):
        _empty(tally, story.source_post, url=None, place="", title=ERASED, text=ERASED)
        story.source_post.posted_at = None
        story.release = story.live_release = None  # there is nothing to look at any more
        old_slug, story.slug = story.slug, None
        for receipt in session.scalars(_of(ReceiptRow, story)):
            if old_slug and old_slug in f"{receipt.remote_id} {receipt.permalink}":
                receipt.remote_id = f"erased:{receipt.id}"
                receipt.permalink = ""
            _empty(tally, receipt, data={})
        for revision in session.scalars(_of(Revision, story)):
            _empty(tally, revision, title=ERASED, summary="", body="", tags=[], channel_texts={})
            for image in revision.images:
                _empty(tally, image, alt="")
        _payloads(session, story, tally)
    about = session.scalars(select(FindingRow).where(_findings_about(subject))).all()
    hashes = {finding.quote_hash for finding in about} - {""}
    named = [
        row.id
        for row in session.scalars(select(Suppression))
        if row.quote_hash in hashes
        or subject.spellings.counts(row.quote_masked, shared=subject.shared)
    ]
    _delete(session, tally, Suppression, Suppression.id.in_(named))
    for finding in about:
        _empty(
            tally,
            finding,
            quote_masked="",
            quote_hash="",
            message=_wordless(finding.message),
            suggestion=_wordless(finding.suggestion),
        )
        _resolution_reasons(session, finding, tally)
    _delete(session, tally, Notice, Notice.story_id.in_(told))
    for nomination in session.scalars(select(Nomination).where(Nomination.story_id.in_(told))):
        _empty(tally, nomination, reason=ERASED)


def _of(model: type[Any], story: Story) -> Any:
    return select(model).where(model.story_id == story.id)


def _payloads(session: Session, story: Story, tally: Tally) -> None:
    rows = session.scalars(
        select(PayloadRow)
        .join(Release, PayloadRow.release_id == Release.id)
        .where(Release.story_id == story.id)
    )
    for payload in rows:
        tally.payloads.setdefault(story.id, set()).add(payload.sha256)
        images = [{**image, "alt": ""} for image in payload.images]
        _empty(tally, payload, body=b"", images=images)


def _findings_about(subject: Subject) -> ColumnElement[bool]:
    return or_(
        FindingRow.story_id.in_(subject.told_ids), FindingRow.person_id.in_(subject.person_ids)
    )


def _wordless(value: dict[str, Any]) -> dict[str, Any]:
    """A sentence without what was filled into it; a suggestion without its words."""
    if "params" in value:
        return {**value, "params": dict.fromkeys(value["params"], "–")}
    return {**value, "replacement": ""} if "replacement" in value else value


def _resolution_reasons(session: Session, finding: FindingRow, tally: Tally) -> None:
    for row in session.scalars(
        select(Resolution).where(
            Resolution.story_id == finding.story_id, Resolution.fingerprint == finding.fingerprint
        )
    ):
        _empty(tally, row, reason=ERASED if row.reason else "")


def _what_they_wrote(session: Session, subject: Subject, tally: Tally) -> None:
    """Free text of their own hand, wherever it stands; that they decided stays, for the proof."""
    users, told = subject.user_ids, subject.told_ids
    texts: tuple[tuple[type[Any], str, ColumnElement[bool]], ...] = (
        (Nomination, "reason", Nomination.user_id.in_(users)),
        (Gate, "comment", or_(Gate.decided_by_id.in_(users), Gate.story_id.in_(told))),
        (Decision, "comment", or_(Decision.user_id.in_(users), Decision.story_id.in_(told))),
        (Resolution, "reason", or_(Resolution.by_id.in_(users), Resolution.story_id.in_(told))),
        (Freeze, "reason", Freeze.by_id.in_(users)),
        (Suppression, "reason", Suppression.by_id.in_(users)),
        (
            Emergency,
            "reason",
            or_(Emergency.proposed_by_id.in_(users), Emergency.story_id.in_(told)),
        ),
    )
    for model, column, theirs in texts:
        for row in session.scalars(select(model).where(theirs)):
            _empty(tally, row, **{column: ERASED if getattr(row, column) else ""})
    for sealed in session.scalars(
        select(ChannelCredential).where(ChannelCredential.connected_by_id.in_(users))
    ):
        _empty(tally, sealed, account_name="")


def _pictures(session: Session, subject: Subject, tally: Tally, now: datetime) -> None:
    """Pictures that show them, and those of the stories they told, unless others use them too."""
    theirs, others = set(), set()
    people, told = set(subject.person_ids), set(subject.told_ids)
    rows = session.execute(
        select(RevisionImage, Revision.story_id)
        .join(Revision, RevisionImage.revision_id == Revision.id)
        .execution_options(yield_per=500)
    )
    for image, story_id in rows:
        if people & set(image.people_ids):
            theirs.add(image.asset_id)
            _empty(tally, image, alt="")
        elif story_id in told:
            theirs.add(image.asset_id)
        else:
            others.add(image.asset_id)
    seen = {image_id for image_id in theirs if image_id not in others}
    assets = session.scalars(select(Asset).where(Asset.id.in_(seen))).all()
    for asset in assets:
        asset.erased_at = now
        tally.emptied["asset"] += 1
    hashes = [asset.sha256 for asset in assets]
    _delete(session, tally, ImageReading, ImageReading.image_sha256.in_(hashes))


def _their_rows(session: Session, subject: Subject, tally: Tally) -> None:
    users = subject.user_ids
    for model in (UserSession, ApiToken, OAuthAttempt, IdempotentAnswer, RouteMember):
        _delete(session, tally, model, model.user_id.in_(users))
    _delete(session, tally, Deputy, or_(Deputy.user_id.in_(users), Deputy.deputy_id.in_(users)))
    _delete(session, tally, RoleGrant, RoleGrant.user_id.in_(users))
    _delete(session, tally, Notice, Notice.email == subject.email)
    members = [member.id for member in subject.members]
    _delete(session, tally, StaffMember, StaffMember.id.in_(members))


def _themselves(session: Session, subject: Subject, tally: Tally, now: datetime) -> None:
    nobody: dict[str, Any] = {
        "family": "", "given": ERASED, "reading": "", "romaji": "", "department": "",
    }  # fmt: skip
    for user in subject.users:
        session.expire(user, ["grants"])
        _empty(tally, user, email=f"{user.id.lower()}@{NOWHERE}", password_hash=None, **nobody)
        user.active, user.locale, user.time_zone = False, "en", "UTC"
    for person in subject.people:
        _empty(tally, person, email=None, **nobody)
        person.removed_at = person.removed_at or now


def _empty(tally: Tally, row: Base, **values: Any) -> None:
    changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    tally.emptied[row.__tablename__] += changed


def _delete(session: Session, tally: Tally, model: type[Any], which: ColumnElement[bool]) -> None:
    session.flush()  # rows that were emptied a moment ago must not be written after they are gone
    done = session.execute(
        delete(model).where(which).execution_options(synchronize_session="fetch")
    )
    tally.deleted[model.__tablename__] += done.rowcount  # type: ignore[attr-defined] # a DELETE has a count
