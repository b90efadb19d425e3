"""The one route that takes steps: whatever the process offers, a page can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from syndicate.errors import Blocked, Invalid, Stale
from syndicate.i18n import _
from syndicate.models import Story
from syndicate.policy import Permission, allows
from syndicate.services import readings, stories
from syndicate.standing import standing_of
from syndicate.web import workbench
from syndicate.web.answers import Filled, back_to, refused
from syndicate.web.differences import since
from syndicate.web.fields import read
from syndicate.web.request import actor, db, kit, now
from syndicate.workflow import Seen, look, take


def register(pages: Blueprint) -> None:
    """Add the route to `pages`."""
    pages.add_url_rule("/stories/<story_id>/steps/<step>", "take_step", take_step, methods=["POST"])


def take_step(story_id: str, step: str) -> Response:
    """Take it, or show the form again with what is wrong."""
    readings.prepare(kit().database, kit().media, story_id)
    story = stories.load(db(), story_id, actor(), Permission.STORY_FOLLOW)
    situation = look(db(), story, actor=actor(), toolbox=kit(), now=now())
    line = situation.process.find(step, situation)
    form = request.form
    seen = Seen(form.get("revision") or None, form.get("release") or None)
    values = read(line.form, form) if line else {}
    try:
        if line is not None and line.danger and "sure" not in form:
            raise Invalid.field("sure", _("Please tick this first: it is not easily undone."))
        story = take(
            db(), story_id, step, actor=actor(), toolbox=kit(), now=now(), seen=seen, data=values
        )
    except (Invalid, Blocked) as error:
        if isinstance(error, Blocked):
            error = _to_acknowledge(error, values)
        again = refused(error, values, prefix=f"{step}-")
        return workbench.show(story_id, filled={step: again}, status=error.status)
    except Stale as error:
        again = refused(error, values, prefix=f"{step}-")
        return _changed_meanwhile(story_id, step, seen, again)
    label = line.label if line else step
    return back_to(_next(story), _("Done: %(step)s.", step=label))


def _to_acknowledge(error: Blocked, values: Mapping[str, Any]) -> Invalid:
    """What only wants to be known becomes a tick on the same form; anything else goes on."""
    reasons = error.details["blocks"]
    if "acknowledge" not in values or not all(b.code.startswith("caution:") for b in reasons):
        raise error
    return Invalid.fields([("acknowledge", block.text) for block in reasons])


def _changed_meanwhile(story_id: str, step: str, seen: Seen, again: Filled) -> Response:
    """The newest version with what changed since they looked; what they wrote is still there."""
    story = stories.load(db(), story_id, actor(), Permission.STORY_FOLLOW)
    situation = look(db(), story, actor=actor(), toolbox=kit(), now=now())
    return workbench.show(
        story_id, filled={step: again}, status=Stale.status, since=since(situation, seen)
    )


def _next(story: Story) -> str:
    """Back to the story, or to the desk for somebody who has nothing to do with it any more."""
    if allows(Permission.STORY_FOLLOW, standing_of(db(), story, actor())):
        return url_for("web.story", story_id=story.id)
    return url_for("web.home")
