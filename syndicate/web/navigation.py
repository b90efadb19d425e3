"""What stands in the header: where this reader can go, and what waits there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from syndicate.i18n import Text, _
from syndicate.models import Role
from syndicate.services import queues
from syndicate.web.request import db, viewer


@dataclass(frozen=True)
class Item:
    """One place in the header."""

    label: Text
    endpoint: str
    count: int = 0


_DESKS = frozenset({Role.PR, Role.PRIVACY, Role.ADMIN})
_REVIEWERS = frozenset({Role.PR, Role.PRIVACY})
_PLACES: tuple[tuple[Text, str, frozenset[Role] | None], ...] = (
    (_("Nominate"), "web.nominate", None),
    (_("Stories"), "web.stories", None),
    (_("PR desk"), "web.pr_desk", frozenset({Role.PR})),
    (_("Privacy review"), "web.privacy_desk", frozenset({Role.PRIVACY})),
    (_("Calendar"), "web.calendar", _REVIEWERS),
    (_("Published"), "web.published", None),
    (_("Channels"), "web.channels", _DESKS),
    (_("People"), "web.users", frozenset({Role.ADMIN})),
    (_("Leavers"), "web.leavers", frozenset({Role.ADMIN, Role.PRIVACY})),
    (_("Erasure"), "web.erasure", frozenset({Role.PRIVACY})),
    (_("Audit"), "web.audit", frozenset({Role.ADMIN, Role.PRIVACY})),
)
_QUEUES = {"web.pr_desk": Role.PR, "web.privacy_desk": Role.PRIVACY}


def navigation() -> list[Item]:
    """The places for this reader's roles, in the order of the day's work."""
    reader = viewer()
    roles = reader.roles if reader else frozenset()
    return [
        Item(label, endpoint, _waiting(endpoint))
        for label, endpoint, wanted in _PLACES
        if (wanted is None or wanted & roles) and endpoint in current_app.view_functions
    ]


def _waiting(endpoint: str) -> int:
    return queues.waiting(db(), _QUEUES[endpoint]) if endpoint in _QUEUES else 0
