"""When a story may go out: cautions that somebody takes note of, the night after the clearing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from syndicate.i18n import _
from syndicate.models import Delivery, DeliveryKind, State
from syndicate.models.delivery import OPEN_STATES
from syndicate.process import Block, Situation
from syndicate.services import cautions
from workflows.forms import TimeForm
from workflows.spans import OUT

S = State
ABOUT_TO_GO = frozenset({S.CLEARED, S.SCHEDULED, S.MISSED})
PR_DESK = _("the PR desk")
THE_NIGHT = _("the next working day")


def nothing_unsaid(situation: Situation) -> Iterable[Block]:
    """No caution stands at its time that nobody has taken note of."""
    if getattr(situation.form, "acknowledge", False):
        return
    for caution in _unsaid(situation):
        code = "quiet" if caution.key == cautions.QUIET else "day"
        yield Block(f"caution:{code}", caution.text, PR_DESK, "schedule")


def has_rested(situation: Situation) -> Iterable[Block]:
    """Under the overnight rule, a working day has begun since a new story was cleared."""
    story, release = situation.story, situation.story.release
    if release is None or story.live_release_id or story.state not in ABOUT_TO_GO:
        return
    settings = situation.toolbox.settings
    rested = cautions.rested_at(release, settings)
    if rested is not None and _moment(situation) < rested:
        shown = f"{rested.astimezone(ZoneInfo(settings.time_zone)):%Y-%m-%d %H:%M}"
        yield Block(
            "rest:night",
            _(
                "By the overnight rule this goes out from %(time)s (%(zone)s) on, after one more"
                " look.",
                time=shown,
                zone=settings.time_zone,
            ),
            THE_NIGHT,
            "schedule",
        )


def is_held_up(situation: Situation) -> bool:
    """Whether something planned or on its way waits for somebody to take note of a caution."""
    on_the_way = situation.story.state in OUT
    if on_the_way and not _something_waits(situation):
        return False
    return bool(_unsaid(situation))


def take_note(situation: Situation) -> None:
    """Keep which cautions were acknowledged for this time, and only for this one."""
    situation.story.acknowledged = _noted(situation)


def noted(situation: Situation) -> dict[str, Any]:
    """For the event of a step that asks for it."""
    keys = _noted(situation)
    return {"acknowledged": keys} if keys else {}


def note_everything(situation: Situation) -> None:
    """Whoever takes this step knows what speaks against the moment."""
    known = set(situation.story.acknowledged) | set(_everything(situation))
    situation.story.acknowledged = sorted(known)


def everything_noted(situation: Situation) -> dict[str, Any]:
    """For the event of a step that goes out whatever the day."""
    keys = _everything(situation)
    return {"acknowledged": keys} if keys else {}


def mark_cleared(situation: Situation) -> None:
    """From the first moment at which all gates hold for this release, the night is counted."""
    release = situation.story.release
    if release is not None:
        release.cleared_at = release.cleared_at or situation.now


def _noted(situation: Situation) -> list[str]:
    said = getattr(situation.form, "acknowledge", False)
    return _everything(situation) if said else []


def _everything(situation: Situation) -> list[str]:
    settings = situation.toolbox.settings
    return [c.key for c in cautions.at(situation.session, _moment(situation), settings)]


def _unsaid(situation: Situation) -> list[cautions.Caution]:
    story, form = situation.story, situation.form
    settings, session = situation.toolbox.settings, situation.session
    if isinstance(form, TimeForm):
        return cautions.at(session, form.moment, settings)
    planned = story.scheduled_at is not None and story.state is not S.DRAFTING
    if not planned and story.state not in ABOUT_TO_GO | OUT:
        return []
    if story.state in (S.LIVE, S.PARTLY_LIVE) and not _something_waits(situation):
        return []
    return cautions.left(session, story, _moment(situation), settings)


def _moment(situation: Situation) -> datetime:
    """When it would go out: at the time asked for, at the planned one, else now."""
    form, planned = situation.form, situation.story.scheduled_at
    if isinstance(form, TimeForm):
        return form.moment
    if planned is None or situation.story.state in (S.CLEARED, S.MISSED):
        return situation.now
    return max(planned, situation.now)


def _something_waits(situation: Situation) -> bool:
    open_ones = select(Delivery.id).where(
        Delivery.story_id == situation.story.id,
        Delivery.kind != DeliveryKind.TAKE_DOWN,
        Delivery.state.in_(OPEN_STATES),
    )
    return situation.session.scalars(open_ones.limit(1)).first() is not None
