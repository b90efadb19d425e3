"""The company's words and severities for the privacy scan: read, changed, restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.db import work_for_workers
from syndicate.errors import Conflict, Forbidden, Invalid, NotFound
from syndicate.i18n import _
from syndicate.models import RuleSet, State
from syndicate.policy import Actor, Permission, Standing, allows
from syndicate.privacy.findings import Kind, Severity
from syndicate.privacy.terms import KINDS, Terms
from syndicate.process import Form
from syndicate.settings import Settings
from syndicate.validation import problems_of

SHIPPED = 0
"""The number of what the scan does before anybody changed anything."""
MAX_TERMS_CHARS = 200_000
SMALL_TEAM = 5
ALWAYS_BLOCKING = frozenset(
    {Kind.SECRET, Kind.CARD, Kind.MY_NUMBER, Kind.MINOR, Kind.SPECIAL_CATEGORY, Kind.CHECK_FAILED}
)
"""Kinds no company may turn down."""


@dataclass(frozen=True)
class Rules:
    """What a scan is told about the company, and under which number."""

    number: int = SHIPPED
    terms: Terms = field(default_factory=Terms)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    small_team: int = SMALL_TEAM
    checklist: tuple[str, ...] | None = None
    """Lines a reviewer ticks before clearing; None leaves it to the site's setting."""


@dataclass(frozen=True)
class Change:
    """What one version changed against the one before."""

    row: RuleSet
    added: Sequence[str]
    removed: Sequence[str]
    severities: Sequence[tuple[str, str]]
    """Kind or rule and its new severity; empty is as shipped."""
    small_team: int | None
    checklist: Sequence[str] | None
    """Set where it changed."""


CheckLine = Annotated[str, Field(min_length=1, max_length=200)]


class RulesInput(Form):
    """Everything a version holds; what is left out is as shipped."""

    terms: str = Field("", max_length=MAX_TERMS_CHARS, description="`kind<TAB>term` a line.")
    severities: dict[str, Severity] = Field(
        default_factory=dict, max_length=200, description="Severity by kind or by rule."
    )
    small_team: int = Field(SMALL_TEAM, ge=2, le=1000)
    checklist: list[CheckLine] | None = Field(
        None, max_length=50, description="Ticked before clearing; null is the site's setting."
    )
    note: str = Field("", max_length=500, description="Why it is changed.")
    number: int | None = Field(None, ge=0, description="The version it was made from; 409 if old.")


def latest(session: Session) -> RuleSet | None:
    """The version in force; None as long as nobody changed anything."""
    return session.scalars(select(RuleSet).order_by(RuleSet.number.desc()).limit(1)).first()


def in_force(session: Session) -> Rules:
    """What a scan made now is told."""
    row = latest(session)
    return Rules() if row is None else rules_of(row)


def rules_of(row: RuleSet) -> Rules:
    """A stored version as the scan takes it."""
    severities = {name: Severity(value) for name, value in row.severities.items()}
    lines = None if row.checklist is None else tuple(row.checklist)
    return Rules(row.number, Terms.from_text(row.terms), severities, row.small_team, lines)


def checklist(session: Session, settings: Settings) -> Sequence[str]:
    """What a privacy reviewer ticks before clearing a release now."""
    lines = in_force(session).checklist
    return settings.privacy_checklist if lines is None else lines


def proposed(data: RulesInput) -> Rules:
    """What was typed, checked. Raises `Invalid` with a sentence for each thing that is wrong."""
    terms = Terms.from_text(data.terms)
    problems = [
        ("severities", _("%(kind)s always blocks. It cannot be turned down.", kind=name))
        for name, severity in data.severities.items()
        if name.partition(".")[0] in ALWAYS_BLOCKING and severity is not Severity.BLOCK
    ]
    problems += [
        ("severities", _("There is no kind and no rule called %(name)s.", name=name[:60]))
        for name in data.severities
        if name.partition(".")[0] not in set(Kind)
    ]
    if problems:
        raise Invalid.fields(problems)
    lines = None if data.checklist is None else tuple(dict.fromkeys(data.checklist))
    return Rules(SHIPPED, terms, data.severities, data.small_team, lines)


def checked(values: Mapping[str, Any]) -> RulesInput:
    """Values as somebody typed them. Raises `Invalid` with a sentence for each wrong one."""
    try:
        return RulesInput.model_validate(values)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


