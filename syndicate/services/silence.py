"""Silence is no: one reminder before a question ends, and what happens when time runs out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from syndicate.models import Answer, Consent, ConsentRequest, Person, State, Story
from syndicate.services import consents, notices
from syndicate.settings import Settings

BATCH = 100
ASKING = frozenset({State.AWAITING_AUTHOR, State.IN_REVIEW})
OUT = frozenset({State.PUBLISHING, State.LIVE, State.PARTLY_LIVE})


def remind(session: Session, *, settings: Settings, now: datetime) -> int:
    """Send the one reminder to everybody whose question ends soon; how many there were."""
    soon = now + timedelta(days=settings.reminder_days)
    questions = session.scalars(
        _open()
        .where(
            ConsentRequest.reminded_at.is_(None),
            ConsentRequest.expires_at > now,
            ConsentRequest.expires_at <= soon,
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=ConsentRequest)
    ).all()
    for question in questions:
        question.reminded_at = now
        story = session.get_one(Story, question.story_id)
        notices.tell_reminder(session, story, question, now=now)
    return len(questions)


def unanswered(session: Session, now: datetime) -> Sequence[str]:
    """Stories with a question whose time has run out."""
    return session.scalars(
        select(ConsentRequest.story_id)
        .join(Story, Story.id == ConsentRequest.story_id)
        .where(
            ConsentRequest.answered_at.is_(None),
            ConsentRequest.expires_at <= now,
            Story.state.in_(ASKING),
        )
        .distinct()
        .limit(BATCH)
    ).all()


def ran_out(session: Session, *, settings: Settings, now: datetime) -> Sequence[str]:
    """Stories that are out although somebody's consent has ended."""
    today = consents.today_in(settings.time_zone, now)
    later = aliased(Consent)
    replaced = exists().where(later.person_id == Consent.person_id, later.id > Consent.id)
    return session.scalars(
        select(Consent.story_id)
        .join(Story, Story.id == Consent.story_id)
        .join(Person, Person.id == Consent.person_id)
        .where(
            ~replaced,
            Consent.answer == Answer.AGREED,
            Consent.until < today,
            Person.removed_at.is_(None),
            Story.state.in_(OUT),
        )
        .distinct()
        .limit(BATCH)
    ).all()


def _open() -> Select[ConsentRequest]:
    return (
        select(ConsentRequest)
        .join(Story, Story.id == ConsentRequest.story_id)
        .where(ConsentRequest.answered_at.is_(None), Story.state.in_(ASKING))
        .order_by(ConsentRequest.expires_at)
    )
