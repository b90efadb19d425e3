"""Whether a mail that waited is still of use: what was settled meanwhile is not told any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.models import ConsentRequest, Gate, GateState, Notice, State, Story, User
from syndicate.seating import awaited


def is_wanted(session: Session, notice: Notice) -> bool:
    """False for a question that was answered, a gate that was decided, a story long looked at."""
    check = _CHECKS.get(notice.template)
    return check is None or check(session, notice)


def _is_unanswered(session: Session, notice: Notice) -> bool:
    question = session.get(ConsentRequest, notice.params.get("question", ""))
    return question is None or question.answered_at is None


def _gate_waits_for_reader(session: Session, notice: Notice) -> bool:
    gate = session.get(Gate, notice.params.get("gate_id", ""))
    if gate is None:
        return True
    story = session.get_one(Story, gate.story_id)
    stands = story.state is State.IN_REVIEW and story.release_id == gate.release_id
    if not stands or gate.state is not GateState.OPEN:
        return False
    reader = session.scalars(select(User.id).where(User.email == notice.email)).one_or_none()
    if reader in {decision.user_id for decision in gate.decisions}:
        return False
    by_name = {user.id for user in awaited(gate)}
    return not by_name or reader in by_name


def _gate_is_open(session: Session, notice: Notice) -> bool:
    """Whatever the story waits for beside it."""
    gate = session.get(Gate, notice.params.get("gate_id", ""))
    if gate is None:
        return True
    story = session.get_one(Story, gate.story_id)
    return gate.state is GateState.OPEN and story.release_id == gate.release_id


def _stands_at(*states: State) -> Callable[[Session, Notice], bool]:
    def check(session: Session, notice: Notice) -> bool:
        story = session.get(Story, notice.story_id) if notice.story_id else None
        return story is None or story.state in states

    return check


_CHECKS: Mapping[str, Callable[[Session, Notice], bool]] = {
    "consent_question": _is_unanswered,
    "consent_reminder": _is_unanswered,
    "found_anew": _gate_is_open,
    "gate_handed": _gate_waits_for_reader,
    "gate_open": _gate_waits_for_reader,
    "gate_reminder": _gate_waits_for_reader,
    "nominated": _stands_at(State.NOMINATED),
    "one_more_look": _stands_at(State.CLEARED),
    "readers": _stands_at(State.LIVE, State.PARTLY_LIVE),
    "thanks": _stands_at(State.LIVE, State.PARTLY_LIVE),
}
