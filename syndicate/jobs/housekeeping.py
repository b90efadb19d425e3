"""What is done once a minute: reminders of gates that are due, and pictures that must go."""

from __future__ import annotations

import structlog

from syndicate.db import database_now
from syndicate.services import erasure, reminders
from syndicate.services.kit import Kit
from syndicate.storage.errors import StoreError

log = structlog.get_logger(__name__)


def keep_house(kit: Kit) -> int:
    """Write the reminders whose time has come; how many gates were reminded of.

    Pictures of people who were erased leave the store here where nobody stayed to see to it.
    """
    try:
        erasure.remove_pictures(kit)
    except StoreError as error:  # tried again in a minute; the reminders do not wait for it
        log.warning("pictures.remain", problem=error.problem)
    with kit.database.begin() as session:
        return reminders.remind(session, toolbox=kit, now=database_now(session))
