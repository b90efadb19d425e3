"""Somebody leaves the company: first what their consents say, then doing it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid, NotFound, SyndicateError
from syndicate.i18n import Text, _
from syndicate.models import OnLeaving
from syndicate.policy import Permission
from syndicate.services import leaver_list, leavers
from syndicate.services.leavers import Leaver, Outcome
from syndicate.web.answers import EMPTY, Filled, page, refused
from syndicate.web.permissions import demand, may
from syndicate.web.request import actor, db, kit, now
from syndicate.web.words import ON_LEAVING

OUTCOMES: dict[Outcome, tuple[Text, str, str]] = {
    Outcome.WITHDRAWN: (_("Taken down"), "undo", "warn"),
    Outcome.REFUSED: (_("Not told"), "minus", "quiet"),
    Outcome.ANONYMISED: (_("A version without them is reviewed"), "pencil", "info"),
    Outcome.KEPT: (_("Stays as it is"), "check", "good"),
}
"""Word, icon and tone."""
WISHES: dict[OnLeaving | None, Text] = {
    **{wish: ON_LEAVING[wish] for wish in OnLeaving},
    None: _("No yes on file: it may not stay"),
}


def register(pages: Blueprint) -> None:
    """Add the page and its two forms to `pages`."""
    pages.add_url_rule("/admin/leavers", "leavers", form)
    pages.add_url_rule("/admin/leavers/plan", "plan_leavers", plan, methods=["POST"])
    pages.add_url_rule("/admin/leavers", "sweep_leavers", sweep, methods=["POST"])


def form() -> Response:
    """Who leaves?"""
    demand(Permission.LEAVER_SWEEP)
    return _page()


def plan() -> Answer:
    """What would become of each story; nothing is done."""
    demand(Permission.LEAVER_SWEEP)
    try:
        found = [leavers.plan(db(), email, actor=actor()) for email in _addresses()]
    except (Invalid, NotFound) as error:
        return _again(error)
    return _page(planned=found)


def sweep() -> Answer:
    """Do it, for everybody on the list or for nobody."""
    demand(Permission.LEAVER_SWEEP)
    try:
        done = [
            leavers.sweep(db(), email, actor=actor(), kit=kit(), now=now())
            for email in _addresses()
        ]
    except (Invalid, NotFound) as error:
        return _again(error)
    return _page(done=done)


def _again(error: SyndicateError) -> Response:
    filled = refused(error, {"emails": request.form.get("emails", "")})
    return _page(filled, status=error.status)


def _page(
    filled: Filled = EMPTY,
    *,
    status: int = 200,
    planned: Sequence[Leaver] = (),
    done: Sequence[Leaver] = (),
) -> Response:
    return page(
        "leavers",
        status=status,
        filled=filled,
        planned=planned,
        done=done,
        outcomes=OUTCOMES,
        wishes=WISHES,
        may_erase=may(Permission.PERSON_ERASE),
    )


def _addresses() -> list[str]:
    """The list that was sent, else what was typed: an address a line."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return leaver_list.read(upload.read(leaver_list.MAX_BYTES + 1))
    typed = request.form.get("emails", "")
    lines = [line for line in typed.replace(",", "\n").splitlines() if line.strip()]
    if not lines:
        raise Invalid.field("emails", _("Type an address, or choose a list."))
    return leaver_list.checked(enumerate(lines, start=1), field="emails")
