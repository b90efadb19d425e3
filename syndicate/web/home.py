"""The reader's desk: what waits for them, and how their own stories fare."""

from __future__ import annotations

from flask import Blueprint, Response

from syndicate.models import ConsentRequest, Story
from syndicate.policy import Permission
from syndicate.services import consents, outlook, queues, stories
from syndicate.web.answers import page
from syndicate.web.permissions import may
from syndicate.web.request import actor, db, kit, now, user

MINE = 8


def register(pages: Blueprint) -> None:
    """Add the desk to `pages`."""
    pages.add_url_rule("/", "home", home)


def home() -> Response:
    """Questions first, then work, then what became of one's own stories."""
    decides = may(Permission.DELIVERY_DECIDE)
    return page(
        "home",
        questions=_questions(),
        tasks=stories.waiting_for(db(), actor(), kit(), now()),
        stuck=queues.stuck_count(db()) if decides else 0,
        next_of=outlook.NEXT,
        mine=stories.search(db(), actor(), mine=True, limit=MINE).stories,
    )


def _questions() -> list[tuple[ConsentRequest, Story]]:
    return [
        (question, db().get_one(Story, question.story_id))
        for question in consents.questions_for(db(), user())
        if question.expires_at > now()
    ]
