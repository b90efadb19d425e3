"""Stories that wait to go out are read anew after a change of the rules, one after another."""

from __future__ import annotations

import structlog

from syndicate.db import database_now
from syndicate.models import Story
from syndicate.policy import SYSTEM
from syndicate.services import readings, rescans, scans
from syndicate.services.kit import Kit
from syndicate.workflow import look

log = structlog.get_logger(__name__)


def rescan_due(kit: Kit) -> int:
    """Read every waiting story the rules in force have not read; how many there were."""
    with kit.database.reading() as session:
        ids = rescans.outdated(session)
    for story_id in ids:
        try:
            _prepare(kit, story_id)
            with kit.database.begin() as session:
                rescans.again(session, story_id, toolbox=kit, now=database_now(session))
        except Exception:
            log.exception("story.rescan_failed", story=story_id)
    return len(ids)


def _prepare(kit: Kit, story_id: str) -> None:
    """What takes long, the index of the directory and pictures, before any lock is held."""
    readings.prepare(kit.database, kit.media, story_id)
    with kit.database.reading() as session:
        story = session.get_one(Story, story_id)
        now = database_now(session)
        scans.scan_context(look(session, story, actor=SYSTEM, toolbox=kit, now=now))
