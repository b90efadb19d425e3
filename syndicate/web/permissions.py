"""May this reader do something that concerns no single story? Asked of the one table."""

from __future__ import annotations

from syndicate.errors import Forbidden
from syndicate.i18n import _
from syndicate.models import State
from syndicate.policy import Permission, Standing, allows
from syndicate.web.request import actor


def may(permission: Permission) -> bool:
    """Whether the policy allows it; no story is concerned, so its state does not matter."""
    return allows(permission, Standing(actor(), State.NOMINATED))


def demand(permission: Permission) -> None:
    """Raise `Forbidden` unless `may`."""
    if not may(permission):
        raise Forbidden(_("This page is for other roles. Ask an administrator if you need it."))
