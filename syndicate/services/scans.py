"""Scan every payload of a release and keep what was found, never the secret itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.i18n import Text
from syndicate.models import (
    Channel,
    FindingRow,
    PayloadRow,
    Person,
    Release,
    ScanRun,
    StaffMember,
    User,
)
from syndicate.models.names import NameColumns
from syndicate.privacy.context import ScanContext
from syndicate.privacy.directory import Directory, Entry
from syndicate.privacy.findings import (
    Finding,
    Kind,
    Likelihood,
    Operator,
    Severity,
    Suggestion,
)
from syndicate.process import Situation
from syndicate.publishing.port import Surface
from syndicate.services import readings, rulesets
from syndicate.services.orders import payload_of
from syndicate.services.rulesets import Rules
from syndicate.settings import Settings

if TYPE_CHECKING:
    from syndicate.privacy.scan import ScanResult

DIRECTORIES_KEPT = 4
_indexing = Lock()
_indexed: dict[str, Directory] = {}
"""Directories by version: indexing 20,000 people takes seconds, a scan with it milliseconds."""


def scan_release(situation: Situation, release: Release) -> ScanRun:
    """A scan of all payloads of `release`; done once for each release and version of the rules."""
    session = situation.session
    known, rules = current_run(session, release.id), rulesets.in_force(session)
    if known is not None and known.rules_number == rules.number:
        return known
    if known is not None:
        known.superseded_at = situation.now
    from syndicate.privacy.scan import scan_surfaces  # the scan loads where one runs

    context = scan_context(situation, rules)
    surfaces = surfaces_of(situation, release)
    run = ScanRun(
        story_id=release.story_id,
        release_id=release.id,
        release_sha256=release.sha256,
        engine_version="",
        ruleset_version=f"{rules.number}-",
        status="ok",
        failed=[],
        created_at=situation.now,
    )
    session.add(run)
    session.flush()  # findings refer to the run
    people = {_entry(p, p.email).key: p for p in situation.story.people if p.removed_at is None}
    for payload, texts in surfaces:
        result = scan_surfaces([(surface.name, surface.text) for surface in texts], context=context)
        run.engine_version = result.engine_version
        run.ruleset_version = f"{rules.number}-{result.ruleset_version}"
        run.directory_version = result.directory_version
        images = [
            (sha256, image_result(situation, sha256, context)) for sha256 in _images_of(payload)
        ]
        for sha256, one in [(None, result), *images]:
            run.status = one.status if one.status != "ok" else run.status
            run.failed = [*run.failed, *(line for line in one.failed if line not in run.failed)]
            session.add_all(
                _row(finding, run, payload, people.get(finding.subject or ""), sha256)
                for finding in one.findings
            )
    return run


def current_run(session: Session, release_id: str) -> ScanRun | None:
    """The scan of this release that counts; None before the first."""
    return session.scalars(
        select(ScanRun).where(ScanRun.release_id == release_id, ScanRun.superseded_at.is_(None))
    ).one_or_none()


def image_result(situation: Situation, sha256: str, context: ScanContext) -> ScanResult:
    """What is found in one image of a payload."""
    from syndicate.privacy.images.judge import scan_image  # as above

    reading = readings.of_image(situation.session, situation.toolbox.media, sha256)
    return scan_image(reading, sha256, context=context)


def _images_of(payload: PayloadRow) -> Sequence[str]:
    return list(dict.fromkeys(image["sha256"] for image in payload.images))


def surfaces_of(
    situation: Situation, release: Release
) -> Sequence[tuple[PayloadRow, Sequence[Surface]]]:
    """Each payload of `release` with every text a reader will see in it, under unique names."""
    result = []
    for payload in release.payloads:
        channel = situation.session.get_one(Channel, payload.channel_id)
        surfaces = situation.toolbox.publisher(channel).surfaces(payload_of(payload))
        result.append((payload, list(_unique(surfaces))))
    return result


def _unique(surfaces: Iterable[Surface]) -> Iterable[Surface]:
    seen: dict[str, int] = {}
    for surface in surfaces:
        seen[surface.name] = count = seen.get(surface.name, 0) + 1
        yield Surface(surface.name if count == 1 else f"{surface.name} {count}", surface.text)


def scan_context(situation: Situation, rules: Rules | None = None) -> ScanContext:
    """The directory, the key findings are hashed with, and `rules` or those in force."""
    story = situation.story
    return company_context(
        situation.session,
        situation.toolbox.settings,
        rules or rulesets.in_force(situation.session),
        language=story.language,
        people=story.people,
    )


def company_context(
    session: Session,
    settings: Settings,
    rules: Rules,
    *,
    language: str | None = None,
    people: Sequence[Person] = (),
) -> ScanContext:
    """The same outside any story; `people` are known beside the staff."""
    return ScanContext(
        directory=_directory(_entries(session, people)),
        terms=rules.terms,
        severities=rules.severities,
        small_team=rules.small_team,
        key=settings.signing_keys[-1].encode(),
        language=language,
    )


def _directory(entries: Iterable[Entry]) -> Directory:
    """The directory of these people; one that was indexed before is used again."""
    fresh = Directory(entries)
    with _indexing:
        known = _indexed.pop(fresh.version, fresh)
        while len(_indexed) >= DIRECTORIES_KEPT:
            _indexed.pop(next(iter(_indexed)))
        _indexed[fresh.version] = known  # the newest stands last
    return known


def _entries(session: Session, people: Sequence[Person]) -> Iterable[Entry]:
    """Everybody once: staff as the directory knows them, then accounts, then outsiders."""
    entries = {entry.key: entry for entry in _staff(session)}
    for user in session.scalars(select(User).order_by(User.id)):
        entry = _entry(user, user.email, department=user.department)
        entries.setdefault(entry.key, entry)
    for person in people:
        entry = _entry(person, person.email, department=person.department)
        entries.setdefault(entry.key, entry)
    return entries.values()


def _staff(session: Session) -> Iterable[Entry]:
    for member in session.scalars(select(StaffMember).order_by(StaffMember.id)):
        yield _entry(
            member,
            member.email,
            handle=member.handle,
            employee_id=member.employee_id,
            department=member.department,
            office=member.office,
        )


def _entry(names: NameColumns, email: str | None, **fields: str) -> Entry:
    return Entry(
        family=names.family,
        given=names.given,
        kana=names.reading,
        romaji=names.romaji,
        email=email or "",
        **fields,
    )


def _row(
    finding: Finding, run: ScanRun, payload: PayloadRow, subject: Person | None, image: str | None
) -> FindingRow:
    return FindingRow(
        story_id=run.story_id,
        release_id=run.release_id,
        scan_run_id=run.id,
        payload_id=payload.id,
        surface=finding.surface,
        kind=finding.kind,
        start=finding.start,
        end=finding.end,
        severity=finding.severity,
        confidence=finding.confidence.score,
        rule=finding.rule,
        message=_stored(finding.message),
        suggestion={
            "operator": finding.suggestion.operator.value,
            "replacement": finding.suggestion.replacement,
        },
        quote_masked=finding.quote_masked[:200],
        person_id=subject.id if subject else None,
        quote_hash=finding.quote_hash,
        image_sha256=image,
        box=finding.box.as_list() if finding.box else None,
        fingerprint=finding.fingerprint,
        created_at=run.created_at,
    )


def marked(row: FindingRow, quote: str) -> Finding:
    """A finding somebody marked by hand, as the scan would have made it."""
    return Finding(
        kind=Kind(row.kind),
        start=row.start,
        end=row.end,
        severity=Severity(row.severity),
        confidence=Likelihood.VERY_LIKELY,
        message=Text(row.message["msgid"], row.message["params"]),
        suggestion=Suggestion(Operator.OWN_WORDS, ""),
        quote_masked=quote,
        quote_hash=row.quote_hash,
        fingerprint=row.fingerprint,
        rule=row.rule,
        surface=row.surface,
    )


def _stored(text: Text) -> dict[str, object]:
    """A sentence to be kept, and the sentences in it."""
    params = {
        name: _stored(value) if isinstance(value, Text) else str(value)
        for name, value in text.params.items()
    }
    return {"msgid": text.msgid, "params": params}
