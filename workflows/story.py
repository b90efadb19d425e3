"""How a story travels from a nomination to the public, and back."""

from __future__ import annotations

from syndicate.gates import decided
from syndicate.i18n import _
from syndicate.models import Role, State
from syndicate.policy import author, either, nominator, pr, privacy, system
from syndicate.process import GateRule, Process, Step
from syndicate.services.redactions import RedactForm, noted
from workflows import asking, effects, emergency, guards, scanned, timing
from workflows.consent import CONSENT
from workflows.forms import ClearForm, CommentForm, MergeForm, ReasonForm
from workflows.outside import GOING_OUT, OUTSIDE
from workflows.spans import BEFORE_OUT

S = State

GATES = (
    GateRule("author", _("Author"), guards.author_gate),
    GateRule("people", _("People in the story"), guards.people_gate),
    GateRule(
        "pr",
        _("PR"),
        decided("pr", _("PR has not approved this version."), guards.PR_DESK),
        Role.PR,
    ),
    GateRule(
        "privacy",
        _("Privacy"),
        decided(
            "privacy", _("Privacy review has not cleared this version."), guards.PRIVACY_REVIEW
        ),
        Role.PRIVACY,
    ),
)

TRIAGE = (
    Step(
        "accept",
        _("Accept and ask the author"),
        frozenset({S.NOMINATED}),
        S.AWAITING_AUTHOR,
        may=pr,
        event="story:triage:accepted",
        news=_("PR accepted the nomination and asks the author."),
        effects=(effects.ask_author,),
        form=CommentForm,
        primary=True,
        tells=("nominators",),
    ),
    Step(
        "merge",
        _("Merge with another story"),
        frozenset({S.NOMINATED}),
        S.MERGED,
        may=pr,
        event="story:triage:merged",
        news=_("It was joined with another story about the same."),
        guards=(guards.other_story_is_there,),
        effects=(effects.join_other_story,),
        form=MergeForm,
        tells=("nominators",),
    ),
    Step(
        "take_back",
        _("Take my nomination back"),
        frozenset({S.NOMINATED}),
        S.DECLINED,
        may=nominator,
        event="story:nomination:taken_back",
        news=_("The nomination was taken back."),
        discreet=True,
        danger=True,
        tells=("pr",),
    ),
    Step(
        "decline",
        _("Do not use"),
        frozenset({S.NOMINATED, S.AWAITING_AUTHOR}) | BEFORE_OUT,
        S.DECLINED,
        may=pr,
        event="story:triage:declined",
        news=_("It will not be told outside."),
        discreet=True,
        applies=guards.is_not_live,
        effects=(effects.clear_time,),
        form=CommentForm,
        danger=True,
        tells=("nominators", "author"),
    ),
)

REVIEW = (
    Step(
        "submit",
        _("Submit for review"),
        frozenset({S.DRAFTING}),
        S.IN_REVIEW,
        may=pr,
        event="story:review:submitted",
        news=_("PR submitted a version for review."),
        guards=(guards.text_is_whole, guards.author_agreed),
        effects=(effects.freeze_release, effects.ask_people),
        form=CommentForm,
        primary=True,
        tells=("pr", "privacy"),
    ),
    Step(
        "approve",
        _("Approve"),
        frozenset({S.IN_REVIEW}),
        None,
        may=pr,
        event="story:review:approved",
        news=_("PR approved this version."),
        form=CommentForm,
        gate="pr",
        four_eyes=True,
        primary=True,
        tells=("privacy",),
    ),
    Step(
        "clear",
        _("Clear for privacy"),
        frozenset({S.IN_REVIEW}),
        None,
        may=privacy,
        event="story:review:cleared",
        news=_("Privacy review cleared this version."),
        guards=(scanned.read_by_these_rules, scanned.findings_resolved, scanned.checklist_done),
        form=ClearForm,
        notes=scanned.checked,
        gate="privacy",
        four_eyes=True,
        primary=True,
        tells=("pr",),
    ),
    Step(
        "redact",
        _("Take findings out"),
        frozenset({S.IN_REVIEW}),
        None,
        may=privacy,
        event="story:finding:redacted",
        news=_("Privacy review took findings out of the text."),
        effects=(effects.redact, effects.ask_people),
        form=RedactForm,
        about_release=True,
        four_eyes=True,
        implied=True,
        notes=noted,
        tells=("pr",),
    ),
    Step(
        "return",
        _("Return to drafting"),
        BEFORE_OUT - {S.DRAFTING},
        S.DRAFTING,
        may=either(pr, privacy),
        event="story:review:returned",
        news=_("It was returned to drafting."),
        effects=(effects.open_again,),
        form=ReasonForm,
        tells=("pr",),
    ),
    Step(
        "edit",
        _("Edit"),
        frozenset({S.IN_REVIEW, S.CLEARED, S.SCHEDULED, S.MISSED}),
        S.DRAFTING,
        may=either(pr, author),
        event="story:review:reopened",
        news=_("The text is being edited again, so the review begins anew."),
        effects=(effects.set_aside,),
        implied=True,
        tells=("pr", "privacy"),
    ),
    Step(
        "fall_open",
        _("A gate is open again"),
        frozenset({S.CLEARED, S.SCHEDULED}),
        S.IN_REVIEW,
        may=system,
        event="story:review:fallen_open",
        news=_("The privacy scan has something new to say: it waits for review again."),
        guards=(scanned.gate_fell_open,),
        automatic=True,
        tells=("pr",),
    ),
    Step(
        "all_gates_hold",
        _("All gates hold"),
        frozenset({S.IN_REVIEW}),
        S.CLEARED,
        may=system,
        event="story:review:passed",
        news=_("All gates hold: it may go out."),
        guards=(guards.review_passed,),
        effects=(timing.mark_cleared,),
        automatic=True,
        tells=("pr", "author"),
    ),
)

STORY = Process(
    "story",
    _("Story"),
    GATES,
    TRIAGE + CONSENT + REVIEW + emergency.STEPS + GOING_OUT + OUTSIDE,
    fences=(
        guards.not_frozen,
        scanned.read_by_these_rules,
        timing.nothing_unsaid,
        timing.has_rested,
    ),
    always=(effects.tell_everybody_concerned,),
    opening=(asking.tell_at_opening,),
)
