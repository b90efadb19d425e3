"""One delivery: what was tried, what came of it, and what a person may decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid, NotFound
from syndicate.i18n import Text, _
from syndicate.models import Attempt, Delivery, DeliveryKind, DeliveryState, Reason
from syndicate.policy import Permission
from syndicate.services import decisions, deliveries, stories
from syndicate.services.decisions import Decision
from syndicate.services.orders import payload_of
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.assets import media_url
from syndicate.web.permissions import may
from syndicate.web.request import actor, db, kit, now

ATTEMPTS = 200
LABELS: dict[Decision, Text] = {
    Decision.CONFIRM: _("It is there"),
    Decision.NOT_THERE: _("It is not there"),
    Decision.RETRY: _("Try again"),
    Decision.POST_ANEW: _("Take down and post anew"),
    Decision.GIVE_UP: _("Give up"),
}


def register(pages: Blueprint) -> None:
    """Add the page and its decisions to `pages`."""
    pages.add_url_rule("/deliveries/<delivery_id>", "delivery", delivery)
    pages.add_url_rule(
        "/deliveries/<delivery_id>/<decision>", "decide_delivery", decide, methods=["POST"]
    )


def delivery(delivery_id: str) -> Response:
    """The log of one delivery."""
    return _page(delivery_id)


def _page(delivery_id: str, filled: Filled = EMPTY, *, status: int = 200) -> Response:
    row = _load(delivery_id)
    attempts = db().scalars(
        select(Attempt)
        .where(Attempt.delivery_id == row.id)
        .order_by(Attempt.started_at, Attempt.id)
        .limit(ATTEMPTS)
    )
    offered = decisions.offered(row) if may(Permission.DELIVERY_DECIDE) else frozenset()
    return page(
        "delivery",
        status=status,
        delivery=row,
        attempts=attempts.all(),
        decisions=[(decision, LABELS[decision]) for decision in Decision if decision in offered],
        needs_link=row.receipt is None,
        by_hand=_by_hand(row),
        filled=filled,
    )


@dataclass(frozen=True)
class ByHand:
    """What a person posts, where nobody else can."""

    text: str
    images: list[tuple[str, str]]
    """Address and description of each, in their order."""


def _by_hand(row: Delivery) -> ByHand | None:
    """None where nothing is posted by hand, or must not be any more."""
    plug = kit().registry.plugs.get(row.channel.kind)
    to_copy = plug.to_copy if plug else None
    asked = row.state is DeliveryState.NEEDS_PERSON and row.reason is Reason.BY_HAND
    current = row.release_id == row.story.release_id
    wanted = current and deliveries.is_wanted(row.story, row.channel_id)
    if not (asked and wanted) or row.kind is DeliveryKind.TAKE_DOWN or to_copy is None:
        return None
    payload = payload_of(row.payload)
    images = [(media_url(image.file_name), image.alt) for image in payload.images]
    return ByHand(to_copy(payload), images)


def _load(delivery_id: str) -> Delivery:
    row = db().get(Delivery, delivery_id)
    if row is None:
        raise NotFound(_("There is no such delivery."))
    stories.load(db(), row.story_id, actor(), Permission.STORY_FOLLOW)
    if not (may(Permission.DELIVERY_DECIDE) or may(Permission.AUDIT_READ)):
        raise NotFound(_("There is no such delivery."))
    return row


def decide(delivery_id: str, decision: str) -> Answer:
    """What somebody saw at the channel, or wants done; refused when it has moved on."""
    if decision not in list(Decision):
        raise NotFound(_("There is no such decision."))
    form, chosen = request.form, Decision(decision)
    gen = form.get("gen", "")
    told: dict[str, Any] = (
        {"permalink": form.get("permalink", "")} if chosen is Decision.CONFIRM else {}
    )
    try:
        decisions.DECIDE[chosen](
            db(),
            delivery_id,
            gen=int(gen) if gen.isascii() and gen.isdigit() and len(gen) < 10 else None,
            actor=actor(),
            toolbox=kit(),
            now=now(),
            **told,
        )
    except Invalid as error:
        return _page(delivery_id, refused(error, told), status=error.status)
    address = url_for("web.delivery", delivery_id=delivery_id)
    if form.get("back") == "story":
        row = db().get_one(Delivery, delivery_id)
        address = url_for("web.story", story_id=row.story_id, _anchor="places")
    return back_to(address, _("Noted: %(decision)s.", decision=LABELS[chosen]))
