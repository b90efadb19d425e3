"""What happens next to a story, in one sentence, for whoever follows it. It names nobody."""

from __future__ import annotations

from syndicate.gates import gate_row
from syndicate.i18n import Text, _
from syndicate.models import GateState, State
from syndicate.process import Situation

NEXT: dict[State, Text] = {
    State.NOMINATED: _("The PR desk looks at it next."),
    State.AWAITING_AUTHOR: _("The author is asked. Nothing happens without a yes."),
    State.DRAFTING: _("The PR desk writes the public version next."),
    State.IN_REVIEW: _("The people in it are asked, and the reviewers read it."),
    State.CLEARED: _("The PR desk chooses when it goes out."),
    State.SCHEDULED: _("It goes out at the planned time."),
    State.PUBLISHING: _("It is on its way to the channels."),
    State.LIVE: _("Readers can see it; there is nothing left to do."),
    State.PARTLY_LIVE: _("Readers can see it in some places; the PR desk looks after the others."),
    State.MISSED: _("Its time passed, so the PR desk chooses a new one."),
    State.WITHDRAWING: _("Every copy is being taken down."),
    State.WITHDRAWN: _("No copy of ours is to be seen any more."),
    State.DECLINED: _("It stays inside; the post itself is where it was."),
    State.MERGED: _("It goes on in another story about the same."),
}
SOMEBODY = _("somebody who was asked")


def waits_for(situation: Situation) -> list[Text]:
    """On whom the story waits: a desk or a role, or “somebody who was asked”; never a name."""
    story = situation.story
    if story.state in _DESK:
        return [_DESK[story.state]]
    if story.state is not State.IN_REVIEW:
        return []
    found: list[Text] = []
    for rule in situation.process.gates:
        row = gate_row(situation, rule.name)
        is_open = row is not None and row.state is GateState.OPEN
        if rule.is_decided:
            waits = [rule.label] if is_open else []
        else:
            waits = [SOMEBODY] if any(True for _block in rule.blocks(situation)) else []
        found.extend(who for who in waits if who not in found)
    return found


_DESK: dict[State, Text] = {
    State.NOMINATED: _("the PR desk"),
    State.AWAITING_AUTHOR: SOMEBODY,
    State.DRAFTING: _("the PR desk"),
    State.CLEARED: _("the PR desk"),
    State.MISSED: _("the PR desk"),
    State.PARTLY_LIVE: _("the PR desk"),
}
