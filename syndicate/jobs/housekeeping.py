"""What is done once a minute for people who wait: reminders of gates that are due."""

from __future__ import annotations

from syndicate.db import database_now
from syndicate.services import reminders
from syndicate.services.kit import Kit


def keep_house(kit: Kit) -> int:
    """Write the reminders whose time has come; how many gates were reminded of."""
    with kit.database.begin() as session:
        return reminders.remind(session, toolbox=kit, now=database_now(session))
