"""稟議: the default process with a route of approval on top, department by department.

起案 → 上長確認 → 承認 → 決裁. PR, privacy review and every consent stay as they are; the superior
is asked beside them, the approvers once all of these hold, and the final decision comes last.
"""

from __future__ import annotations

from syndicate.gates import decided
from syndicate.i18n import _
from syndicate.models import State
from syndicate.policy import asked, either, pr, privacy, seated
from syndicate.process import GateRule, Step
from workflows import asking, effects, guards
from workflows.forms import CommentForm
from workflows.story import STORY

GATES = (
    GateRule(
        "superior",
        _("Confirmation by the superior"),
        decided(
            "superior",
            _("The superior has not confirmed this version."),
            _("the superior"),
        ),
        by_route=True,
    ),
    GateRule(
        "approval",
        _("Approval on the route"),
        decided("approval", _("This version is not approved on the route."), _("the approvers")),
        by_route=True,
        stage=1,
    ),
    GateRule(
        "final",
        _("Final decision"),
        decided("final", _("The final decision is missing."), _("whoever decides finally")),
        by_route=True,
        stage=2,
    ),
)

STEPS = (
    Step(
        "confirm",
        _("Confirm as the superior"),
        frozenset({State.IN_REVIEW}),
        None,
        may=seated("superior"),
        event="story:route:confirmed",
        news=_("The superior confirmed this version."),
        effects=(asking.asks("superior"),),
        form=CommentForm,
        gate="superior",
        four_eyes=True,
        primary=True,
        tells=("pr",),
    ),
    Step(
        "endorse",
        _("Approve on the route"),
        frozenset({State.IN_REVIEW}),
        None,
        may=seated("approval"),
        event="story:route:approved",
        news=_("It was approved on the route."),
        effects=(asking.asks("approval"),),
        form=CommentForm,
        gate="approval",
        four_eyes=True,
        primary=True,
        tells=("pr",),
    ),
    Step(
        "decide",
        _("Decide finally"),
        frozenset({State.IN_REVIEW}),
        None,
        may=seated("final"),
        event="story:route:decided",
        news=_("The final decision was made."),
        effects=(asking.asks("final"),),
        form=CommentForm,
        gate="final",
        four_eyes=True,
        primary=True,
        tells=("pr", "nominators"),
    ),
)

RINGI = (
    STORY.extended("ringi", _("Ringi"), gates=GATES, steps=STEPS)
    .changed(
        "submit",
        label=_("Propose on the route"),
        guards=(guards.text_is_whole, guards.author_agreed, asking.route_is_manned),
        effects=(effects.freeze_release, effects.ask_people, asking.asks("superior")),
    )
    .changed("return", label=_("Send back"), may=either(pr, privacy, asked))
    .changed("decline", label=_("Reject"), may=either(pr, seated("final")))
)
