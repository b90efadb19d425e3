"""A withdrawal, timed: from the click to the last copy read back as gone."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from syndicate.dev.demo.api_client import Caller
from syndicate.models import ReceiptRow
from syndicate.services.kit import Kit

PATIENCE_SECONDS = 90
LOOK_EVERY_SECONDS = 0.02


@dataclass(frozen=True)
class Gone:
    """One place, and after how long a read-back found it gone."""

    channel: str
    seconds: float | None
    """None where it was still there when patience ended."""


def withdraw(caller: Caller, story: dict[str, Any], kit: Kit) -> list[Gone]:
    """Press the button, then look at every copy until all are proved gone."""
    begun = time.monotonic()
    caller.step(story, "withdraw")
    gone: dict[str, float] = {}
    places = _places(kit, story["id"])
    while len(gone) < len(places) and time.monotonic() - begun < PATIENCE_SECONDS:
        for title, is_gone in _places(kit, story["id"]):
            if is_gone:
                gone.setdefault(title, time.monotonic() - begun)
        time.sleep(LOOK_EVERY_SECONDS)
    return [Gone(title, gone.get(title)) for title, _is_gone in places]


def _places(kit: Kit, story_id: str) -> list[tuple[str, bool]]:
    with kit.database.reading() as session:
        rows = session.scalars(
            select(ReceiptRow).where(ReceiptRow.story_id == story_id).order_by(ReceiptRow.id)
        )
        return [(row.channel.title, row.gone_at is not None) for row in rows]
