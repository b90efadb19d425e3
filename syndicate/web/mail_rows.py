"""How the account page shows which mails somebody gets."""

from __future__ import annotations

from typing import Any

from syndicate.i18n import Text
from syndicate.models import Role, User
from syndicate.services import mail_wishes
from syndicate.services.mail_wishes import KINDS, NEVER_MUTED, WAYS
from syndicate.web.request import db

_DESKS = frozenset({Role.PR, Role.PRIVACY, Role.ADMIN})


def shown(reader: User) -> dict[str, Any]:
    """What the account page needs for it: each kind with its way, or why it cannot be muted."""
    ways = mail_wishes.ways_of(db(), reader)
    rows: list[tuple[str, Text, Text, str]] = [
        (kind.value, label, hint, "" if kind in NEVER_MUTED else ways[kind].value)
        for kind, (label, hint) in KINDS.items()
        if _concerns(kind.value, reader)
    ]
    return {
        "mail_rows": rows,
        "mail_ways": [(way.value, label) for way, label in WAYS.items()],
        "digest_time": reader.digest_time,
    }


def _concerns(kind: str, reader: User) -> bool:
    """Desk and channels are for those who have a desk."""
    return kind not in ("desk", "channels") or bool(reader.roles & _DESKS)
