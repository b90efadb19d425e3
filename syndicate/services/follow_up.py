"""Mails nobody's act sends: one more look the morning after, and how a story fared in a week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.models import Notice, Release, Role, State, Story, User
from syndicate.services import cautions, notices, post_metrics
from syndicate.settings import Settings

A_WEEK = timedelta(days=7)
TOO_LATE = timedelta(days=14)
BATCH = 100
OUT = (State.LIVE, State.PARTLY_LIVE)


def ask_for_one_more_look(session: Session, *, settings: Settings, now: datetime) -> int:
    """Under the overnight rule, tell the desk once that a night has passed; of how many stories."""
    if not settings.overnight_hold:
        return 0
    rows = session.execute(
        select(Story, Release)
        .join(Release, Release.id == Story.release_id)
        .where(
            Story.state == State.CLEARED,
            Story.live_release_id.is_(None),
            Release.cleared_at.is_not(None),
            Release.look_asked_at.is_(None),
        )
        .limit(BATCH)
        .with_for_update(of=Release, skip_locked=True)
    ).all()
    told = 0
    for story, release in rows:
        rested = cautions.rested_at(release, settings)
        if rested is None or now < rested:
            continue
        release.look_asked_at = now
        told += 1
        for user in notices.on_duty(session, Role.PR, now):
            _tell(session, user, "one_more_look", story, release.id, now)
    return told


def tell_of_readers(session: Session, *, now: datetime) -> int:
    """Tell the author and the nominators how often it was seen in its first week, once."""
    young = select(Story).where(
        Story.state.in_(OUT),
        Story.first_live_at <= now - A_WEEK,
        Story.first_live_at > now - TOO_LATE,
        ~select(Notice.id)
        .where(Notice.story_id == Story.id, Notice.template == "readers")
        .exists(),
    )
    told = 0
    for story in session.scalars(young.order_by(Story.first_live_at).limit(BATCH)):
        count = post_metrics.seen(session, story)
        if count:
            told += 1
            for user in _to_thank(session, story):
                _tell(session, user, "readers", story, story.id, now, count=count)
    return told


def _to_thank(session: Session, story: Story) -> Iterable[User]:
    author = session.get(User, story.author.user_id) if story.author.user_id else None
    people = [nomination.user for nomination in story.nominations]
    found = {user.id: user for user in ([author] if author else []) + people}
    return [user for user in found.values() if user.active]


def _tell(
    session: Session,
    user: User,
    template: str,
    story: Story,
    about: str,
    now: datetime,
    **params: int,
) -> None:
    notices.tell(
        session,
        template,
        email=user.email,
        locale=user.locale,
        story=story,
        key=f"{template}:{about}:{user.id}",
        now=now,
        params=params,
    )
