"""What is done once a minute: reminders of gates that are due, and pictures that must go."""

from __future__ import annotations

from syndicate.db import database_now
from syndicate.services import erasure, reminders
from syndicate.services.kit import Kit


def keep_house(kit: Kit) -> int:
    """Write the reminders whose time has come; how many gates were reminded of.

    Pictures of people who were erased leave the store here where nobody stayed to see to it.
    """
    erasure.remove_pictures(kit)
    with kit.database.begin() as session:
        return reminders.remind(session, toolbox=kit, now=database_now(session))
