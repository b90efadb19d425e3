"""What nobody announces: times that came, workers that died, stories left standing."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.db import database_now
from syndicate.models import Delivery, DeliveryState, State, Story
from syndicate.services import follow_up as follow_ups
from syndicate.services import silence
from syndicate.services.kit import Kit
from syndicate.services.stopping import dead, recover
from syndicate.workflow import settle

log = structlog.get_logger(__name__)

_BATCH = 200
_BEFORE_OUT = (State.IN_REVIEW, State.CLEARED, State.SCHEDULED)
_ON_THE_WAY = (State.PUBLISHING, State.WITHDRAWING)
_MOVING = (
    DeliveryState.READY,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.CHECKING,
)


def recover_dead(kit: Kit) -> int:
    """Take back every delivery a dead worker held; how many there were."""
    with kit.database.reading() as session:
        ids = dead(session)
    recovered = 0
    for delivery_id in ids:
        with kit.database.begin() as session:
            recovered += recover(session, delivery_id, kit=kit)
    return recovered


def settle_due(kit: Kit) -> int:
    """Let stories move whose planned time has come; how many were looked at."""
    with kit.database.reading() as session:
        ids = _due(session)
    return _settle(kit, ids)


def settle_forgotten(kit: Kit) -> int:
    """The same for stories on their way out or down with nothing under way any more."""
    with kit.database.reading() as session:
        ids = _forgotten(session)
    return _settle(kit, ids)


def keep_silence(kit: Kit) -> int:
    """Remind once of open questions; end what nobody answered or what ran out."""
    with kit.database.begin() as session:
        now = database_now(session)
        reminded = silence.remind(session, settings=kit.settings, now=now)
    with kit.database.reading() as session:
        now = database_now(session)
        ids = [
            *silence.unanswered(session, now),
            *silence.ran_out(session, settings=kit.settings, now=now),
        ]
    return reminded + _settle(kit, ids)


def follow_up(kit: Kit) -> int:
    """Ask for one more look the morning after a clearing; tell of a story's first week."""
    with kit.database.begin() as session:
        now = database_now(session)
        looks = follow_ups.ask_for_one_more_look(session, settings=kit.settings, now=now)
        return looks + follow_ups.tell_of_readers(session, now=now)


def _due(session: Session) -> Sequence[str]:
    return session.scalars(
        select(Story.id)
        .where(Story.state.in_(_BEFORE_OUT), Story.scheduled_at <= database_now(session))
        .order_by(Story.scheduled_at)
        .limit(_BATCH)
    ).all()


def _forgotten(session: Session) -> Sequence[str]:
    moving = (
        select(Delivery.id)
        .where(Delivery.story_id == Story.id, Delivery.state.in_(_MOVING))
        .exists()
    )
    return session.scalars(
        select(Story.id)
        .where(Story.state.in_(_ON_THE_WAY), ~moving)
        .order_by(Story.state_since)
        .limit(_BATCH)
    ).all()


def _settle(kit: Kit, ids: Sequence[str]) -> int:
    for story_id in ids:
        try:
            with kit.database.begin() as session:
                settle(session, story_id, toolbox=kit, now=database_now(session))
        except Exception:
            log.exception("story.settle_failed", story=story_id)
    return len(ids)
