"""Which deliveries a worker may take now: one condition, for the look beforehand and the claim."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from syndicate.db import UtcDateTime
from syndicate.models import (
    Channel,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Freeze,
    ReceiptRow,
    Release,
    Revision,
    Story,
)
from syndicate.models.delivery import OPEN_STATES

BREAKER_OPENS_AT = 5
"""Failures in a row after which a channel is left alone, then tried by one delivery at a time."""
IN_FLIGHT = (DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.CHECKING)
_NOW = bindparam("now", type_=UtcDateTime)
_SOLO: BindParameter[Any] = bindparam("solo", expanding=True)
_HELD = (DeliveryState.SENDING, DeliveryState.CHECKING)
_OVER = (DeliveryState.DONE, DeliveryState.CANCELLED, DeliveryState.GIVEN_UP)


@dataclass(frozen=True)
class Eligible:
    """A delivery that may be claimed, as far as the fence lets it, and what is known of it."""

    delivery: Delivery
    has_copy: bool
    """Whether something of its story stands at its channel."""
    was_frozen: bool
    """Whether a freeze was lifted since it was meant to go out."""
    begun: int | None
    """The highest number of a story of its language at its channel that was begun."""
    stood: int | None
    """The highest one that ever stood there."""

    @property
    def next_ordinal(self) -> int:
        """One more than any story of this language ever had here."""
        return max(self.begun or 0, self.stood or 0) + 1


def due(session: Session, now: datetime, *, solo: Collection[str], limit: int = 20) -> list[str]:
    """Ids of deliveries that could be claimed, take-downs first, then by due time.

    `solo` names the kinds of channels that take one delivery at a time.
    """
    found: list[str] = []
    for query in _due_queries():
        values = {"now": now, "solo": list(solo), "room": limit - len(found)}
        found.extend(session.scalars(query, values))
    return found


def eligible(
    session: Session, delivery_id: str, now: datetime, *, solo: Collection[str]
) -> Eligible | None:
    """One delivery, if the same holds for it, asked again under the locks of a claim.

    It comes with what a fence and a send need: story, release, payload and channel.
    """
    values = {"id": delivery_id, "now": now, "solo": list(solo)}
    found = session.execute(_one_query(), values).one_or_none()
    return None if found is None else Eligible(*found)


def highest_ordinals(channel_id: Any, language: Any) -> tuple[ScalarSelect[Any], ScalarSelect[Any]]:
    """The highest number begun, and the highest that ever stood, as two short questions."""
    begun, stood = aliased(Delivery), aliased(ReceiptRow)
    kind: ColumnElement[str] = literal_column("'publish'")  # as the index over ordinals has it
    return (
        select(func.max(begun.ordinal))
        .where(begun.channel_id == channel_id, begun.language == language, begun.kind == kind)
        .scalar_subquery(),
        select(func.max(stood.ordinal))
        .where(stood.channel_id == channel_id, stood.language == language)
        .scalar_subquery(),
    )


def waiting(entity: Any) -> ColumnElement[bool]:
    """In a state workers care about; written out, so that the index over these rows is used."""
    states = (DeliveryState.READY, *IN_FLIGHT)
    condition: ColumnElement[bool] = entity.state.in_(
        bindparam("states", states, unique=True, expanding=True, literal_execute=True)
    )
    return condition


def stuck(entity: Any) -> ColumnElement[bool]:
    """With a person; written out for the same reason."""
    condition: ColumnElement[bool] = entity.state == bindparam(
        "stuck", DeliveryState.NEEDS_PERSON, unique=True, literal_execute=True
    )
    return condition


@cache
def _due_queries() -> tuple[Select[str], Select[str]]:
    take_down = Delivery.kind == DeliveryKind.TAKE_DOWN
    urgent, others = (
        select(Delivery.id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(waiting(Delivery), kind, _eligible())
        .order_by(Delivery.due_at, Delivery.id)
        .limit(bindparam("room"))
        for kind in (take_down, not_(take_down))
    )
    return urgent, others


@cache
def _one_query() -> Select[Any]:
    copy = exists().where(
        ReceiptRow.story_id == Delivery.story_id,
        ReceiptRow.channel_id == Delivery.channel_id,
        ReceiptRow.gone_at.is_(None),
    )
    thawed = exists().where(
        Freeze.lifted_at > Delivery.planned_at,
        or_(Freeze.channel_id.is_(None), Freeze.channel_id == Delivery.channel_id),
    )
    release = joinedload(Delivery.story).joinedload(Story.release)
    written = Revision.body, Revision.summary, Revision.channel_texts
    return (
        select(Delivery, copy, thawed, *highest_ordinals(Delivery.channel_id, Delivery.language))
        .join(Delivery.channel)
        .where(Delivery.id == bindparam("id"), _eligible())
        .options(
            contains_eager(Delivery.channel),
            joinedload(Delivery.payload),
            joinedload(Delivery.story).lazyload(Story.source_post),
            release.joinedload(Release.revision).lazyload(Revision.images),
            *(release.joinedload(Release.revision).defer(column) for column in written),
        )
        .execution_options(populate_existing=True)
    )


def _eligible() -> ColumnElement[bool]:
    """Everything but the fence, which a look-up and a take-down need not pass."""
    looks_up = Delivery.state == DeliveryState.UNCERTAIN
    free = or_(looks_up, Delivery.kind == DeliveryKind.TAKE_DOWN)
    return and_(
        Delivery.state.in_((DeliveryState.READY, DeliveryState.UNCERTAIN)),
        Delivery.due_at <= _NOW,
        _channel_answers(),
        _channel_has_room(),
        or_(free, and_(Channel.active, not_(_frozen()), _first_is_over())),
        or_(looks_up, not_(_behind_another())),
    )


def _channel_answers() -> ColumnElement[bool]:
    return and_(
        not_(Channel.needs_reconnect),
        or_(Channel.paused_until.is_(None), Channel.paused_until <= _NOW),
    )


def _channel_has_room() -> ColumnElement[bool]:
    """Alone where the channel wants that, and as the one probe where the breaker is open."""
    other = aliased(Delivery)
    alone = not_(
        exists().where(
            other.channel_id == Delivery.channel_id,
            other.id != Delivery.id,
            waiting(other),
            other.state.in_(_HELD),
        )
    )
    tended = and_(Channel.tending_until.is_not(None), Channel.tending_until > _NOW)
    return and_(
        or_(Channel.failures < BREAKER_OPENS_AT, alone),
        or_(Channel.kind.not_in(_SOLO), and_(alone, not_(tended))),
    )


def _frozen() -> ColumnElement[bool]:
    return exists().where(
        Freeze.lifted_at.is_(None),
        or_(Freeze.channel_id.is_(None), Freeze.channel_id == Delivery.channel_id),
    )


def _first_is_over() -> ColumnElement[bool]:
    first = aliased(Delivery)
    return or_(
        Delivery.after_id.is_(None),
        exists().where(first.id == Delivery.after_id, first.state.in_(_OVER)),
    )


def _behind_another() -> ColumnElement[bool]:
    """Another act on the same story at the same channel is not settled yet.

    A take-down waits for a send under way. Anything else waits for take-downs too, and for a
    person to say whether an earlier send left something.
    """
    other = aliased(Delivery)
    in_doubt = and_(other.state == DeliveryState.NEEDS_PERSON, other.in_doubt)
    taking_down = and_(other.kind == DeliveryKind.TAKE_DOWN, other.state.in_(OPEN_STATES))
    return exists().where(
        other.story_id == Delivery.story_id,
        other.channel_id == Delivery.channel_id,
        other.id != Delivery.id,
        or_(
            other.state.in_(IN_FLIGHT),
            and_(Delivery.kind != DeliveryKind.TAKE_DOWN, or_(in_doubt, taking_down)),
        ),
    )
