"""The steps from cleared to live: a time, the way out, what came of it, and a correction."""

from __future__ import annotations

from syndicate.i18n import Text, _
from syndicate.models import State
from syndicate.policy import pr, system
from syndicate.process import Branch, Step
from workflows import effects, guards, timing
from workflows.forms import CommentForm, GoForm, ReasonForm, TimeForm
from workflows.spans import BEFORE_OUT, OUT

S = State

CHOSEN_TIME = (guards.chosen_time_is_ahead, timing.has_rested, timing.nothing_unsaid)


def _schedule(label: Text, *source: State, to: State | None, primary: bool = False) -> Step:
    """PR chooses a time: for what is cleared, ahead of its review, or anew."""
    return Step(
        "schedule",
        label,
        frozenset(source),
        to,
        may=pr,
        event="story:schedule:set",
        news=_("A time was chosen."),
        guards=CHOSEN_TIME,
        effects=(effects.set_time, timing.take_note),
        form=TimeForm,
        notes=timing.noted,
        primary=primary,
        tells=("author",),
    )


GOING_OUT = (
    _schedule(_("Schedule"), S.CLEARED, to=S.SCHEDULED),
    _schedule(_("Plan a time"), S.IN_REVIEW, S.SCHEDULED, to=None),
    _schedule(_("Choose a new time"), S.MISSED, to=S.IN_REVIEW, primary=True),
    Step(
        "unschedule",
        _("Take off the schedule"),
        frozenset({S.SCHEDULED}),
        S.CLEARED,
        may=pr,
        event="story:schedule:cleared",
        news=_("It was taken off the schedule."),
        effects=(effects.clear_time,),
        tells=("author",),
    ),
    Step(
        "publish",
        _("Publish now"),
        frozenset({S.CLEARED, S.SCHEDULED, S.MISSED}),
        S.PUBLISHING,
        may=pr,
        event="story:release:published",
        news=_("It was sent on its way."),
        guards=(guards.nothing_blocks,),
        effects=(timing.take_note, effects.clear_time, effects.queue_deliveries),
        form=GoForm,
        primary=True,
        notes=timing.noted,
        tells=("author",),
    ),
    Step(
        "acknowledge",
        _("Go out all the same"),
        frozenset({S.SCHEDULED}) | OUT,
        None,
        may=pr,
        event="story:schedule:acknowledged",
        news=_("It goes out although the day or the hour spoke against it."),
        applies=timing.is_held_up,
        effects=(timing.note_everything,),
        form=ReasonForm,
        notes=timing.everything_noted,
        tells=("pr",),
    ),
    Step(
        "keep_time",
        _("The planned time stands"),
        frozenset({S.CLEARED}),
        S.SCHEDULED,
        may=system,
        event="story:schedule:kept",
        news=_("The planned time stands."),
        guards=(guards.planned_ahead,),
        automatic=True,
        tells=("author",),
    ),
    Step(
        "begin",
        _("The time has come"),
        frozenset({S.SCHEDULED}),
        S.PUBLISHING,
        may=system,
        event="story:release:begun",
        news=_("Its time has come: it is on its way."),
        guards=(guards.time_has_come, guards.nothing_blocks),
        effects=(effects.clear_time, effects.queue_deliveries),
        automatic=True,
        tells=("pr",),
    ),
    Step(
        "miss",
        _("The time has passed"),
        frozenset({S.IN_REVIEW, S.CLEARED, S.SCHEDULED}),
        S.MISSED,
        may=system,
        event="story:schedule:missed",
        news=_("Its time passed before it could go out."),
        guards=(guards.time_has_passed,),
        effects=(effects.clear_time,),
        automatic=True,
        tells=("pr", "author"),
    ),
)

OUTSIDE = (
    Step(
        "finish",
        _("Out on every channel"),
        frozenset({S.PUBLISHING, S.PARTLY_LIVE}),
        S.LIVE,
        may=system,
        event="story:release:live",
        news=_("It is live on every channel."),
        thanks=("author", "nominators"),
        guards=(guards.everything_is_out,),
        effects=(effects.mark_live,),
        automatic=True,
        tells=("author", "people", "nominators", "pr"),
    ),
    Step(
        "finish_in_part",
        _("Out on some channels"),
        frozenset({S.PUBLISHING}),
        S.PARTLY_LIVE,
        may=system,
        event="story:release:partly_live",
        news=_("It is live on some channels; the others need a person."),
        thanks=("author", "nominators"),
        guards=(guards.only_part_is_out,),
        effects=(effects.mark_live,),
        automatic=True,
        tells=("pr",),
    ),
    Step(
        "give_up",
        _("Out nowhere"),
        frozenset({S.PUBLISHING}),
        Branch(guards.is_live, S.LIVE, S.CLEARED),
        may=system,
        event="story:release:given_up",
        news=_("It went out nowhere."),
        guards=(guards.nothing_went_out,),
        automatic=True,
        tells=("pr",),
    ),
    Step(
        "correct",
        _("Correct"),
        frozenset({S.LIVE, S.PARTLY_LIVE}),
        S.DRAFTING,
        may=pr,
        event="story:correction:begun",
        news=_("A correction is being written; the live version stays."),
        effects=(effects.begin_correction,),
        form=CommentForm,
        tells=("author",),
    ),
    Step(
        "drop_correction",
        _("Drop the correction"),
        BEFORE_OUT,
        S.LIVE,
        may=pr,
        event="story:correction:dropped",
        news=_("The correction was dropped; the live version stays."),
        applies=guards.is_live,
        effects=(effects.keep_live_release,),
        tells=("author",),
    ),
    Step(
        "gone",
        _("Gone everywhere"),
        frozenset({S.WITHDRAWING}),
        S.WITHDRAWN,
        may=system,
        event="story:release:gone",
        news=_("Every copy of ours is gone."),
        alerts=True,
        guards=(guards.nothing_is_left,),
        effects=(effects.mark_gone,),
        automatic=True,
        tells=("author", "people", "pr"),
    ),
)
