"""Findings of a release, and what people decided about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Blocked, Forbidden, Invalid, NotFound, Unresolved
from syndicate.i18n import Text, _
from syndicate.models import (
    Consent,
    FindingRow,
    NameForm,
    Person,
    Release,
    Resolution,
    ResolutionKind,
    ScanRun,
    Story,
    Suppression,
)
from syndicate.policy import PERMISSIONS, Actor, Permission
from syndicate.privacy.findings import Kind, Severity
from syndicate.process import Form
from syndicate.services import consents, stories, suppressions
from syndicate.standing import right_to, standing_of

MIN_REASON_CHARS = 15
NEVER_JUSTIFIED = frozenset({"special_category", "minor", "my_number"})
NEVER_SILENT = frozenset({Kind.SECRET, Kind.CARD, Kind.FACE, Kind.CHECK_FAILED})
"""Looked at each time they are found."""
_PERSON_KINDS = frozenset({"person_employee", "person_external", "handle", "quote"})


class ResolutionInput(Form):
    """A reviewer's decision about one finding, and every one like it in this story."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"properties": {"kind": {"enum": ["redact", "consented"]}}},
                {"required": ["reason"], "properties": {"reason": {"pattern": r"\S.{13,}\S"}}},
            ]
        }
    )

    kind: Literal["redact", "consented", "justified", "false_alarm"]
    reason: str = Field("", max_length=1000)
    consent_id: str | None = None
    until: date | None = None
    """With `false_alarm`: nobody in the company is asked about these words until that day."""


@dataclass(frozen=True)
class FindingView:
    """One finding with what was decided about it."""

    row: FindingRow
    resolution: Resolution | None
    consent: Consent | None
    """A consent on file that covers the name by itself."""
    suppression: Suppression | None = None
    """What says that these words are a false alarm for the whole company, while it holds."""
    lapsed: bool = False
    """Whether it was resolved by a consent that no longer covers it."""

    @property
    def message(self) -> Text:
        """Why it was flagged."""
        return as_told(self.row.message)

    @property
    def blocks(self) -> bool:
        """Whether it must be resolved before release."""
        return self.row.severity == Severity.BLOCK

    @property
    def must_go(self) -> bool:
        """Whether a reviewer asked for it to be taken out, and it still stands here."""
        return self.resolution is not None and self.resolution.kind is ResolutionKind.REDACT

    @property
    def open(self) -> bool:
        """Whether a person still has to do something about it."""
        if self.must_go or self.lapsed:
            return True
        return self.resolution is None and self.consent is None and self.suppression is None


def for_release(session: Session, release: Release, now: datetime, zone: str) -> list[FindingView]:
    """Every finding of `release`, by payload and place, with its resolution."""
    counts = select(ScanRun.id).where(
        ScanRun.release_id == release.id, ScanRun.superseded_at.is_(None)
    )
    rows = session.scalars(
        select(FindingRow)
        .where(
            FindingRow.release_id == release.id,
            or_(FindingRow.scan_run_id.in_(counts), FindingRow.by_id.is_not(None)),
        )
        .order_by(FindingRow.payload_id, FindingRow.surface, FindingRow.start, FindingRow.id)
    ).all()
    resolutions = {
        resolution.fingerprint: resolution
        for resolution in session.scalars(
            select(Resolution).where(Resolution.story_id == release.story_id)
        )
    }
    story = session.get_one(Story, release.story_id)
    today = consents.today_in(zone, now)
    given = consents.latest(session, story)
    if story.state in consents.OUT:  # a no to a correction must not be seen here
        given = consents.for_others(session, story, today)
    quiet = suppressions.valid(session, today)
    return [
        FindingView(
            row,
            resolution,
            _covering(session, row, given, today),
            quiet.get(row.quote_hash) if may_be_suppressed(row) else None,
            resolution is not None and _has_lapsed(row, resolution, given, today),
        )
        for row in rows
        for resolution in [resolutions.get(row.fingerprint)]
    ]


def kind_of(row: FindingRow) -> str:
    """What was found; for words in a picture, what the words are."""
    inner = row.rule.partition(".")[2]
    return inner if row.kind == Kind.IMAGE_TEXT and inner in set(Kind) else row.kind


def may_be_suppressed(row: FindingRow) -> bool:
    """Whether the company may stop being asked; never about what is never published."""
    return bool(row.quote_hash) and kind_of(row) not in NEVER_JUSTIFIED | NEVER_SILENT


def as_told(stored: Mapping[str, Any]) -> Text:
    """A sentence as it was kept with a finding, and the sentences in it."""
    params = {
        name: as_told(value) if isinstance(value, Mapping) else value
        for name, value in stored["params"].items()
    }
    return Text(stored["msgid"], params)


