"""Words the company need not be asked about again: a false alarm, with a reason and a last day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.models import FindingRow, Resolution, ResolutionKind, Suppression
from syndicate.policy import Actor

LONGEST = timedelta(days=366)


def valid(session: Session, today: date) -> dict[str, Suppression]:
    """What holds today, by the keyed hash of kind and words."""
    holds = (Suppression.until >= today, Suppression.ended_at.is_(None))
    rows = session.scalars(select(Suppression).where(*holds))
    return {row.quote_hash: row for row in rows}


def add(
    session: Session,
    finding: FindingRow,
    *,
    until: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Suppression:
    """Let these words of this kind be, everywhere, until the end of a day.

    The caller has asked whether `actor` may. Raises `Invalid` for a day that is past or more than
    a year away.
    """
    today = now.date()
    if actor.user is None or not today <= until <= today + LONGEST:
        raise Invalid.field("until", _("Please choose a day within the next year."))
    row = session.scalars(
        select(Suppression).where(Suppression.quote_hash == finding.quote_hash)
    ).one_or_none()
    if row is None:
        row = Suppression(quote_hash=finding.quote_hash)
        session.add(row)
    row.kind, row.quote_masked = finding.kind, finding.quote_masked
    row.reason, row.until, row.by_id = reason, until, actor.user.id
    row.created_at, row.ended_at, row.ended_by_id = now, None, None
    session.flush()  # its id goes into the event
    audit.append(
        session,
        "company:suppression:set",
        at=now,
        actor_id=actor.id,
        way=actor.way,
        story_id=finding.story_id,
        data={"suppression": row.id, "kind": row.kind, "until": until.isoformat()},
    )
    return row


def record_of_rules(session: Session, rules: set[str]) -> dict[str, tuple[int, int]]:
    """How often each rule was judged by a person, and how often it was a false alarm."""
    false = func.count().filter(Resolution.kind == ResolutionKind.FALSE_ALARM)
    about = select(FindingRow.fingerprint, FindingRow.rule).distinct().subquery()
    query = (
        select(about.c.rule, func.count(), false)
        .join(Resolution, Resolution.fingerprint == about.c.fingerprint)
        .where(about.c.rule.in_(rules))
        .group_by(about.c.rule)
    )
    return {rule: (judged, wrong) for rule, judged, wrong in session.execute(query)}
