"""The days on which publishing wants a second thought, and the quiet hours of the site."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Conflict, Forbidden, Invalid, NotFound
from syndicate.i18n import _
from syndicate.models import Role
from syndicate.policy import Permission
from syndicate.services import cautions
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.permissions import may
from syndicate.web.request import actor, db, now, settings, user

_READERS = frozenset({Role.PR, Role.PRIVACY, Role.ADMIN})


def register(pages: Blueprint) -> None:
    """Add the page and its forms to `pages`."""
    post = ["POST"]
    pages.add_url_rule("/admin/cautions", "cautions", overview)
    pages.add_url_rule("/admin/cautions", "add_caution", add, methods=post)
    pages.add_url_rule("/admin/cautions/<day>/remove", "remove_caution", remove, methods=post)


def overview() -> Response:
    """Every caution day, and what else holds a story back."""
    return _page()


def _page(filled: Filled = EMPTY, *, status: int = 200) -> Response:
    if not user().roles & _READERS:
        raise Forbidden(_("This page is for other roles. Ask an administrator if you need it."))
    return page(
        "cautions",
        status=status,
        days=cautions.listed(db()),
        keeps=may(Permission.CAUTION_MANAGE),
        quiet_hours=settings().quiet_hours,
        overnight=settings().overnight_hold,
        site_zone=settings().time_zone,
        filled=filled,
    )


def add() -> Answer:
    """One more day."""
    values = {key: request.form.get(key, "") for key in ("day", "reason")}
    try:
        row = cautions.add(db(), values["day"], values["reason"], actor=actor(), now=now())
    except (Invalid, Conflict) as error:
        return _page(refused(error, values), status=error.status)
    return back_to(url_for("web.cautions"), _("%(day)s is a caution day now.", day=row.day))


def remove(day: str) -> Answer:
    """A day like any other again."""
    try:
        cautions.remove(db(), day, actor=actor(), now=now())
    except (Invalid, NotFound) as error:
        return _page(refused(error, {}), status=error.status)
    return back_to(url_for("web.cautions"), _("%(day)s is a day like any other again.", day=day))
