"""The banners: what is frozen, deliveries that should be out, nobody there to carry them."""

from __future__ import annotations

from dataclasses import dataclass

from syndicate.models import Channel, Freeze, Role, User
from syndicate.services import channels
from syndicate.services.pulse import Alarm, alarm
from syndicate.web.request import db, now, viewer

_DESKS = frozenset({Role.PR, Role.PRIVACY, Role.ADMIN})
_WHO_CAN_HELP = frozenset({Role.PR, Role.ADMIN})


@dataclass(frozen=True)
class Hold:
    """A freeze as every desk sees it."""

    freeze: Freeze
    channel: Channel | None
    """None is every channel."""
    by: User | None
    """None is the operator's shell."""


def holds() -> list[Hold]:
    """The freezes that hold now, for whoever has a desk; nothing for others."""
    reader = viewer()
    if reader is None or not reader.roles & _DESKS:
        return []
    return [
        Hold(
            freeze,
            db().get(Channel, freeze.channel_id) if freeze.channel_id else None,
            db().get(User, freeze.by_id) if freeze.by_id else None,
        )
        for freeze in channels.freezes(db())
    ]


def banner() -> Alarm | None:
    """What PR and administrators see on every page; None for everybody else, and on good days."""
    reader = viewer()
    if reader is None or not reader.roles & _WHO_CAN_HELP:
        return None
    return alarm(db(), now())
