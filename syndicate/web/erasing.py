"""Erasing a person: what it would mean, the address typed once more, and the proof."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Blocked, Invalid, NotFound, SyndicateError
from syndicate.i18n import _
from syndicate.policy import Permission
from syndicate.services import erasure
from syndicate.services.erasure import Outlook
from syndicate.web.answers import EMPTY, Filled, page, refused
from syndicate.web.permissions import demand
from syndicate.web.request import actor, commit, db, kit, now


def register(pages: Blueprint) -> None:
    """Add the page and its three forms to `pages`."""
    post = ["POST"]
    pages.add_url_rule("/admin/erasure", "erasure", form)
    pages.add_url_rule("/admin/erasure/outlook", "erasure_outlook", outlook, methods=post)
    pages.add_url_rule("/admin/erasure/withdraw", "erasure_withdraw", withdraw, methods=post)
    pages.add_url_rule("/admin/erasure", "erase_person", erase, methods=post)


def form() -> Response:
    """Who is to be erased?"""
    demand(Permission.PERSON_ERASE)
    return _page()


def outlook() -> Answer:
    """What it would mean. Addresses stand in forms only, never in an address bar or a log."""
    demand(Permission.PERSON_ERASE)
    try:
        return _page(view=_outlook())
    except (Invalid, NotFound) as error:
        return _again(error)


def withdraw() -> Answer:
    """Withdraw whatever readers can see of them."""
    demand(Permission.PERSON_ERASE)
    try:
        count = erasure.stand_down(db(), _outlook(), actor=actor(), kit=kit(), now=now())
    except (Invalid, NotFound) as error:
        return _again(error)
    return _page(view=_outlook(), withdrawn=count)


def erase() -> Answer:
    """Erase them, and show the proof: it is shown here and kept nowhere."""
    demand(Permission.PERSON_ERASE)
    try:
        view = _outlook()
        if _typed() != view.subject.email:
            raise Invalid.field("confirm", _("Type the same address once more."))
        report = erasure.erase(db(), view.subject.email, actor=actor(), now=now(), also=_also())
    except (Invalid, NotFound, Blocked) as error:
        return _again(error)
    spellings = view.subject.spellings
    commit()
    return page(
        "erased",
        report=report,
        after=erasure.clean_up(kit(), spellings),
    )


def _again(error: SyndicateError) -> Response:
    """The same page with what was wrong; the outlook again where somebody is known."""
    filled = refused(error, _values())
    view = None
    if not isinstance(error, NotFound) and "email" not in dict(filled.problems):
        view = _outlook_or_none()
    return _page(filled, status=error.status, view=view)


def _outlook_or_none() -> Outlook | None:
    try:
        return _outlook()
    except SyndicateError:
        return None


def _outlook() -> Outlook:
    return erasure.outlook(db(), request.form.get("email", ""), actor=actor(), also=_also())


def _also() -> list[str]:
    return request.form.get("also", "").splitlines()


def _typed() -> str:
    return request.form.get("confirm", "").replace("＠", "@").strip().lower()


def _values() -> dict[str, Any]:
    return {name: request.form.get(name, "") for name in ("email", "also")}


def _page(
    filled: Filled = EMPTY,
    *,
    status: int = 200,
    view: Outlook | None = None,
    withdrawn: int | None = None,
) -> Response:
    return page(
        "erasure",
        status=status,
        filled=filled,
        view=view,
        also=request.form.get("also", ""),
        withdrawn=withdrawn,
    )
