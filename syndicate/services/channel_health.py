"""How a channel fares: pauses, the circuit breaker, and who must connect it again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, or_, update
from sqlalchemy.orm import Session

from syndicate.db import UtcDateTime
from syndicate.models import Channel, DeliveryState
from syndicate.services.backoff import backoff
from syndicate.services.due import BREAKER_OPENS_AT
from syndicate.services.outcomes import News, Outcome

_PROBLEM_MAX = 300
_SUCCESS_EVERY = timedelta(minutes=1)
"""How exactly the last success is told; each success writing it would make claims queue up."""
_BREAKER_BASE = timedelta(seconds=30)
_NOW = bindparam("now", type_=UtcDateTime)
_IS_NEWS = or_(
    Channel.failures > 0,
    Channel.last_problem != "",
    Channel.last_success_at.is_(None),
    Channel.last_success_at < bindparam("lately", type_=UtcDateTime),
)
_UNTENDED = or_(Channel.tend_at.is_(None), Channel.tend_at > _NOW)
_ANSWERED = (
    update(Channel)
    .where(Channel.id == bindparam("channel"), _IS_NEWS)
    .values(failures=0, last_problem="", last_success_at=_NOW)
)
_DONE = (
    update(Channel)
    .where(Channel.id == bindparam("channel"), or_(_IS_NEWS, _UNTENDED))
    .values(
        failures=0,
        last_problem="",
        last_success_at=case((_IS_NEWS, _NOW), else_=Channel.last_success_at),
        tend_at=case((_UNTENDED, _NOW), else_=Channel.tend_at),
    )
)


def hear(
    session: Session, channel_id: str, outcome: Outcome, *, wait: timedelta, now: datetime
) -> None:
    """Write down what an outcome tells about its channel."""
    if outcome.news is News.ANSWERED:
        _answered(session, channel_id, now, is_done=outcome.state is DeliveryState.DONE)
    elif outcome.news is News.FAILED:
        _failed(session, channel_id, outcome.problem, now)
    elif outcome.news is News.THROTTLED:
        _set(session, channel_id, paused_until=now + wait, last_problem=outcome.problem)
    elif outcome.news is News.SIGNED_OUT:
        _set(session, channel_id, needs_reconnect=True, last_problem=outcome.problem)
    elif outcome.state is DeliveryState.DONE:
        _wants_tending(session, channel_id, now)


def _answered(session: Session, channel_id: str, now: datetime, *, is_done: bool) -> None:
    """The breaker closes; a pause asked for by the channel runs on. What is done is tended to."""
    values = {"channel": channel_id, "now": now, "lately": now - _SUCCESS_EVERY}
    session.connection().execute(_DONE if is_done else _ANSWERED, values)


def _failed(session: Session, channel_id: str, problem: str, now: datetime) -> None:
    failures = session.scalars(
        update(Channel)
        .where(Channel.id == channel_id)
        .values(failures=Channel.failures + 1, last_problem=problem[:_PROBLEM_MAX])
        .returning(Channel.failures)
        .execution_options(synchronize_session=False)
    ).one()
    if failures >= BREAKER_OPENS_AT:
        pause = backoff(failures - BREAKER_OPENS_AT, base=_BREAKER_BASE)
        _set(session, channel_id, paused_until=now + pause)


def _wants_tending(session: Session, channel_id: str, now: datetime) -> None:
    session.execute(
        update(Channel)
        .where(Channel.id == channel_id, or_(Channel.tend_at.is_(None), Channel.tend_at > now))
        .values(tend_at=now)
        .execution_options(synchronize_session=False)
    )


def _set(session: Session, channel_id: str, **values: Any) -> None:
    if "last_problem" in values:
        values["last_problem"] = values["last_problem"][:_PROBLEM_MAX]
    session.execute(
        update(Channel)
        .where(Channel.id == channel_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
