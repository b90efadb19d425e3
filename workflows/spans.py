"""States that belong together on a story's way."""

from __future__ import annotations

from syndicate.models import State

#: It may be written, reviewed and planned, and nothing of this version stands outside.
BEFORE_OUT = frozenset(
    {State.DRAFTING, State.IN_REVIEW, State.CLEARED, State.SCHEDULED, State.MISSED}
)
#: It is being sent, or stands outside.
OUT = frozenset({State.PUBLISHING, State.LIVE, State.PARTLY_LIVE})
