"""The places stories go to: how each fares, the freeze, and what needs a person."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Forbidden, Invalid
from syndicate.i18n import _
from syndicate.models import Channel, ChannelCredential, Freeze
from syndicate.policy import Permission
from syndicate.services import channels, queues
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.permissions import may
from syndicate.web.request import actor, db, kit, now


@dataclass(frozen=True)
class Place:
    """One channel as the page shows it."""

    channel: Channel
    credential: ChannelCredential | None
    connects: bool
    freeze: Freeze | None
    """Of this channel alone."""


def register(pages: Blueprint) -> None:
    """Add the page and its forms to `pages`."""
    post = ["POST"]
    pages.add_url_rule("/channels", "channels", overview)
    pages.add_url_rule("/channels/freeze", "freeze_all", freeze_all, methods=post)
    pages.add_url_rule("/channels/unfreeze", "unfreeze_all", unfreeze_all, methods=post)
    pages.add_url_rule("/channels/<name>/freeze", "freeze", freeze, methods=post)
    pages.add_url_rule("/channels/<name>/unfreeze", "unfreeze", unfreeze, methods=post)


def overview() -> Response:
    """Every channel, and every delivery whose outcome a person must decide."""
    return _page()


def _page(filled: Filled = EMPTY, *, status: int = 200) -> Response:
    manages, decides = may(Permission.CHANNEL_MANAGE), may(Permission.DELIVERY_DECIDE)
    if not (manages or decides or may(Permission.FREEZE)):
        raise Forbidden(_("This page is for other roles. Ask an administrator if you need it."))
    standing = {freeze.channel_id: freeze for freeze in channels.freezes(db())}
    return page(
        "channels",
        status=status,
        places=[_place(channel, standing) for channel in channels.all_channels(db())],
        frozen=standing.get(None),
        manages=manages,
        freezes=may(Permission.FREEZE),
        decides=decides,
        stuck=queues.stuck_deliveries(db()) if decides else [],
        filled=filled,
    )


def _place(channel: Channel, standing: dict[str | None, Freeze]) -> Place:
    credential = db().scalars(
        select(ChannelCredential).where(ChannelCredential.channel_id == channel.id)
    )
    plug = kit().registry.plugs.get(channel.kind)
    return Place(
        channel=channel,
        credential=credential.one_or_none(),
        connects=plug is not None and plug.connect is not None,
        freeze=standing.get(channel.id),
    )


def freeze_all() -> Answer:
    """Nothing starts anywhere from this commit on."""
    return _freeze(None)


def freeze(name: str) -> Answer:
    """Nothing starts at this channel from this commit on."""
    return _freeze(channels.find(db(), name))


def _freeze(channel: Channel | None) -> Answer:
    reason = request.form.get("reason", "")
    prefix = f"{channel.name}-" if channel else ""
    try:
        channels.freeze(db(), reason=reason, channel=channel, actor=actor(), now=now())
    except Invalid as error:
        return _page(refused(error, {"reason": reason}, prefix=prefix), status=error.status)
    return back_to(url_for("web.channels"), _("Frozen. Nothing starts until it is lifted."), "warn")


def unfreeze_all() -> Answer:
    """Let the channels go on; what is over its time waits for a person."""
    return _unfreeze(None)


def unfreeze(name: str) -> Answer:
    """The same for one channel."""
    return _unfreeze(channels.find(db(), name))


def _unfreeze(channel: Channel | None) -> Answer:
    channels.unfreeze(db(), channel=channel, actor=actor(), now=now())
    return back_to(
        url_for("web.channels"), _("Lifted. What is over its time waits for a person's decision.")
    )