def _has_lapsed(
    row: FindingRow, resolution: Resolution, given: Mapping[str, Consent], today: date
) -> bool:
    """Whether the consent it rests on was withdrawn, replaced or has run out."""
    if resolution.kind is not ResolutionKind.CONSENTED:
        return False
    named = next((c for c in given.values() if c.id == resolution.consent_id), None)
    newest = named or _newer(given, resolution)
    return newest is None or not _covers(row, newest, today)


def _newer(given: Mapping[str, Consent], resolution: Resolution) -> Consent | None:
    """What the same person has answered since."""
    before = resolution.consent
    return given.get(before.person_id) if before else None


def _covers(row: FindingRow, consent: Consent, today: date) -> bool:
    return consents.permits(consent, today) and (consent.photo or row.kind != Kind.FACE)


def _covering(
    session: Session, row: FindingRow, given: dict[str, Consent], today: date
) -> Consent | None:
    """A consent of the very person that is valid today and allows what stands there."""
    if row.person_id is None or row.kind not in _PERSON_KINDS:
        return None
    consent = given.get(row.person_id)
    if consent is None or not consents.permits(consent, today):
        return None
    if consent.name_form is NameForm.FULL:
        return consent
    person = session.get_one(Person, row.person_id)
    by_given_name = row.quote_masked.strip() == person.given
    return consent if consent.name_form is NameForm.GIVEN and by_given_name else None


def unresolved(views: Sequence[FindingView]) -> list[FindingView]:
    """The blocking findings nobody has resolved."""
    return [view for view in views if view.blocks and view.open]


def resolve(
    session: Session, finding_id: str, data: ResolutionInput, *, actor: Actor, now: datetime
) -> Resolution:
    """Record what `actor` decided; it holds for every finding of the story that is alike."""
    row = session.get(FindingRow, finding_id)
    if row is None:
        raise NotFound(_("There is no such finding."))
    story = stories.load(session, row.story_id, actor)
    may = PERMISSIONS[Permission.FINDING_RESOLVE]
    standing = standing_of(session, story, actor)
    right = right_to(standing, may, four_eyes=True)
    if not may(standing) or actor.user is None:
        raise Forbidden(_("Only privacy reviewers resolve findings."))
    if isinstance(right, Text):
        raise Forbidden(_("You have a part in this story, so somebody else must decide."))
    if story.release_id != row.release_id:
        raise Blocked(_("This finding belongs to an older version. Look at the newest one."))
    _check(session, row, data)
    resolution = _upsert(session, row, data, actor.user.id, now)
    if data.until is not None:
        _let_be(session, row, data, right.actor, now)
    audit.append(
        session,
        "story:finding:resolved",
        at=now,
        actor_id=actor.id,
        way=actor.way,
        story_id=story.id,
        data={
            "finding": row.id,
            "fingerprint": row.fingerprint,
            "as": data.kind,
            **right.actor.acting,
        },
    )
    return resolution


def _check(session: Session, row: FindingRow, data: ResolutionInput) -> None:
    if data.kind in ("justified", "false_alarm") and len(data.reason) < MIN_REASON_CHARS:
        raise Invalid.field(
            "reason",
            _("Please say why, in at least %(count)s characters.", count=MIN_REASON_CHARS),
        )
    if data.kind == "justified" and kind_of(row) in NEVER_JUSTIFIED:
        raise Unresolved.field(
            "kind", _("Data of this kind is never published. Have it taken out, or reject it.")
        )
    if data.kind == "consented":
        consent = session.get(Consent, data.consent_id) if data.consent_id else None
        if consent is None or consent.story_id != row.story_id:
            raise Unresolved.field("consent_id", _("Please choose the consent this rests on."))
        if row.kind == Kind.FACE and not consent.photo:
            raise Unresolved.field(
                "consent_id",
                _("%(name)s did not agree to be seen in pictures.", name=consent.person.full_name),
            )


def _let_be(
    session: Session, row: FindingRow, data: ResolutionInput, actor: Actor, now: datetime
) -> None:
    if data.kind != "false_alarm" or data.until is None or not may_be_suppressed(row):
        raise Unresolved.field(
            "until", _("Only words that are a false alarm can be let be for the whole company.")
        )
    suppressions.add(session, row, until=data.until, reason=data.reason, actor=actor, now=now)


def _upsert(
    session: Session, row: FindingRow, data: ResolutionInput, user_id: str, now: datetime
) -> Resolution:
    resolution = session.scalars(
        select(Resolution).where(
            Resolution.story_id == row.story_id, Resolution.fingerprint == row.fingerprint
        )
    ).one_or_none()
    if resolution is None:
        resolution = Resolution(story_id=row.story_id, fingerprint=row.fingerprint)
        session.add(resolution)
    resolution.kind = ResolutionKind(data.kind)
    resolution.reason = data.reason
    resolution.consent_id = data.consent_id
    resolution.by_id = user_id
    resolution.created_at = now
    session.flush()  # its id goes into the answer
    return resolution
