"""Every answer a person ever gave, with what they saw: to read, and to take home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.models import Answer, Consent, ConsentRequest, Person, Revision, Story, User
from syndicate.services import consents


@dataclass(frozen=True)
class Given:
    """One answer, the story it is about, and the text they saw."""

    consent: Consent
    story: Story
    revision: Revision
    stands: bool
    """Whether it is what counts now."""

    @property
    def can_change(self) -> bool:
        """Whether there is still something to change or to withdraw."""
        return self.stands and self.story.state not in consents.OVER


@dataclass(frozen=True)
class Told:
    """One story a person stands in: open question first, then their answers, newest first."""

    story: Story
    person: Person
    question: ConsentRequest | None
    answers: Sequence[Given]


def of(session: Session, user: User) -> list[Given]:
    """Every answer, newest first."""
    rows = session.scalars(
        select(Consent).where(Consent.person_id.in_(_people(user))).order_by(Consent.id.desc())
    ).all()
    return _given(session, rows)


def of_person(session: Session, person: Person) -> list[Given]:
    """The answers of somebody who holds a link, about that one story."""
    rows = session.scalars(
        select(Consent).where(Consent.person_id == person.id).order_by(Consent.id.desc())
    ).all()
    return _given(session, rows)


def by_story(session: Session, user: User) -> list[Told]:
    """The same by story, with what is asked now; the stories that were asked about last first."""
    given = of(session, user)
    people = session.scalars(select(Person).where(Person.id.in_(_people(user)))).all()
    questions = {
        question.person_id: question
        for question in session.scalars(
            select(ConsentRequest)
            .where(ConsentRequest.person_id.in_(_people(user)))
            .order_by(ConsentRequest.id)
        )
    }
    told = []
    for person in people:
        answers = [each for each in given if each.consent.person_id == person.id]
        asked = questions.get(person.id)
        if answers or asked:
            story = session.get_one(Story, person.story_id)
            is_open = asked is not None and asked.answered_at is None
            told.append(Told(story, person, asked if is_open else None, answers))
    return sorted(told, key=_newest, reverse=True)


def _newest(told: Told) -> str:
    dates = [each.consent.created_at for each in told.answers]
    if told.question is not None:
        dates.append(told.question.created_at)
    return max(dates).isoformat()


def _people(user: User) -> Any:
    return select(Person.id).where(Person.user_id == user.id)


def _given(session: Session, rows: Iterable[Consent]) -> list[Given]:
    found = []
    newest: dict[str, str] = {}
    for consent in rows:
        story = session.get_one(Story, consent.story_id)
        if consent.person_id not in newest:
            newest[consent.person_id] = consent.id
        stands = newest[consent.person_id] == consent.id and consent.person_id in consents.latest(
            session, story
        )
        found.append(Given(consent, story, consent.revision, stands))
    return found


def as_json(given: Given) -> dict[str, Any]:
    """One answer as the API and the download tell it."""
    consent, revision = given.consent, given.revision
    agreed = consent.answer is Answer.AGREED
    return {
        "id": consent.id,
        "story": given.story.id,
        "title": given.story.title,
        "answer": consent.answer.value,
        "at": consent.created_at,
        "way": consent.way,
        "revision": revision.id,
        "sha256": consent.content_sha256,
        "channels": consent.channels,
        "name_form": consent.name_form.value if agreed else None,
        "photo": consent.photo if agreed else None,
        "until": consent.until,
        "on_leaving": consent.on_leaving.value if agreed else None,
        "small_fixes": consent.small_fixes if agreed else None,
        "stands": given.stands,
        "text": {
            "title": revision.title,
            "summary": revision.summary,
            "body": revision.body,
            "language": revision.language,
        },
    }
