"""The public text in the editor: read from the form, saved, or shown again with what is wrong."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from syndicate.errors import Conflict, Forbidden, Invalid, SyndicateError
from syndicate.i18n import Text, _
from syndicate.models import State
from syndicate.policy import Permission, allows
from syndicate.rendering.diff import diff
from syndicate.services import drafts, stories
from syndicate.services.drafts import DraftInput
from syndicate.standing import standing_of
from syndicate.validation import problems_of
from syndicate.web import uploads, workbench
from syndicate.web.answers import Filled, back_to, refused
from syndicate.web.fields import rows, words
from syndicate.web.request import abandon, acting_in, actor, db, kit, now


def register(pages: Blueprint) -> None:
    """Add the editor's route to `pages`."""
    pages.add_url_rule("/stories/<story_id>/draft", "save_draft", save_draft, methods=["POST"])


def save_draft(story_id: str) -> Response:
    """A new revision; 409 shows both texts, 422 what is wrong, and neither loses a word."""
    is_draft = _demand_editor(story_id) is State.DRAFTING
    kept = uploads.kept(request.form)
    problems = uploads.take_in(request.files, request.form, kept)
    values = _shown(kept)
    try:
        if problems:
            raise Invalid.fields(problems)
        draft = _draft(kept)
        if not is_draft and "sure" not in request.form:
            undone = drafts.consequences(
                db(), story_id, draft, actor=actor(), toolbox=kit(), now=now()
            )
            if undone:
                return _once_more(story_id, undone, values)
        drafts.save(db(), story_id, draft, actor=actor(), toolbox=kit(), now=now())
    except Conflict as error:
        return _both(story_id, error, values)
    except Invalid as error:
        return workbench.show(story_id, draft=refused(error, values), status=error.status)
    return back_to(url_for("web.story", story_id=story_id), _("Saved."))


def _once_more(story_id: str, undone: list[Text], values: dict[str, Any]) -> Response:
    """What saving would undo, to be read before it is done."""
    abandon()
    return workbench.show(story_id, draft=Filled(values), status=409, undone=undone)


def _demand_editor(story_id: str) -> State:
    """Where the story stands; asked before anything is stored for a form nobody may send."""
    with kit().database.reading() as session:
        reader = acting_in(session)
        story = stories.load(session, story_id, reader, Permission.STORY_READ)
        if not allows(Permission.DRAFT_WRITE, standing_of(session, story, reader)):
            raise Forbidden(_("Only the PR desk and the author can edit this story."))
        return story.state


def _draft(images: list[dict[str, Any]]) -> DraftInput:
    form = request.form
    fields: dict[str, Any] = {
        "version": form.get("version", ""),
        "title": form.get("title", ""),
        "summary": form.get("summary", ""),
        "body": form.get("body", ""),
        "tags": words(form.get("tags", "")),
        "channel_texts": _channel_texts(),
        "people": _people(),
        "images": [
            {"asset_id": image["asset"], "alt": image["alt"], "people": words(image["people"])}
            for image in images
        ],
    }
    if form.get("slug"):
        fields["slug"] = form["slug"]
    try:
        return DraftInput.model_validate(fields)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


def _channel_texts() -> dict[str, str]:
    prefix = "text-"
    form = request.form
    return {key.removeprefix(prefix): form[key] for key in form if key.startswith(prefix)}


def _people() -> list[dict[str, Any]]:
    filled = rows(request.form, "people", ("email", "name", "how"), lambda row: any(list(row)[:2]))
    return [{name: value for name, value in row.items() if value} for row in filled]


def _shown(images: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything as it was typed, for the form to show again."""
    form = request.form
    people = rows(form, "people", ("email", "name", "how"), lambda row: any(list(row)[:2]))
    return {**form.to_dict(), "people": people, "images": images}


def _both(story_id: str, error: Conflict, values: dict[str, Any]) -> Response:
    theirs = error.details.get("theirs")
    if theirs is None:
        raise error
    filled = refused(SyndicateError(error.text), values | {"version": error.details["version"]})
    return workbench.show(
        story_id,
        draft=filled,
        status=error.status,
        theirs=diff(theirs["body"], values.get("body", "")),
    )
