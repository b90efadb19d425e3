"""What the privacy gate and the way out ask of the scan, its findings and the checklist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from syndicate.gates import gate_row
from syndicate.i18n import Text, _
from syndicate.models import GateState
from syndicate.process import Block, Situation
from syndicate.services import findings, rescans, rulesets
from workflows import guards
from workflows.forms import ClearForm

SYNDICATE = Text("syndicate")


def findings_resolved(situation: Situation) -> Iterable[Block]:
    """Every blocking finding has been resolved by a person."""
    if situation.release is None:
        return
    views = findings.for_release(
        situation.session,
        situation.release,
        situation.now,
        situation.toolbox.settings.time_zone,
    )
    left = findings.unresolved(views)
    if left:
        yield Block(
            "findings:open",
            _("Findings that block and are not resolved: %(count)s.", count=len(left)),
            guards.PRIVACY_REVIEW,
            "findings",
        )


def read_by_these_rules(situation: Situation) -> Iterable[Block]:
    """What waits to go out was scanned by the rules in force now."""
    release, state = situation.release, situation.story.state
    waits = release is not None and state in rescans.WAITING
    if release is not None and waits and rescans.is_outdated(situation.session, release):
        yield Block(
            "scan:outdated",
            _("The rules of the privacy scan have changed: it is read anew within a minute."),
            SYNDICATE,
            "findings",
        )


def gate_fell_open(situation: Situation) -> Iterable[Block]:
    """A gate people had decided for this release is open again."""
    for rule in situation.process.gates:
        row = gate_row(situation, rule.name) if rule.is_decided else None
        if row is not None and row.state is GateState.OPEN:
            return
    yield Block("gate:holds", _("Every gate still holds."), where="review")


def checklist_done(situation: Situation) -> Iterable[Block]:
    """Every line of the company's own checklist was ticked for this release."""
    if not isinstance(situation.form, ClearForm):  # a page asks what else is missing
        return
    for line in _checklist(situation):
        if line not in situation.form.checked:
            yield Block(
                "checklist:open",
                _("Not ticked on the checklist: %(line)s", line=line),
                guards.PRIVACY_REVIEW,
                "findings",
            )


def checked(situation: Situation) -> dict[str, list[str]]:
    """The lines that were ticked, for the event."""
    form, lines = situation.form, _checklist(situation)
    ticked = form.checked if isinstance(form, ClearForm) else []
    return {"checklist": [line for line in lines if line in ticked]} if lines else {}


def _checklist(situation: Situation) -> Sequence[str]:
    return rulesets.checklist(situation.session, situation.toolbox.settings)
