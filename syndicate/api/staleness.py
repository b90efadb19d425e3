"""A decision about something older is answered with what has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from syndicate.api.operation import Call
from syndicate.errors import Stale
from syndicate.models import Story
from syndicate.policy import Permission, allows
from syndicate.services import comparing
from syndicate.workflow import Seen, look


@contextmanager
def told_what_changed(call: Call, story_id: str, seen: Seen) -> Iterator[None]:
    """Add `diff` to the refusal of a stale decision, for callers who may read the story."""
    try:
        yield
    except Stale as error:
        story = call.session.get_one(Story, story_id)
        situation = look(call.session, story, actor=call.actor, toolbox=call.kit, now=call.now)
        if allows(Permission.STORY_READ, situation.standing):
            changes = comparing.changes(situation, seen)
            error.details["diff"] = [_shown(change) for change in changes]
        raise


def _shown(change: comparing.Change) -> dict[str, object]:
    pieces = [{"kind": piece.kind.value, "text": piece.text} for piece in change.pieces]
    return {"part": change.part, "pieces": pieces}
