"""The caller, uploaded images, the audit and the freeze."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field
from sqlalchemy import select

from syndicate.api import answers as out
from syndicate.api import show
from syndicate.api.operation import Call, Operation, Query
from syndicate.api.wire import DIGITS, Id
from syndicate.errors import Forbidden
from syndicate.i18n import _
from syndicate.models import Event, State
from syndicate.policy import Permission, Standing, allows
from syndicate.process import Form
from syndicate.rendering.media import Image
from syndicate.services import channels, media_store

EVENT_LIMIT = 200


class EventQuery(Query):
    """Where to go on in the audit."""

    cursor: Annotated[
        int, Field(ge=0, le=2**53, description="Sequence number of the last event seen."), DIGITS
    ] = 0
    limit: Annotated[int, Field(ge=1, le=EVENT_LIMIT), DIGITS] = 50
    story: Id | None = None


class FreezeInput(Form):
    """Hold everything, or one channel; `lift` ends the hold."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["reason"], "properties": {"reason": {"pattern": r"[!-~]"}}},
                {"required": ["lift"], "properties": {"lift": {"const": True}}},
            ]
        }
    )

    reason: str = Field("", max_length=channels.REASON_MAX, description="Why, unless it is lifted.")
    channel: str | None = Field(None, max_length=60, description="None is every channel.")
    lift: bool = False


def me(call: Call) -> out.MeOut:
    """Who the token speaks for."""
    return show.me(call.user)


def upload_asset(call: Call, image: Image) -> out.AssetOut:
    """The image as it was re-encoded: pixels only. It may also come as a form's part `file`."""
    row = media_store.keep(
        call.session, image, actor=call.actor, store=call.kit.media, now=call.now
    )
    return show.asset(row)


def list_events(call: Call, query: EventQuery) -> out.EventPage:
    """The audit, oldest first, for admins and privacy review."""
    if not allows(Permission.AUDIT_READ, Standing(call.actor, State.NOMINATED)):
        raise Forbidden(_("The audit is for admins and privacy review."))
    wanted = select(Event).where(Event.seq > query.cursor).order_by(Event.seq)
    if query.story:
        wanted = wanted.where(Event.story_id == query.story)
    rows = call.session.scalars(wanted.limit(query.limit + 1)).all()
    shown = rows[: query.limit]
    return out.EventPage(
        items=[show.event(row) for row in shown],
        next_cursor=shown[-1].seq if len(rows) > query.limit else None,
    )


def freeze(call: Call, body: FreezeInput) -> out.Freezes:
    """The freezes that hold afterwards."""
    session = call.session
    channel = channels.find(session, body.channel) if body.channel else None
    if body.lift:
        channels.unfreeze(session, channel=channel, actor=call.actor, now=call.now)
    else:
        channels.freeze(
            session, reason=body.reason, channel=channel, actor=call.actor, now=call.now
        )
    return out.Freezes(items=[show.freeze(session, row) for row in channels.freezes(session)])


OPERATIONS = (
    Operation("GET", "/me", "Who am I", me, out.MeOut),
    Operation(
        "POST", "/assets", "Upload an image", upload_asset, out.AssetOut, status=201, binary=True
    ),
    Operation("GET", "/events", "Read the audit", list_events, out.EventPage, query=EventQuery),
    Operation(
        "POST", "/freeze", "Freeze or unfreeze channels", freeze, out.Freezes, body=FreezeInput
    ),
)
