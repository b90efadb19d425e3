"""A reviewer's decision about a finding, and about every one like it on the page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from syndicate.errors import Invalid, Malformed
from syndicate.i18n import _
from syndicate.policy import Permission
from syndicate.services import findings, markings, stories
from syndicate.services.findings import ResolutionInput
from syndicate.services.markings import MarkInput, Spot
from syndicate.validation import problems_of
from syndicate.web import workbench
from syndicate.web.answers import back_to, refused
from syndicate.web.request import actor, db, kit, now
from syndicate.workflow import look

ALIKE_MOST = 200
MARK = "mark-"
"""Before the ids of the form for one's own findings."""


def register(pages: Blueprint) -> None:
    """Add the form's route to `pages`."""
    pages.add_url_rule(
        "/stories/<story_id>/findings", "resolve_findings", resolve, methods=["POST"]
    )
    pages.add_url_rule(
        "/stories/<story_id>/findings/marked", "mark_finding", mark, methods=["POST"]
    )


def resolve(story_id: str) -> Response:
    """Resolve the findings of one card alike, or show what is wrong beside it."""
    form = request.form
    ids = form.getlist("finding")[:ALIKE_MOST]
    if not ids:
        raise Malformed(_("Go back, reload the page and try again."))
    story = stories.load(db(), story_id, actor(), Permission.STORY_READ)
    prefix = f"finding-{ids[0]}-"
    try:
        decision = _decision()
        for finding_id in ids:
            findings.resolve(db(), finding_id, decision, actor=actor(), now=now())
    except Invalid as error:
        again = refused(error, form.to_dict(), prefix=prefix)
        return workbench.show(
            story_id, filled={prefix: again}, view="findings", status=error.status
        )
    address = url_for("web.story", story_id=story.id, view="findings", _anchor="findings")
    return back_to(address, _("Decided."))


def mark(story_id: str) -> Response:
    """Mark words the scan did not find."""
    form, story = request.form, stories.load(db(), story_id, actor(), Permission.STORY_READ)
    situation = look(db(), story, actor=actor(), toolbox=kit(), now=now())
    try:
        data = _marked()
        markings.mark(situation, data)
    except Invalid as error:
        again = refused(error, form.to_dict(), prefix=MARK)
        return workbench.show(story_id, filled={MARK: again}, view="findings", status=error.status)
    address = url_for("web.story", story_id=story_id, view="findings", _anchor="findings")
    return back_to(address, _("Marked."))


def _marked() -> MarkInput:
    """What was typed, and the place if one was chosen. Raises `Invalid`."""
    form = request.form
    names = ("words", "kind", "reason", "occurrence")
    typed: dict[str, Any] = {name: form[name] for name in names if form.get(name)}
    if "here" in form:
        typed["spot"] = {name: form.get(name, "") for name in Spot.model_fields}
    try:
        return MarkInput.model_validate(typed)
    except ValidationError as error:
        problems = problems_of(error)
        if any(field.startswith("spot") for field, _text in problems):
            raise Invalid.field("words", markings.MOVED) from error
        raise Invalid.fields(problems) from error


def _decision() -> ResolutionInput:
    fields = {
        name: request.form[name]
        for name in ("kind", "reason", "consent_id", "until")
        if request.form.get(name)
    }
    try:
        return ResolutionInput.model_validate(fields)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error
