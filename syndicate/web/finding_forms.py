"""A reviewer's decision about a finding, and about every one like it on the page."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from syndicate.errors import Invalid, Malformed
from syndicate.i18n import _
from syndicate.policy import Permission
from syndicate.services import findings, stories
from syndicate.services.findings import ResolutionInput
from syndicate.validation import problems_of
from syndicate.web import workbench
from syndicate.web.answers import back_to, refused
from syndicate.web.request import actor, db, now

ALIKE_MOST = 200


def register(pages: Blueprint) -> None:
    """Add the form's route to `pages`."""
    pages.add_url_rule(
        "/stories/<story_id>/findings", "resolve_findings", resolve, methods=["POST"]
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


def _decision() -> ResolutionInput:
    fields = {
        name: request.form[name]
        for name in ("kind", "reason", "consent_id")
        if request.form.get(name)
    }
    try:
        return ResolutionInput.model_validate(fields)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error
