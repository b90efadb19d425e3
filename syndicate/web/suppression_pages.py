"""What the whole company lets be as a false alarm: listed, and ended before its day."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as Answer

from syndicate.i18n import Text, _
from syndicate.policy import Permission
from syndicate.services import consents, let_be
from syndicate.web.answers import back_to, page
from syndicate.web.finding_words import KINDS
from syndicate.web.permissions import demand
from syndicate.web.request import actor, db, kit, now


def register(pages: Blueprint) -> None:
    """Add the page and its form to `pages`."""
    pages.add_url_rule("/admin/suppressions", "suppressions", overview)
    pages.add_url_rule(
        "/admin/suppressions/<suppression_id>/end", "end_suppression", end, methods=["POST"]
    )


def overview() -> Response:
    """What holds, and what has ended."""
    demand(Permission.RULES_MANAGE)
    today = consents.today_in(kit().settings.time_zone, now())
    found = let_be.listed(db(), today)
    return page(
        "suppressions",
        holding=[one for one in found if one.holds],
        ended=[one for one in found if not one.holds],
        kind_names=KINDS,
        most=let_be.MOST,
    )


def end(suppression_id: str) -> Answer:
    """Ask about these words again from now on."""
    demand(Permission.RULES_MANAGE)
    reopened = let_be.end(db(), suppression_id, actor=actor(), toolbox=kit(), now=now())
    return back_to(url_for("web.suppressions"), _said(reopened))


def _said(reopened: int) -> Text:
    if not reopened:
        return _("Ended. These words are asked about again.")
    return _("Ended. Stories whose privacy gate is open again: %(count)s.", count=reopened)
