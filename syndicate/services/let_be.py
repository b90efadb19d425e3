"""False alarms the whole company lets be: what they are, how often they counted, and their end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.db import work_for_workers
from syndicate.errors import Conflict, NotFound
from syndicate.i18n import _
from syndicate.models import FindingRow, Resolution, ResolutionKind, Suppression
from syndicate.policy import SYSTEM, Actor
from syndicate.process import Toolbox
from syndicate.services import consents, rescans, rulesets, suppressions
from syndicate.workflow import locked, look, settle

MOST = 500
"""How many are listed, the newest first."""


@dataclass(frozen=True)
class LetBe:
    """One expression with what it came to."""

    row: Suppression
    holds: bool
    rules: Sequence[str]
    """The rules that found it."""
    stories: int
    """In how many stories it was found."""
    counted: int
    """How often somebody called it a false alarm: so often it counts against its rules."""
    record: tuple[int, int]
    """How often people judged these rules at all, and how often it was a false alarm."""


def listed(session: Session, today: date) -> list[LetBe]:
    """What holds now, soonest to end first, then what has ended, the newest first."""
    rows = session.scalars(select(Suppression).order_by(Suppression.id.desc()).limit(MOST)).all()
    found = _found(session, [row.quote_hash for row in rows])
    record = suppressions.record_of_rules(
        session, {rule for rules, _stories in found.values() for rule in rules}
    )
    counted = _counted(session, [row.quote_hash for row in rows])
    all_ = [
        LetBe(
            row,
            row.ended_at is None and row.until >= today,
            sorted(rules),
            stories,
            counted.get(row.quote_hash, 0),
            _sum(record[rule] for rule in rules if rule in record),
        )
        for row in rows
        for rules, stories in [found.get(row.quote_hash, (frozenset(), 0))]
    ]
    return sorted(
        (one for one in all_ if one.holds), key=lambda one: (one.row.until, one.row.id)
    ) + [one for one in all_ if not one.holds]


def end(
    session: Session, suppression_id: str, *, actor: Actor, toolbox: Toolbox, now: datetime
) -> int:
    """From now on these words are asked about again; in how many stories that reopened a gate.

    Raises `Forbidden`, `NotFound`, or `Conflict` where it has ended already.
    """
    rulesets.demand(actor)
    row = session.get(Suppression, suppression_id)
    if row is None:
        raise NotFound(_("There is no such false alarm. It may have been erased."))
    today = consents.today_in(toolbox.settings.time_zone, now)
    if row.ended_at is not None or row.until < today:
        raise Conflict(_("This has ended already: these words are asked about."))
    waiting = [
        locked(session, story_id) for story_id in rescans.stories_with(session, row.quote_hash)
    ]
    before = {
        story.id: rescans.blocking(session, story, toolbox=toolbox, now=now) for story in waiting
    }
    row.ended_at, row.ended_by_id = now, actor.user.id if actor.user else None
    session.flush()  # what blocks is asked anew below
    audit.append(
        session,
        "company:suppression:ended",
        at=now,
        actor_id=actor.id,
        way=actor.way,
        data={"suppression": row.id, "kind": row.kind},
    )
    reopened = 0
    for story in waiting:
        situation = look(session, story, actor=SYSTEM, toolbox=toolbox, now=now)
        outcome = rescans.look_again(situation, before[story.id])
        reopened += bool(outcome.reopened)
        settle(session, story.id, toolbox=toolbox, now=now)
    work_for_workers(session)
    return reopened


def _found(session: Session, hashes: Sequence[str]) -> Mapping[str, tuple[frozenset[str], int]]:
    """By words: the rules that found them, and in how many stories."""
    query = (
        select(FindingRow.quote_hash, FindingRow.rule, FindingRow.story_id)
        .where(FindingRow.quote_hash.in_(hashes))
        .distinct()
    )
    rules: dict[str, set[str]] = {}
    stories: dict[str, set[str]] = {}
    for words, rule, story_id in session.execute(query):
        rules.setdefault(words, set()).add(rule)
        stories.setdefault(words, set()).add(story_id)
    return {words: (frozenset(rules[words]), len(stories[words])) for words in rules}


def _counted(session: Session, hashes: Sequence[str]) -> Mapping[str, int]:
    about = (
        select(FindingRow.quote_hash, FindingRow.story_id, FindingRow.fingerprint)
        .where(FindingRow.quote_hash.in_(hashes))
        .distinct()
        .subquery()
    )
    query = (
        select(about.c.quote_hash, func.count())
        .join(
            Resolution,
            (Resolution.fingerprint == about.c.fingerprint)
            & (Resolution.story_id == about.c.story_id),
        )
        .where(Resolution.kind == ResolutionKind.FALSE_ALARM)
        .group_by(about.c.quote_hash)
    )
    return {words: times for words, times in session.execute(query)}  # noqa: C416 - a row is no pair to mypy


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    judged = wrong = 0
    for one, other in pairs:
        judged, wrong = judged + one, wrong + other
    return judged, wrong
