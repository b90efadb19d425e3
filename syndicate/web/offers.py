"""The steps a reader may take now, each with its form and what is still missing for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syndicate.i18n import Text, _
from syndicate.models import Channel, PayloadRow, State, Story, User
from syndicate.process import Block, Situation, Step
from syndicate.services import findings, rulesets, stories
from syndicate.services.consents import AgreeForm, RefuseForm
from syndicate.standing import right_to
from syndicate.web.answers import Filled
from syndicate.web.fields import Field, Option, fields_of
from syndicate.workflow import offered, refuses

ANSWERS = (AgreeForm, RefuseForm)
"""Given on a page of their own, beside what is being agreed to."""
OTHERS = 50
ACKNOWLEDGE = "acknowledge"
"""Asked for where something speaks against the moment, and nowhere else."""


@dataclass(frozen=True)
class Offer:
    """One step as a page shows it."""

    step: Step
    fields: Sequence[Field]
    filled: Filled
    missing: Sequence[Text]
    """What its guards would say now; told beside the button, which stays a button."""
    acting_for: User | None = None
    """In whose place the reader would take it, where it is not by a right of their own."""


def offers(situation: Situation, filled: Mapping[str, Filled]) -> list[Offer]:
    """Every step on offer but a person's own answer; the primary ones first."""
    steps = [step for step in offered(situation) if step.form not in ANSWERS]
    steps.sort(key=lambda step: (not step.primary, step.danger))
    return [_offer(situation, step, filled) for step in steps]


def refusals(situation: Situation) -> list[tuple[Step, Text]]:
    """Decisions of this reader's role that the four-eyes rule leaves to somebody else, and why."""
    return [
        (step, reason)
        for step in situation.process.steps
        if step.four_eyes and step.fits(situation) and step.may(situation.standing)
        for reason in [refuses(situation, step)]
        if reason is not None
    ]


def answer_is_asked(situation: Situation) -> bool:
    """Whether this reader's consent is what the story waits for."""
    return any(step.form is AgreeForm for step in offered(situation))


def _offer(situation: Situation, step: Step, filled: Mapping[str, Filled]) -> Offer:
    sent = filled.get(step.name, Filled(prefix=f"{step.name}-"))
    blocks = _blocks(situation, step) if step.primary else []
    cautious = any(block.code.startswith("caution:") for block in blocks)
    warned = cautious or sent.problem(ACKNOWLEDGE) is not None
    fields = fields_of(step.form, _options(situation, step), _values(situation))
    return Offer(
        step=step,
        fields=[field for field in fields if _is_needed(field, warned=warned)],
        filled=sent,
        missing=_each_once(block.text for block in blocks),
        acting_for=_in_whose_place(situation, step),
    )


def _is_needed(field: Field, *, warned: bool) -> bool:
    """A warning is acknowledged only where there is one; a choice needs something to choose."""
    if field.name == ACKNOWLEDGE:
        return warned
    return field.widget != "many" or bool(field.options)


def _in_whose_place(situation: Situation, step: Step) -> User | None:
    right = right_to(situation.standing, step.may, four_eyes=step.four_eyes, gate=step.gate)
    return None if isinstance(right, Text) else right.actor.acting_for


def _blocks(situation: Situation, step: Step) -> list[Block]:
    return [block for guard in step.guards for block in guard(situation)]


def _each_once(sentences: Iterable[Text]) -> list[Text]:
    """Several people may be missing for the same reason."""
    texts: list[Text] = []
    for text in sentences:
        if text not in texts:
            texts.append(text)
    return texts


def _options(situation: Situation, step: Step) -> dict[str, Sequence[Option]]:
    fields = step.form.model_fields
    if "checked" in fields:
        lines = rulesets.checklist(situation.session, situation.toolbox.settings)
        return {"checked": [(line, line) for line in lines]}
    if "into" in fields:
        return {"into": [(story.id, story.title) for story in _other_stories(situation)]}
    if "accepts" in fields:
        return {"accepts": _acceptable(situation)}
    return {}


def _acceptable(situation: Situation) -> list[Option]:
    """Open findings an emergency may leave open; some kinds never may."""
    if situation.release is None:
        return []
    views = findings.for_release(
        situation.session,
        situation.release,
        situation.now,
        situation.toolbox.settings.time_zone,
    )
    return [
        (view.row.id, _named(situation, view))
        for view in findings.unresolved(views)
        if view.row.kind not in findings.NEVER_JUSTIFIED
    ]


def _named(situation: Situation, view: findings.FindingView) -> Text:
    """One finding as a line that cannot be taken for another."""
    payload = situation.session.get_one(PayloadRow, view.row.payload_id)
    channel = situation.session.get_one(Channel, payload.channel_id)
    return _(
        "“%(text)s” on %(channel)s: %(message)s",
        text=view.row.quote_masked,
        channel=channel.title,
        message=view.message,
    )


def _other_stories(situation: Situation) -> list[Story]:
    found = stories.search(situation.session, situation.actor, limit=OTHERS).stories
    over = (State.MERGED, State.DECLINED, State.WITHDRAWN)
    return [s for s in found if s.id != situation.story.id and s.state not in over]


def _values(situation: Situation) -> dict[str, Any]:
    story, reader = situation.story, situation.actor.user
    zone = reader.time_zone if reader else situation.toolbox.settings.time_zone
    return {"at": story.scheduled_local or "", "zone": story.scheduled_zone or zone}
