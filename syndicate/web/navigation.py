"""What stands in the header: where this reader can go, and what waits there."""

from __future__ import annotations

from dataclasses import dataclass

from syndicate.i18n import Text, _
from syndicate.models import Role
from syndicate.web.request import viewer


@dataclass(frozen=True)
class Item:
    """One place in the header."""

    label: Text
    endpoint: str
    count: int = 0


def navigation() -> list[Item]:
    """The places for this reader's roles, in the order of the day's work."""
    reader = viewer()
    roles = reader.roles if reader and reader.active else frozenset()
    return [item for item, wanted in _ALL if wanted is None or wanted & roles]


_DESK = frozenset({Role.PR, Role.PRIVACY, Role.ADMIN})
_ALL: list[tuple[Item, frozenset[Role] | None]] = [
    (Item(_("Account"), "web.account"), None),
]
