"""Finding stories: one by id, pages of many, and what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union
from sqlalchemy.orm import Session, selectinload

from syndicate.errors import Malformed, NotFound
from syndicate.i18n import _
from syndicate.models import (
    Gate,
    Nomination,
    Person,
    Revision,
    Role,
    Seat,
    SourcePost,
    State,
    Story,
)
from syndicate.policy import PAST_DRAFT, Actor, Permission, allows
from syndicate.process import Situation, Step, Toolbox
from syndicate.services.gate_queue import seat_holders
from syndicate.standing import standing_of, unknown
from syndicate.workflow import look, offered

PAGE_LIMIT = 100
WAITING_LIMIT = 50
OPEN_STATES = frozenset(State) - {State.DECLINED, State.MERGED, State.WITHDRAWN}


@dataclass(frozen=True)
class Page:
    """A slice of stories, newest first, and where the next one begins."""

    stories: Sequence[Story]
    next_cursor: str | None


@dataclass(frozen=True)
class Task:
    """A story that waits for this person, and the steps it waits for."""

    story: Story
    steps: Sequence[Step]


def load(
    session: Session,
    story_id: str,
    actor: Actor,
    permission: Permission = Permission.STORY_READ,
) -> Story:
    """The story, or `NotFound` for whoever may not know of it."""
    story = session.get(Story, story_id)
    if story is None:
        raise NotFound(_("There is no such story."))
    if not allows(permission, standing_of(session, story, actor)):
        raise unknown(session, story, actor)
    return story


def search(
    session: Session,
    actor: Actor,
    *,
    state: State | None = None,
    mine: bool = False,
    waiting_for: str | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = 20,
) -> Page:
    """Stories this actor may know of, newest first. `waiting_for` is a role or `author`."""
    own = Story.id.in_(union(*_own_part(actor)))
    query = select(Story).where(own) if mine else _visible(select(Story), actor)
    if state is not None:
        query = query.where(Story.state == state)
    if waiting_for:
        query = query.where(Story.state.in_(_waiting_states(waiting_for)))
    if q.strip():
        query = query.where(_matches(q.strip()))
    if cursor:
        query = query.where(Story.id < cursor)
    limit = max(1, min(limit, PAGE_LIMIT))
    found = list(session.scalars(query.order_by(Story.id.desc()).limit(limit + 1)))
    more = found[limit - 1].id if len(found) > limit else None
    return Page(found[:limit], more)


def waiting_for(session: Session, actor: Actor, toolbox: Toolbox, now: datetime) -> list[Task]:
    """What this person could do next, oldest first; only steps a page would put first."""
    query = (
        _visible(select(Story), actor)
        .where(Story.state.in_(_busy_states(actor)))
        .order_by(Story.state_since)
        .limit(WAITING_LIMIT)
    )
    tasks = []
    for story in session.scalars(query):
        situation = look(session, story, actor=actor, toolbox=toolbox, now=now)
        wanted = [step for step in offered(situation) if _waits(step, situation)]
        if wanted:
            tasks.append(Task(story, wanted))
    return tasks


def _waits(step: Step, situation: Situation) -> bool:
    return step.primary and not (step.settled and step.settled(situation))


def queue(session: Session, state: State, *, limit: int = PAGE_LIMIT) -> Sequence[Story]:
    """Stories in one state, the longest waiting first."""
    return session.scalars(
        select(Story)
        .where(Story.state == state)
        .order_by(Story.state_since, Story.id)
        .limit(limit)
        .options(selectinload(Story.people), selectinload(Story.nominations))
    ).all()


def _visible(query: Select[Story], actor: Actor) -> Select[Story]:
    if Role.PR in actor.roles:
        return query
    allowed: ColumnElement[bool] = Story.id.in_(union(*_own_part(actor), _seats(actor)))
    if Role.PRIVACY in actor.roles:
        allowed = or_(allowed, Story.state.in_(PAST_DRAFT))
    return query.where(allowed)


def _own_part(actor: Actor) -> tuple[Select[str], Select[str]]:
    """Stories the actor nominated, and stories they stand in; each found by its own index."""
    user_id = actor.user.id if actor.user else ""  # which nobody has
    return (
        select(Nomination.story_id).where(Nomination.user_id == user_id),
        select(Person.story_id).where(Person.user_id == user_id, Person.removed_at.is_(None)),
    )


def _seats(actor: Actor) -> Select[str]:
    """Stories with a seat at a gate of the release under review that is the actor's, or lent."""
    return (
        select(Story.id)
        .join(Gate, and_(Gate.story_id == Story.id, Gate.release_id == Story.release_id))
        .join(Seat, Seat.gate_id == Gate.id)
        .where(Seat.user_id.in_(seat_holders(actor)))
    )


def _matches(q: str) -> ColumnElement[bool]:
    return or_(
        exists().where(
            and_(
                Revision.id == Story.latest_revision_id,
                Revision.title.icontains(q, autoescape=True),
            )
        ),
        exists().where(
            and_(
                SourcePost.id == Story.source_post_id,
                SourcePost.title.icontains(q, autoescape=True),
            )
        ),
    )


_WAITING: dict[str, frozenset[State]] = {
    "author": frozenset({State.AWAITING_AUTHOR, State.IN_REVIEW}),
    "pr": frozenset(
        {State.NOMINATED, State.DRAFTING, State.IN_REVIEW, State.CLEARED, State.MISSED}
    ),
    "privacy": frozenset({State.IN_REVIEW}),
}


def _waiting_states(name: str) -> frozenset[State]:
    try:
        return _WAITING[name]
    except KeyError:
        raise Malformed(
            _("waiting_for must be one of %(names)s.", names=", ".join(sorted(_WAITING)))
        ) from None


def _busy_states(actor: Actor) -> frozenset[State]:
    states = _WAITING["author"]
    for role in actor.roles:
        states |= _WAITING.get(role.value, frozenset())
    return states
