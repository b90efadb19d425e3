"""The steps of those who are asked: yes, no, silence, an end, and taking it back."""

from __future__ import annotations

from syndicate.i18n import _
from syndicate.models import State
from syndicate.policy import author, either, named, pr, system
from syndicate.process import Branch, Step
from syndicate.services.consents import AgreeForm, AnonymiseForm, RefuseForm
from workflows import effects, guards
from workflows.forms import CommentForm, ReasonForm
from workflows.spans import BEFORE_OUT, OUT

S = State

CONSENT = (
    Step(
        "agree",
        _("Agree"),
        frozenset({S.AWAITING_AUTHOR}),
        S.DRAFTING,
        may=author,
        event="story:consent:agreed",
        news=_("Somebody who was asked has agreed."),
        discreet=True,
        effects=(effects.record_yes,),
        form=AgreeForm,
        primary=True,
        tells=("pr",),
    ),
    Step(
        "agree",
        _("Agree"),
        frozenset({S.DRAFTING, S.IN_REVIEW}),
        None,
        may=named,
        event="story:consent:agreed",
        news=_("Somebody who was asked has agreed."),
        discreet=True,
        effects=(effects.record_yes, effects.render_again),
        form=AgreeForm,
        primary=True,
        settled=guards.my_answer_is_in,
        tells=("pr",),
    ),
    Step(
        "refuse",
        _("No, thank you"),
        frozenset({S.AWAITING_AUTHOR}) | BEFORE_OUT,
        Branch(guards.is_live, S.LIVE, S.DECLINED),
        may=named,
        event="story:consent:answered",
        news=_("It will not be told outside."),
        discreet=True,
        effects=(effects.record_no, effects.keep_live_release),
        form=RefuseForm,
        wins=True,
        tells=("pr", "nominators"),
    ),
    Step(
        "lapse",
        _("Nobody answered"),
        frozenset({S.AWAITING_AUTHOR, S.IN_REVIEW}),
        Branch(guards.is_live, S.LIVE, S.DECLINED),
        may=system,
        event="story:consent:lapsed",
        news=_("It will not be told outside."),
        guards=(guards.question_ran_out,),
        effects=(effects.close_questions, effects.keep_live_release),
        automatic=True,
        tells=("pr", "nominators"),
    ),
    Step(
        "expire",
        _("A consent has ended"),
        OUT,
        S.WITHDRAWING,
        may=system,
        event="story:consent:expired",
        news=_("A consent has come to its end, so every copy is being taken down."),
        alerts=True,
        guards=(guards.consent_ran_out,),
        effects=(effects.take_down,),
        automatic=True,
        tells=("pr", "people"),
    ),
    Step(
        "anonymise",
        _("Take my name and picture out"),
        frozenset({S.LIVE, S.PARTLY_LIVE}),
        S.IN_REVIEW,
        may=named,
        event="story:consent:anonymised",
        news=_("Somebody in it stays without name and picture; the new version waits for review."),
        discreet=True,
        effects=(effects.leave_out, effects.freeze_release),
        form=AnonymiseForm,
        wins=True,
        tells=("pr", "privacy"),
    ),
    Step(
        "reopen",
        _("Ask again"),
        frozenset({S.WITHDRAWN}),
        S.AWAITING_AUTHOR,
        may=pr,
        event="story:consent:asked_again",
        news=_("PR takes it up once more and asks the author anew."),
        effects=(effects.begin_anew, effects.ask_author),
        form=ReasonForm,
        tells=("nominators",),
    ),
    Step(
        "withdraw",
        _("Withdraw"),
        BEFORE_OUT | OUT,
        S.WITHDRAWING,
        may=either(named, pr),
        event="story:release:withdrawn",
        news=_("It was withdrawn, and every copy is being taken down."),
        discreet=True,
        alerts=True,
        effects=(effects.record_withdrawal, effects.take_down),
        form=CommentForm,
        danger=True,
        wins=True,
        tells=("pr", "nominators", "people"),
    ),
)
