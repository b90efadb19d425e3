"""Somebody leaves the company: what becomes of every story they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.errors import Invalid, NotFound
from syndicate.i18n import _
from syndicate.models import Answer, OnLeaving, Person, StaffMember, State, Story
from syndicate.policy import SYSTEM, Actor, Way
from syndicate.services import accounts, consents
from syndicate.services.kit import Kit
from syndicate.services.people import clean_email
from syndicate.validation import FieldError
from syndicate.workflow import take

UNTOUCHED = frozenset(
    {State.NOMINATED, State.DECLINED, State.MERGED, State.WITHDRAWN, State.WITHDRAWING}
)


@dataclass(frozen=True)
class Line:
    """One story and what was done about it."""

    story: Story
    outcome: str
    """withdrawn, refused, anonymised (the new version waits for review) or kept."""


def sweep(session: Session, email: str, *, kit: Kit, now: datetime) -> list[Line]:
    """Close the account, mark the person as left, and do what each consent says."""
    address = _address(email)
    user = accounts.find(session, address)
    member = session.scalars(select(StaffMember).where(StaffMember.email == address)).one_or_none()
    lines = list(_stories(session, address, kit=kit, now=now))
    if user is None and member is None and not lines:
        raise NotFound(_("Nobody with the address %(email)s is known.", email=address))
    if member is not None:
        member.left_at = now
    if user is not None and user.active:
        accounts.set_active(session, user, active=False, actor=SYSTEM, now=now)
    return lines


def _address(email: str) -> str:
    try:
        return clean_email(email)
    except FieldError as error:
        raise Invalid.field("email", error.text) from error


def _stories(session: Session, email: str, *, kit: Kit, now: datetime) -> Iterator[Line]:
    people = session.scalars(
        select(Person).where(Person.email == email, Person.removed_at.is_(None)).order_by(Person.id)
    ).all()
    for person in people:
        story = session.get_one(Story, person.story_id)
        if story.state not in UNTOUCHED:
            yield Line(story, _settle(session, story, person, kit=kit, now=now))


def _settle(session: Session, story: Story, person: Person, *, kit: Kit, now: datetime) -> str:
    consent = consents.latest(session, story).get(person.id)
    agreed = consent is not None and consent.answer is Answer.AGREED
    wish = consent.on_leaving if consent is not None and agreed else OnLeaving.REMOVE
    if wish is OnLeaving.KEEP:
        return "kept"
    is_out = story.state in (State.LIVE, State.PARTLY_LIVE)
    step, outcome = ("withdraw", "withdrawn")
    if wish is OnLeaving.ANONYMISE and is_out:
        step, outcome = ("anonymise", "anonymised")
    elif story.state is State.AWAITING_AUTHOR:
        step, outcome = ("refuse", "refused")
    actor = Actor(Way.CLI, person=person)
    take(session, story.id, step, actor=actor, toolbox=kit, now=now)
    return outcome
