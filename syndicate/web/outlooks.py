"""How a story stands for whoever follows it: what comes next, on whom it waits, thanks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from syndicate.i18n import Text
from syndicate.models import State
from syndicate.process import Situation
from syndicate.services import outlook, post_metrics

_OUT = frozenset({State.LIVE, State.PARTLY_LIVE})


@dataclass(frozen=True)
class Outlook:
    """What a follower wants to know."""

    next: Text
    waits: Sequence[Text]
    """Desks, roles or “somebody who was asked”; never a name."""
    thanked: bool
    """Whether readers can see it and this reader had a part in it."""
    seen: int
    """How often it was seen, in all places together."""


def outlook_of(situation: Situation) -> Outlook:
    """For the reader who looks at it now."""
    story, standing = situation.story, situation.standing
    is_out = story.state in _OUT
    return Outlook(
        next=outlook.NEXT[story.state],
        waits=outlook.waits_for(situation),
        thanked=is_out and (standing.is_nominator or standing.is_author),
        seen=post_metrics.seen(situation.session, story) if is_out else 0,
    )
