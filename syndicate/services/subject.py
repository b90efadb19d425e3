"""One person as the database knows them: accounts, directory, stories, and every spelling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from syndicate.models import How, Person, StaffMember, User
from syndicate.services.spellings import Spellings, spellings_of

_TOLD = frozenset({How.AUTHOR, How.QUOTED})
"""Where somebody's own words are what the story consists of."""


@dataclass(frozen=True)
class Subject:
    """Everything the database knows one person by."""

    email: str
    users: Sequence[User]
    members: Sequence[StaffMember]
    people: Sequence[Person]
    spellings: Spellings
    shared: bool
    """Somebody else bears the same name."""

    @property
    def is_known(self) -> bool:
        """Whether there is anything to erase."""
        return bool(self.users or self.members or self.people)

    @property
    def user_ids(self) -> list[str]:
        """Accounts."""
        return [user.id for user in self.users]

    @property
    def person_ids(self) -> list[str]:
        """Rows in stories."""
        return [person.id for person in self.people]

    @property
    def story_ids(self) -> list[str]:
        """Stories this person stands in, or stood in once."""
        return sorted({person.story_id for person in self.people})

    @property
    def told_ids(self) -> list[str]:
        """Those that consist of their own words: nothing of them is left."""
        return sorted({person.story_id for person in self.people if person.how in _TOLD})


def subject_of(session: Session, email: str, also: Iterable[str] = ()) -> Subject:
    """Who is meant by an address, with every spelling the database has, and `also` these."""
    users = session.scalars(select(User).where(User.email == email)).all()
    members = session.scalars(select(StaffMember).where(StaffMember.email == email)).all()
    ids = [user.id for user in users]
    people = session.scalars(
        select(Person).where(or_(Person.email == email, Person.user_id.in_(ids)))
    ).all()
    marks = {email, *also}
    for member in members:
        marks |= {member.handle, member.employee_id}
    known = spellings_of([*users, *members, *people], marks)
    nameless = [row for row in _namesakes(session, Person, known, people) if row.email is None]
    everyone: list[Person] = [*people, *nameless]
    others = [
        row
        for model, own in ((User, users), (StaffMember, members), (Person, everyone))
        for row in _namesakes(session, model, known, own)
    ]
    spellings = spellings_of([*users, *members, *everyone], marks)
    return Subject(email, users, members, everyone, spellings, bool(others))


def _namesakes(
    session: Session, model: type[Any], known: Spellings, own: Sequence[Any]
) -> list[Any]:
    """Rows of other people whose whole name is the same; without an address they are the same."""
    ours = {row.id for row in own}
    return [
        row
        for row in session.scalars(select(model).execution_options(yield_per=500))
        if row.id not in ours and any(map(known.names, (row.full_name, row.romaji, row.reading)))
    ]
