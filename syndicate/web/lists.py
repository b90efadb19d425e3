"""Stories in lists: all one may know of, and the queues of the two desks."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from syndicate.errors import Forbidden
from syndicate.i18n import Text, _
from syndicate.models import Role, State, Story
from syndicate.services import queues, stories
from syndicate.web.answers import page
from syndicate.web.request import actor, db, user

Q_MAX = 200
CURSOR_LENGTH = 26


def register(pages: Blueprint) -> None:
    """Add the lists to `pages`."""
    pages.add_url_rule("/stories", "stories", list_stories)
    pages.add_url_rule("/reviews/pr", "pr_desk", pr_desk)
    pages.add_url_rule("/reviews/privacy", "privacy_desk", privacy_desk)


def list_stories() -> Response:
    """Newest first; every filter stands in the address."""
    args = request.args
    state = args.get("state", "")
    cursor = args.get("cursor", "")
    found = stories.search(
        db(),
        actor(),
        state=State(state) if state in list(State) else None,
        mine="mine" in args,
        q=args.get("q", "")[:Q_MAX],
        cursor=cursor if len(cursor) == CURSOR_LENGTH else None,
    )
    return page(
        "stories",
        found=found,
        states=list(State),
        state=state,
        mine="mine" in args,
        q=args.get("q", "")[:Q_MAX],
    )


def pr_desk() -> Response:
    """What the PR desk has before it, by what is to be done."""
    _demand(Role.PR)
    shelves: list[tuple[str, Text, Sequence[Story]]] = [
        ("triage", _("To look at first"), queues.in_states(db(), State.NOMINATED)),
        ("approve", _("To approve"), queues.before_gate(db(), "pr")),
        (
            "publish",
            _("Ready to go out"),
            queues.in_states(db(), State.CLEARED, State.MISSED),
        ),
        ("draft", _("Being drafted"), queues.in_states(db(), State.DRAFTING)),
        ("author", _("Waiting for the author"), queues.in_states(db(), State.AWAITING_AUTHOR)),
    ]
    return page("desk", title=_("PR desk"), shelves=shelves, next_step=_PR_EMPTY)


def privacy_desk() -> Response:
    """What waits for privacy review, the longest waiting first."""
    _demand(Role.PRIVACY)
    shelves = [("clear", _("To review"), queues.before_gate(db(), "privacy"))]
    return page("desk", title=_("Privacy review"), shelves=shelves, next_step=_PRIVACY_EMPTY)


_PR_EMPTY = _("All clear. New nominations appear here as soon as somebody makes one.")
_PRIVACY_EMPTY = _("All clear. Stories appear here when PR submits them for review.")


def _demand(role: Role) -> None:
    if role not in user().roles:
        raise Forbidden(_("This page is for other roles. Ask an administrator if you need it."))
