"""Somebody leaves the company: what becomes of every story they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.errors import Forbidden, Invalid, NotFound
from syndicate.i18n import _
from syndicate.models import Answer, OnLeaving, Person, StaffMember, State, Story, User
from syndicate.policy import SYSTEM, Actor, Permission, Standing, allows
from syndicate.services import accounts, consents
from syndicate.services.kit import Kit
from syndicate.services.people import clean_email
from syndicate.validation import FieldError
from syndicate.workflow import take

UNTOUCHED = frozenset(
    {State.NOMINATED, State.DECLINED, State.MERGED, State.WITHDRAWN, State.WITHDRAWING}
)


class Outcome(StrEnum):
    """What becomes of one story."""

    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    """It was not told yet: that is the end of it."""
    ANONYMISED = "anonymised"
    """The new version waits for review."""
    KEPT = "kept"


@dataclass(frozen=True)
class Line:
    """One story and what is done about it."""

    story: Story
    person: Person
    wish: OnLeaving | None
    """What their consent says; None where there is none, which is a wish for removal."""
    outcome: Outcome


@dataclass(frozen=True)
class Leaver:
    """Somebody who leaves, and what that leads to."""

    email: str
    user: User | None
    member: StaffMember | None
    lines: Sequence[Line]


def plan(session: Session, email: str, *, actor: Actor) -> Leaver:
    """What `sweep` would do, and nothing done. Raises `Forbidden`, `Invalid` or `NotFound`."""
    if not (actor.is_operator or allows(Permission.LEAVER_SWEEP, Standing(actor, State.NOMINATED))):
        raise Forbidden(_("Leavers are for administrators and privacy review."))
    address = _address(email)
    user = accounts.find(session, address)
    member = session.scalars(select(StaffMember).where(StaffMember.email == address)).one_or_none()
    lines = list(_stories(session, address))
    if user is None and member is None and not lines:
        raise NotFound(_("Nobody with the address %(email)s is known.", email=address))
    if actor.user is not None and actor.user is user:
        raise Forbidden(_("Ask somebody else to do this for you."))
    return Leaver(address, user, member, lines)


def sweep(session: Session, email: str, *, actor: Actor, kit: Kit, now: datetime) -> Leaver:
    """Close the account, mark the person as left, and do what each consent says."""
    leaver = plan(session, email, actor=actor)
    for line in leaver.lines:
        settle(session, line, actor=actor, kit=kit, now=now)
    if leaver.member is not None:
        leaver.member.left_at = leaver.member.left_at or now
    if leaver.user is not None and leaver.user.active:
        accounts.set_active(session, leaver.user, active=False, actor=SYSTEM, now=now)
    return leaver


def settle(session: Session, line: Line, *, actor: Actor, kit: Kit, now: datetime) -> None:
    """Take the step in the person's place, as they said when they agreed."""
    step = _STEPS.get(line.outcome)
    if step is not None:
        holder = Actor(actor.way, person=line.person)
        take(session, line.story.id, step, actor=holder, toolbox=kit, now=now)


_STEPS = {
    Outcome.WITHDRAWN: "withdraw",
    Outcome.REFUSED: "refuse",
    Outcome.ANONYMISED: "anonymise",
}


def lines_of(session: Session, people: Sequence[Person], *, remove: bool = False) -> Iterator[Line]:
    """What becomes of each story these people stand in; `remove` overrides what they agreed to."""
    for person in people:
        story = session.get_one(Story, person.story_id)
        if story.state in UNTOUCHED or person.removed_at is not None:
            continue
        wish = None if remove else _wish(session, story, person)
        yield Line(story, person, wish, _outcome(story, wish))


def _address(email: str) -> str:
    try:
        return clean_email(email)
    except FieldError as error:
        raise Invalid.field("email", error.text) from error


def _stories(session: Session, email: str) -> Iterator[Line]:
    people = session.scalars(select(Person).where(Person.email == email).order_by(Person.id)).all()
    yield from lines_of(session, people)


def _wish(session: Session, story: Story, person: Person) -> OnLeaving | None:
    consent = consents.latest(session, story).get(person.id)
    agreed = consent is not None and consent.answer is Answer.AGREED
    return consent.on_leaving if consent is not None and agreed else None


def _outcome(story: Story, wish: OnLeaving | None) -> Outcome:
    if wish is OnLeaving.KEEP:
        return Outcome.KEPT
    if story.state is State.AWAITING_AUTHOR:
        return Outcome.REFUSED
    if wish is OnLeaving.ANONYMISE and story.state in (State.LIVE, State.PARTLY_LIVE):
        return Outcome.ANONYMISED
    return Outcome.WITHDRAWN
