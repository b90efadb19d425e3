"""What waits to go out is read anew when the rules of the scan change, and nothing is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.gates import gate_row, reopen
from syndicate.models import FindingRow, Release, Role, RuleSet, ScanRun, State, Story
from syndicate.policy import SYSTEM
from syndicate.process import GateRule, Situation, Toolbox
from syndicate.services import findings, notices, scans
from syndicate.services.reminders import asked_at
from syndicate.services.rulesets import SHIPPED
from syndicate.workflow import locked, look, settle

WAITING = frozenset({State.IN_REVIEW, State.CLEARED, State.SCHEDULED, State.MISSED})
"""Where a release is under review or may still go out."""
BATCH = 50


@dataclass(frozen=True)
class Outcome:
    """What came of reading a release again."""

    new: int
    """Blocking findings nobody has resolved, which did not block before."""
    reopened: Sequence[GateRule] = ()
    """Gates that held for the release and are open again."""


def number_in_force(session: Session) -> int:
    """The number of the rules a scan made now is told; 0 is as shipped."""
    return session.scalar(select(func.coalesce(func.max(RuleSet.number), SHIPPED))) or SHIPPED


def is_outdated(session: Session, release: Release) -> bool:
    """Whether the rules have changed since this release was scanned."""
    run = scans.current_run(session, release.id)
    return run is not None and run.rules_number != number_in_force(session)


def outdated(session: Session, *, limit: int = BATCH) -> Sequence[str]:
    """Stories that wait to go out and were scanned by older rules, those planned soonest first."""
    return session.scalars(
        _outdated(session).order_by(Story.scheduled_at.nulls_last(), Story.id).limit(limit)
    ).all()


def how_many(session: Session) -> int:
    """How many stories are still to be read by the rules in force."""
    return session.scalar(select(func.count()).select_from(_outdated(session).subquery())) or 0


def scan(situation: Situation, release: Release) -> Outcome | None:
    """Scan a release just frozen; None where the rules in force have read it already."""
    if scans.current_run(situation.session, release.id) is None:
        scans.scan_release(situation, release)
        return None
    if not is_outdated(situation.session, release):
        return None
    situation = replace(situation, release=release)
    before = _unresolved(situation)
    run = scans.scan_release(situation, release)
    situation.session.flush()  # what was found is read next
    outcome = look_again(situation, before)
    _write(situation, "story:scan:repeated", rules=run.rules_number, new=outcome.new)
    return outcome


def again(session: Session, story_id: str, *, toolbox: Toolbox, now: datetime) -> Outcome | None:
    """Read a waiting story by the rules in force; what falls open moves it back to review."""
    story = locked(session, story_id)
    situation = look(session, story, actor=SYSTEM, toolbox=toolbox, now=now)
    if story.state not in WAITING or story.release is None:
        return None
    outcome = scan(situation, story.release)
    settle(session, story_id, toolbox=toolbox, now=now)
    return outcome


def look_again(situation: Situation, before: frozenset[str]) -> Outcome:
    """Open the privacy gate where something blocks that did not, and tell whoever decides there.

    `before` holds the fingerprints of what blocked already.
    """
    new = _unresolved(situation) - before
    if not new:
        return Outcome(0)
    rules = [rule for rule in situation.process.gates if rule.role is Role.PRIVACY]
    outcome = Outcome(len(new), [rule for rule in rules if reopen(situation, rule)])
    situation.session.flush()  # whoever decides there is asked by what stands there now
    for rule in outcome.reopened:
        _write(situation, "story:gate:reopened", gate=rule.name, new=len(new))
    for rule in rules:
        _tell(situation, rule, outcome)
    return outcome


def blocking(session: Session, story: Story, *, toolbox: Toolbox, now: datetime) -> frozenset[str]:
    """Fingerprints of what blocks this story's release and is not resolved."""
    return _unresolved(look(session, story, actor=SYSTEM, toolbox=toolbox, now=now))


def stories_with(session: Session, quote_hash: str) -> Sequence[str]:
    """Stories that wait to go out with these very words in them."""
    return session.scalars(
        select(Story.id)
        .join(FindingRow, FindingRow.release_id == Story.release_id)
        .where(Story.state.in_(WAITING), FindingRow.quote_hash == quote_hash)
        .distinct()
        .order_by(Story.id)
    ).all()


def _outdated(session: Session) -> Select[str]:
    counts = exists().where(
        ScanRun.release_id == Story.release_id,
        ScanRun.superseded_at.is_(None),
        ScanRun.ruleset_version.not_like(f"{number_in_force(session)}-%"),
    )
    return select(Story.id).where(Story.state.in_(WAITING), counts)


def _unresolved(situation: Situation) -> frozenset[str]:
    if situation.release is None:
        return frozenset()
    zone = situation.toolbox.settings.time_zone
    views = findings.for_release(situation.session, situation.release, situation.now, zone)
    return frozenset(view.row.fingerprint for view in findings.unresolved(views))


def _write(situation: Situation, name: str, **data: Any) -> None:
    release = situation.release
    audit.append(
        situation.session,
        name,
        at=situation.now,
        actor_id=None,
        way=SYSTEM.way,
        story_id=situation.story.id,
        data={"release": release.sha256 if release else None, **data},
    )


def _tell(situation: Situation, rule: GateRule, outcome: Outcome) -> None:
    """One mail for each time, to whoever can still decide there."""
    row = gate_row(situation, rule.name)
    if row is None:
        return
    for user in asked_at(situation, rule, row):
        notices.tell(
            situation.session,
            "found_anew",
            email=user.email,
            locale=user.locale,
            story=situation.story,
            key=f"found_anew:{row.id}:{situation.now.isoformat()}:{user.id}",
            now=situation.now,
            params={
                "count": outcome.new,
                "reopened": rule in outcome.reopened,
                "gate": rule.label.msgid,
                "gate_id": row.id,
            },
        )
