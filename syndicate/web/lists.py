"""Stories in lists: all one may know of, and the queues of the desks."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from syndicate.errors import Forbidden
from syndicate.i18n import Text, _
from syndicate.models import Duty, Role, State, Story
from syndicate.policy import Lent
from syndicate.services import gate_queue, queues, stories
from syndicate.services.gate_queue import Whose
from syndicate.web import gate_cards
from syndicate.web.answers import page
from syndicate.web.gate_cards import GateCard
from syndicate.web.request import actor, db, now, user

Entry = tuple[Story, GateCard | None]
Shelf = tuple[str, Text, Sequence[Entry]]
Q_MAX = 200
CURSOR_LENGTH = 26


def register(pages: Blueprint) -> None:
    """Add the lists to `pages`."""
    pages.add_url_rule("/stories", "stories", list_stories)
    pages.add_url_rule("/reviews/pr", "pr_desk", pr_desk)
    pages.add_url_rule("/reviews/privacy", "privacy_desk", privacy_desk)
    pages.add_url_rule("/reviews/routes", "route_desk", route_desk)


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
    shelves: list[Shelf] = [
        ("triage", _("To look at first"), _in(State.NOMINATED)),
        ("approve", _("To approve"), _at("pr")),
        ("publish", _("Ready to go out"), _in(State.CLEARED, State.MISSED)),
        ("draft", _("Being drafted"), _in(State.DRAFTING)),
        ("author", _("Waiting for the author"), _in(State.AWAITING_AUTHOR)),
    ]
    if _whose() is not Whose.ALL:
        shelves = shelves[1:2]
    return _desk(_("PR desk"), shelves, _PR_EMPTY, Duty.PR)


def privacy_desk() -> Response:
    """What waits for privacy review, the soonest due first."""
    _demand(Role.PRIVACY)
    shelves: list[Shelf] = [("clear", _("To review"), _at("privacy"))]
    return _desk(_("Privacy review"), shelves, _PRIVACY_EMPTY, Duty.PRIVACY)


def route_desk() -> Response:
    """What waits for the reader's seat on a route, or for one that is lent to them."""
    found = gate_queue.at_seats(db(), actor(), now=now())
    shelves: list[Shelf] = [("seats", _("To decide"), _entries(found))]
    return _desk(_("Approvals"), shelves, _ROUTE_EMPTY, Duty.ROUTE, whose=None)


_PR_EMPTY = _("All clear. New nominations appear here as soon as somebody makes one.")
_PRIVACY_EMPTY = _("All clear. Stories appear here when PR submits them for review.")
_ROUTE_EMPTY = _("Nothing waits for your decision. You get a mail when a story comes to you.")
_NONE_OF_THESE = _("There is none of these. Choose “All” to see the whole desk.")
_WHOSE = (
    (Whose.ALL, _("All")),
    (Whose.MINE, _("Taken by me")),
    (Whose.NOBODYS, _("Taken by nobody")),
    (Whose.OVERDUE, _("Overdue")),
)


def _whose() -> Whose:
    asked = request.args.get("whose", "")
    return Whose(asked) if asked in list(Whose) else Whose.ALL


def _desk(
    title: Text,
    shelves: Sequence[Shelf],
    empty: Text,
    duty: Duty,
    *,
    whose: Whose | None = Whose.ALL,
) -> Response:
    chosen = _whose() if whose else None
    return page(
        "desk",
        title=title,
        shelves=shelves,
        next_step=_NONE_OF_THESE if chosen not in (None, Whose.ALL) else empty,
        acting=_lent(duty),
        whose=chosen,
        whose_names=_WHOSE,
    )


def _lent(duty: Duty) -> list[Lent]:
    """By which lent rights the reader is at this desk; what is their own needs no word."""
    if duty is not Duty.ROUTE and Role(duty.value) in user().roles:
        return []
    return [lent for lent in actor().lent if lent.duty is duty]


def _in(*states: State) -> list[Entry]:
    return [(story, None) for story in queues.in_states(db(), *states)]


def _at(gate: str) -> list[Entry]:
    return _entries(gate_queue.at_gate(db(), gate, actor(), whose=_whose(), now=now()))


def _entries(waiting: Sequence[gate_queue.Waiting]) -> list[Entry]:
    return [(card.story, card) for card in gate_cards.of_queue(waiting)]


def _demand(role: Role) -> None:
    if role not in actor().roles:
        raise Forbidden(_("This page is for other roles. Ask an administrator if you need it."))
