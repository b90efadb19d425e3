"""The places stories go to: how each fares, the freeze, and what needs a person."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Forbidden, Invalid
from syndicate.i18n import _
from syndicate.models import Channel
from syndicate.policy import Permission
from syndicate.services import channel_status, channels, queues
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.permissions import may
from syndicate.web.request import actor, db, kit, now


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
    return page(
        "channels",
        status=status,
        places=channel_status.all_statuses(db(), kit=kit(), now=now()),
        frozen=channels.frozen(db(), None),
        manages=manages,
        freezes=may(Permission.FREEZE),
        decides=decides,
        stuck=queues.stuck_deliveries(db()) if decides else [],
        overdue=queues.overdue(db(), now()) if decides else [],
        filled=filled,
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
