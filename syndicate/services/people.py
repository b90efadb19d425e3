"""Who the people of a story are: accounts, staff of the directory, or somebody from outside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.errors import Unresolved
from syndicate.i18n import _
from syndicate.models import DisplayOrder, How, NameColumns, Person, StaffMember, Story, User
from syndicate.models.names import is_east_asian
from syndicate.process import Form
from syndicate.validation import VISIBLE, FieldError

NAME_PARTS = ("family", "given", "reading", "romaji", "display_order")
MAX_PEOPLE = 30
MAX_EMAIL_CHARS = 254


_SIGN = r"[^\s\u0000-\u001f\u0085\ufeff@＠]"
EMAIL = rf"^\s*{_SIGN}+[@＠]{_SIGN}*\.{_SIGN}+\s*$"
"""A mail address as people type it, as JSON Schema understands it too."""


def clean_email(value: str) -> str:
    """Lower case, half-width, without surrounding spaces; raises `FieldError`."""
    email = value.replace("＠", "@").strip().lower()
    if not re.fullmatch(EMAIL, value) or len(email) > MAX_EMAIL_CHARS:
        raise FieldError(_("“%(value)s” is not a mail address.", value=value[:80]))
    return email


Email = Annotated[
    str,
    AfterValidator(clean_email),
    Field(max_length=MAX_EMAIL_CHARS, json_schema_extra={"pattern": EMAIL}),
]
NamePart = Annotated[str, Field(max_length=80)]
NameLine = Annotated[str, Field(max_length=160)]


def _asked_for(*names: str) -> dict[str, Any]:
    """JSON Schema: at least one of these fields, with something in it."""
    return {
        "anyOf": [
            {"required": [name], "properties": {name: {"type": "string", "pattern": VISIBLE}}}
            for name in names
        ]
    }


class PersonInput(Form):
    """Someone a story names, quotes or pictures: by mail address, or by name."""

    model_config = ConfigDict(json_schema_extra=_asked_for("email", "name", "family", "given"))

    email: Email | None = None
    name: NamePart = ""
    family: NamePart = ""
    given: NamePart = ""
    reading: NameLine = ""
    romaji: NameLine = ""
    how: Literal["named", "quoted", "pictured"] = "named"

    @model_validator(mode="after")
    def _somebody(self) -> PersonInput:
        if not re.search(VISIBLE, f"{self.email or ''}{self.name}{self.family}{self.given}"):
            raise FieldError(_("Please give a mail address or a name."))
        return self


def author_of(session: Session, story: Story, email: str, now: datetime) -> Person:
    """The author as a person of `story`; raises `Invalid` when nobody knows the address."""
    known = _known(session, email)
    if known is None:
        raise Unresolved.field(
            "author",
            _(
                "Nobody with the address %(email)s is known. "
                "Check the address, or ask an admin to add the person.",
                email=email,
            ),
        )
    person = _person(story, known, How.AUTHOR, now)
    session.add(person)
    return person


def set_people(
    session: Session, story: Story, inputs: Sequence[PersonInput], now: datetime
) -> list[Person]:
    """Make the story's people the author and `inputs`; who is left out is marked removed."""
    if len(inputs) > MAX_PEOPLE:
        raise Unresolved.field(
            "people", _("At most %(limit)s people can stand in a story.", limit=MAX_PEOPLE)
        )
    current = [_find(story, item) or _add(session, story, item, now) for item in inputs]
    people = [story.author, *(person for person in current if not person.is_author)]
    for person in story.people:
        if person in people:
            person.removed_at = None
        else:
            person.removed_at = person.removed_at or now
    return list(dict.fromkeys(people))


def _find(story: Story, item: PersonInput) -> Person | None:
    name = item.name or f"{item.given}{item.family}"
    for person in story.people:
        if item.email and person.email == item.email:
            return person
        if not item.email and person.email is None and name in _spellings(person):
            return person
    return None


def _spellings(person: Person) -> set[str]:
    return {person.full_name, f"{person.given}{person.family}", person.romaji} - {""}


def _add(session: Session, story: Story, item: PersonInput, now: datetime) -> Person:
    known = _known(session, item.email) if item.email else None
    if known is None and not (item.name or item.family or item.given):
        raise Unresolved.field(
            "people",
            _("%(email)s is not in the directory: please give the name too.", email=item.email),
        )
    person = _person(story, known or _outsider(item), How(item.how), now)
    session.add(person)
    return person


def _known(session: Session, email: str | None) -> User | StaffMember | None:
    user = session.scalars(select(User).where(User.email == email)).one_or_none()
    if user is not None:
        return user
    return session.scalars(select(StaffMember).where(StaffMember.email == email)).one_or_none()


def _outsider(item: PersonInput) -> StaffMember:
    """Name parts of somebody who is not in the directory; never stored as such."""
    east_asian = is_east_asian(f"{item.name}{item.family}{item.given}")
    return StaffMember(
        email=item.email,
        family=item.family,
        given=item.given or item.name,
        reading=item.reading,
        romaji=item.romaji,
        display_order=DisplayOrder.FAMILY_FIRST if east_asian else DisplayOrder.GIVEN_FIRST,
        department="",
    )


def _person(story: Story, known: User | StaffMember, how: How, now: datetime) -> Person:
    parts: NameColumns = known
    return Person(
        story=story,
        user_id=known.id if isinstance(known, User) else None,
        email=known.email,
        department=known.department,
        how=how,
        created_at=now,
        **{part: getattr(parts, part) for part in NAME_PARTS},
    )