def demand(actor: Actor) -> None:
    """Raise `Forbidden` for those who may not change the rules."""
    allowed = allows(Permission.RULES_MANAGE, Standing(actor, State.NOMINATED))
    if not (actor.is_operator or allowed):
        raise Forbidden(_("The rules of the privacy scan are for administrators and reviewers."))


def save(session: Session, data: RulesInput, *, actor: Actor, now: datetime) -> RuleSet:
    """A new version, in force at once. The same again is no new version.

    A worker reads what waits to go out anew: `syndicate.services.rescans`.
    """
    demand(actor)
    rules = proposed(data)
    before = latest(session)
    current = rules_of(before) if before else Rules()
    if data.number is not None and data.number != current.number:
        raise Conflict(_("Somebody changed the rules meanwhile. Look at them, then do it again."))
    if before is not None and _same(rules, current):
        return before
    return _add(session, current.number + 1, rules, data.note, actor=actor, now=now)


def restore(session: Session, number: int, *, actor: Actor, now: datetime) -> RuleSet:
    """An older version once more, as a new one; number 0 is what was shipped."""
    demand(actor)
    before = latest(session)
    rules = rules_of(get(session, number)) if number != SHIPPED else Rules()
    current = before.number if before else SHIPPED
    return _add(session, current + 1, rules, "", actor=actor, now=now, restored=number)


def get(session: Session, number: int) -> RuleSet:
    """One version; raises `NotFound`."""
    row = session.scalars(select(RuleSet).where(RuleSet.number == number)).one_or_none()
    if row is None:
        raise NotFound(_("There is no version %(number)s of the rules.", number=number))
    return row


def changes(session: Session, *, limit: int = 50) -> list[Change]:
    """The newest versions, each with what it changed."""
    rows = session.scalars(select(RuleSet).order_by(RuleSet.number.desc()).limit(limit + 1)).all()
    older = [rules_of(row) for row in rows[1:]] + [Rules()]
    return [_change(row, before) for row, before in zip(rows[:limit], older, strict=False)]


def as_text(terms: Terms) -> str:
    """The words as they are stored and typed: `kind<TAB>term` a line."""
    return "\n".join(_lines(terms))


def _lines(terms: Terms) -> list[str]:
    found = (f"{kind}\t{term}" for kind in KINDS for term in getattr(terms, kind))
    return list(dict.fromkeys(found))


def _same(one: Rules, other: Rules) -> bool:
    return replace(one, number=other.number, severities=dict(one.severities)) == replace(
        other, severities=dict(other.severities)
    )


def _add(
    session: Session,
    number: int,
    rules: Rules,
    note: str,
    *,
    actor: Actor,
    now: datetime,
    restored: int | None = None,
) -> RuleSet:
    row = RuleSet(
        number=number,
        terms=as_text(rules.terms),
        severities={name: severity.value for name, severity in rules.severities.items()},
        small_team=rules.small_team,
        checklist=None if rules.checklist is None else list(rules.checklist),
        note=note.strip(),
        restored=restored,
        by_id=actor.user.id if actor.user else None,
        created_at=now,
    )
    session.add(row)
    try:
        session.flush()  # two who save at once are told apart here
    except IntegrityError as error:
        raise Conflict(
            _("Somebody changed the rules meanwhile. Look at them, then do it again.")
        ) from error
    audit.append(
        session,
        "company:rules:changed",
        at=now,
        actor_id=actor.id,
        way=actor.way,
        data={"number": number} | ({} if restored is None else {"restored": restored}),
    )
    work_for_workers(session)
    return row


def _change(row: RuleSet, before: Rules) -> Change:
    rules = rules_of(row)
    now, then = _lines(rules.terms), _lines(before.terms)
    names = sorted(set(rules.severities) | set(before.severities))
    turned = [
        (name, str(rules.severities.get(name, "")))
        for name in names
        if rules.severities.get(name) != before.severities.get(name)
    ]
    size = rules.small_team if rules.small_team != before.small_team else None
    return Change(
        row,
        [line for line in now if line not in set(then)],
        [line for line in then if line not in set(now)],
        turned,
        size,
        (rules.checklist or ()) if rules.checklist != before.checklist else None,
    )
