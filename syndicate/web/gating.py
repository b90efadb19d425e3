"""Who is on a gate: taken, given back, handed to somebody else, by plain forms."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from syndicate.errors import Invalid
from syndicate.i18n import Text, _
from syndicate.models import Gate, Story
from syndicate.services import gatekeeping
from syndicate.services.gatekeeping import ReassignForm
from syndicate.validation import problems_of
from syndicate.web import workbench
from syndicate.web.answers import back_to, refused
from syndicate.web.paths import local_path
from syndicate.web.request import actor, db, kit, now


def register(pages: Blueprint) -> None:
    """Add the three forms to `pages`."""
    post, base = ["POST"], "/stories/<story_id>/gates/<gate>"
    pages.add_url_rule(f"{base}/claim", "claim_gate", claim_gate, methods=post)
    pages.add_url_rule(f"{base}/release", "release_gate", release_gate, methods=post)
    pages.add_url_rule(f"{base}/reassign", "reassign_gate", reassign_gate, methods=post)


def claim_gate(story_id: str, gate: str) -> Response:
    """“I take it”; others see who is on it."""
    row = gatekeeping.claim(db(), story_id, gate, actor=actor(), toolbox=kit(), now=now())
    return _back(story_id, _("You have taken on “%(gate)s”.", gate=_label(row)))


def release_gate(story_id: str, gate: str) -> Response:
    """Somebody else may take it."""
    row = gatekeeping.release(db(), story_id, gate, actor=actor(), toolbox=kit(), now=now())
    return _back(story_id, _("You have given back “%(gate)s”.", gate=_label(row)))


def reassign_gate(story_id: str, gate: str) -> Response:
    """Somebody else is to decide; the story's page says what is wrong with the choice."""
    values = {name: request.form.get(name, "") for name in ("to", "instead_of")}
    try:
        try:
            data = ReassignForm.model_validate({k: v for k, v in values.items() if v})
        except ValidationError as error:
            raise Invalid.fields(problems_of(error)) from error
        row = gatekeeping.reassign(
            db(), story_id, gate, data, actor=actor(), toolbox=kit(), now=now()
        )
    except Invalid as error:
        again = refused(error, values, prefix=f"gate-{story_id}-{gate}-")
        return workbench.show(story_id, filled={f"gate-{gate}": again}, status=error.status)
    return _back(
        story_id,
        _("“%(gate)s” is handed to %(email)s.", gate=_label(row), email=data.to),
    )


def _label(row: Gate) -> Text:
    story = db().get_one(Story, row.story_id)
    return kit().process(story.process).gate(row.name).label


def _back(story_id: str, notice: Text) -> Response:
    here = url_for("web.story", story_id=story_id)
    return back_to(local_path(request.form.get("next"), here), notice)
