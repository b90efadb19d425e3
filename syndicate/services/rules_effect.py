"""What other rules would find: in a text somebody types, and in the newest stories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from syndicate.models import Story
from syndicate.policy import SYSTEM
from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Finding, Severity
from syndicate.privacy.scan import scan_surfaces, scan_text
from syndicate.process import Situation, Toolbox
from syndicate.services import rulesets, scans
from syndicate.services.rulesets import Rules
from syndicate.workflow import look

STORIES = 50
"""How many of the newest stories are read again."""
MAX_SHOWN = 200
MAX_TRIED = 20_000
"""Longest text to try rules on, in characters."""


@dataclass(frozen=True)
class Difference:
    """A finding the rules would add, take away, or weigh differently."""

    story: Story
    quote: str
    rule: str
    before: Severity | None
    """None: not found by the rules in force."""
    after: Severity | None
    """None: no longer found."""


@dataclass(frozen=True)
class Effect:
    """What new rules change in the newest stories."""

    stories: int
    new: Sequence[Difference]
    gone: Sequence[Difference]
    weighed: Sequence[Difference]
    """Found by both, with another severity."""


def try_on(
    session: Session, text: str, rules: Rules, *, toolbox: Toolbox, language: str | None
) -> Sequence[Finding]:
    """The findings in `text` under `rules`."""
    context = scans.company_context(session, toolbox.settings, rules, language=language)
    return scan_text(text, context=context).findings


def effect(session: Session, rules: Rules, *, toolbox: Toolbox, now: datetime) -> Effect:
    """What `rules` find in the newest stories against the rules in force; texts only."""
    before = scans.company_context(session, toolbox.settings, rulesets.in_force(session))
    after = replace(
        before, terms=rules.terms, severities=rules.severities, small_team=rules.small_team
    )
    found: list[Difference] = []
    read = 0
    for story in _newest(session):
        situation = look(session, story, actor=SYSTEM, toolbox=toolbox, now=now)
        texts = _texts(situation)
        if texts:
            read += 1
            found += _differences(story, _found(texts, before), _found(texts, after))
    return Effect(
        read,
        [one for one in found if one.before is None][:MAX_SHOWN],
        [one for one in found if one.after is None][:MAX_SHOWN],
        [one for one in found if one.before and one.after][:MAX_SHOWN],
    )


def _newest(session: Session) -> Sequence[Story]:
    frozen = or_(Story.release_id.is_not(None), Story.live_release_id.is_not(None))
    query = select(Story).where(frozen).order_by(Story.id.desc())
    return session.scalars(query.limit(STORIES)).all()


def _texts(situation: Situation) -> list[tuple[str, str]]:
    """What readers see of one story; what two channels share is read once."""
    if situation.release is None:
        return []
    texts: dict[str, str] = {}
    for _payload, surfaces in scans.surfaces_of(situation, situation.release):
        for surface in surfaces:
            texts.setdefault(surface.text, surface.name)
    return [(name, text) for text, name in texts.items()]


def _differences(
    story: Story, before: Mapping[str, Finding], after: Mapping[str, Finding]
) -> Iterable[Difference]:
    for key in dict.fromkeys([*before, *after]):
        then, now = before.get(key), after.get(key)
        shown = now or then
        if shown is not None and (then is None or now is None or then.severity != now.severity):
            yield Difference(
                story,
                shown.quote_masked,
                shown.rule,
                then.severity if then else None,
                now.severity if now else None,
            )


def _found(texts: Sequence[tuple[str, str]], context: ScanContext) -> dict[str, Finding]:
    result = scan_surfaces(texts, context=context)
    return {f"{one.kind} {one.quote_hash}": one for one in result.findings}
