"""What stands in the header: where this reader can go, and what waits there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from syndicate.i18n import Text, _
from syndicate.models import Role, User
from syndicate.policy import Actor
from syndicate.services import gate_queue, queues
from syndicate.web.request import actor, db, viewer


@dataclass(frozen=True)
class Item:
    """One place in the header."""

    label: Text
    endpoint: str
    count: int = 0
    acting_for: tuple[User, ...] = ()
    """In whose place only the reader comes here."""


_DESKS = frozenset({Role.PR, Role.PRIVACY, Role.ADMIN})
_REVIEWERS = frozenset({Role.PR, Role.PRIVACY})
_PLACES: tuple[tuple[Text, str, frozenset[Role] | None], ...] = (
    (_("Nominate"), "web.nominate", None),
    (_("Stories"), "web.stories", None),
    (_("PR desk"), "web.pr_desk", frozenset({Role.PR})),
    (_("Privacy review"), "web.privacy_desk", frozenset({Role.PRIVACY})),
    (_("Approvals"), "web.route_desk", None),
    (_("Calendar"), "web.calendar", _REVIEWERS),
    (_("Published"), "web.published", None),
    (_("Channels"), "web.channels", _DESKS),
    (_("People"), "web.users", frozenset({Role.ADMIN})),
    (_("Scan rules"), "web.scan_rules", frozenset({Role.ADMIN, Role.PRIVACY})),
    (_("Leavers"), "web.leavers", frozenset({Role.ADMIN, Role.PRIVACY})),
    (_("Routes"), "web.routes", frozenset({Role.ADMIN})),
    (_("Audit"), "web.audit", frozenset({Role.ADMIN, Role.PRIVACY})),
)
_SEATS = "web.route_desk"
_QUEUES = {"web.pr_desk": Role.PR, "web.privacy_desk": Role.PRIVACY}


def navigation() -> list[Item]:
    """The places for this reader's roles, in the order of the day's work."""
    reader = viewer()
    if reader is None:
        return []
    acting = actor()
    return [
        Item(label, endpoint, _waiting(endpoint, acting), _lenders(wanted, reader, acting))
        for label, endpoint, wanted in _PLACES
        if (wanted is None or wanted & acting.roles)
        and endpoint in current_app.view_functions
        and (endpoint != _SEATS or gate_queue.is_asked_by_name(db(), acting))
    ]


def _waiting(endpoint: str, acting: Actor) -> int:
    if endpoint == _SEATS:
        return gate_queue.count_at_seats(db(), acting)
    return queues.waiting(db(), _QUEUES[endpoint]) if endpoint in _QUEUES else 0


def _lenders(wanted: frozenset[Role] | None, reader: User, acting: Actor) -> tuple[User, ...]:
    """Whose role opens this place to the reader; empty where their own does."""
    if wanted is None or wanted & reader.roles:
        return ()
    return tuple(lent.principal for lent in acting.lent if lent.role in wanted)
