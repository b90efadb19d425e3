"""Tell people in time of what a channel needs and what ends by itself."""

from __future__ import annotations

from syndicate.db import database_now
from syndicate.services import endings
from syndicate.services.kit import Kit


def warn_of_endings(kit: Kit) -> int:
    """Write the warnings that were not given yet; how many endings are near."""
    with kit.database.begin() as session:
        return endings.warn(session, kit=kit, now=database_now(session))
