"""Telling syndicate of a post that people outside should read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.services.nominations import NominationInput, nominate
from syndicate.validation import problems_of
from syndicate.web import uploads
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.fields import rows, words
from syndicate.web.request import actor, db, kit, locale, now

PERSON = ("email", "name", "how")
BLANK_ROWS = 2
TEXTS = ("source_url", "source_text", "title", "author", "reason", "language", "place")
_MOVED = {"body": "source_text", "source_html": "source_text"}
"""Where a problem of the whole form is shown."""


def register(pages: Blueprint) -> None:
    """Add the form to `pages`."""
    pages.add_url_rule("/nominate", "nominate", form_page)
    pages.add_url_rule("/nominate", "nominate_now", nominate_now, methods=["POST"])


def form_page() -> Response:
    """The form; a bookmark in the browser may fill in link, title and text."""
    given = {
        "source_url": request.args.get("url", "")[:2000],
        "title": request.args.get("title", "")[:200],
        "source_text": request.args.get("text", "")[:10_000],
        "language": locale(),
    }
    return _form(Filled({key: value for key, value in given.items() if value}))


def _form(filled: Filled = EMPTY, *, status: int = 200) -> Response:
    people = list(filled.values.get("people", ()))
    blank: dict[str, str] = dict.fromkeys(PERSON, "")
    return page(
        "nominate",
        status=status,
        filled=filled,
        people=people + [blank] * BLANK_ROWS,
        images=filled.values.get("images", ()),
    )


def nominate_now() -> Answer:
    """A new story, one more supporter of a story there is, or the form with what is wrong."""
    images = uploads.kept(request.form)
    problems = uploads.take_in(request.files, request.form, images)
    people = _people()
    values = {**request.form.to_dict(), "people": people, "images": images}
    if "more" in request.form:
        return _form(Filled(values | {"people": [*people, dict.fromkeys(PERSON, "")]}))
    try:
        if problems:
            raise Invalid.fields(problems)
        story, joined = nominate(db(), _input(images), actor=actor(), toolbox=kit(), now=now())
    except Invalid as error:
        error.problems = tuple((_MOVED.get(name, name), text) for name, text in error.problems)
        return _form(refused(error, values), status=error.status)
    others = len(story.nominations) - 1
    thanks = (
        _("This post was nominated before (%(count)s). You are added as a supporter.", count=others)
        if joined
        else _("Thank you. The PR desk looks at it next; you can follow it here.")
    )
    return back_to(url_for("web.story", story_id=story.id), thanks)


def _people() -> list[dict[str, str]]:
    return rows(request.form, "people", PERSON, lambda row: any(list(row)[:2]))


def _input(images: list[dict[str, Any]]) -> NominationInput:
    form = request.form
    fields: dict[str, Any] = {name: form[name] for name in TEXTS if form.get(name)}
    fields |= {
        "author": form.get("author", ""),
        "reason": form.get("reason", ""),
        "tags": words(form.get("tags", "")),
        "people": [{k: v for k, v in row.items() if v} for row in _people()],
        "images": [
            {"asset_id": image["asset"], "alt": image["alt"], "people": words(image["people"])}
            for image in images
        ],
    }
    try:
        return NominationInput.model_validate(fields)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error
