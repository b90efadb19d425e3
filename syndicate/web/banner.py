"""The red banner: deliveries that should have gone out, or nobody there to carry them."""

from __future__ import annotations

from syndicate.models import Role
from syndicate.services.pulse import Alarm, alarm
from syndicate.web.request import db, now, viewer

_WHO_CAN_HELP = frozenset({Role.PR, Role.ADMIN})


def banner() -> Alarm | None:
    """What PR and administrators see on every page; None for everybody else, and on good days."""
    reader = viewer()
    if reader is None or not reader.roles & _WHO_CAN_HELP:
        return None
    return alarm(db(), now())
