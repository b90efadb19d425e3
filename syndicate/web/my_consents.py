"""My consents: what I was asked, what I said, what I saw, and taking it back or home."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid, NotFound
from syndicate.i18n import _
from syndicate.models import Answer as Said
from syndicate.policy import Permission
from syndicate.services import consent_history, stories
from syndicate.services.consent_history import Given, Told
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.request import actor, db, kit, now, user
from syndicate.web.standing_answer import channel_titles, is_withdrawable
from syndicate.web.words import ON_LEAVING, WAYS
from syndicate.workflow import look, offered, take

SAID = {
    Said.AGREED: (_("Yes"), "check", "good"),
    Said.DECLINED: (_("No, thank you"), "minus", "quiet"),
    Said.WITHDRAWN: (_("Withdrawn"), "undo", "quiet"),
}
"""Word, icon and tone; only ever shown to the person themself."""


def register(pages: Blueprint) -> None:
    """Add the page, its downloads and its one form to `pages`."""
    pages.add_url_rule("/account/consents", "my_consents", history)
    pages.add_url_rule("/account/consents.json", "my_consents_json", as_json)
    pages.add_url_rule("/account/consents.html", "my_consents_html", as_document)
    pages.add_url_rule(
        "/account/consents/<story_id>/withdraw", "withdraw_mine", withdraw, methods=["POST"]
    )


def history() -> Response:
    """The page."""
    return _page()


def _page(filled: Filled = EMPTY, *, status: int = 200) -> Response:
    told = consent_history.by_story(db(), user())
    return page(
        "my_consents",
        status=status,
        told=told,
        changeable={each.story.id for each in told if _can_change(each)},
        withdrawable={each.story.id for each in told if _standing(each)},
        filled=filled,
        **_words(),
    )


def _words() -> dict[str, object]:
    return {
        "said": SAID,
        "ways": WAYS,
        "on_leaving": ON_LEAVING,
        "channel_titles": channel_titles(),
    }


def _standing(told: Told) -> Given | None:
    return next((given for given in told.answers if is_withdrawable(given)), None)


def _can_change(told: Told) -> bool:
    """Whether the answer can be given anew: on a page of its own, beside the text."""
    if told.person.removed_at is not None:
        return False
    situation = look(db(), told.story, actor=actor(), toolbox=kit(), now=now())
    return any(step.name == "agree" for step in offered(situation))


def withdraw(story_id: str) -> Answer:
    """Take my yes back; from the commit on nothing is sent, and what is out is taken down."""
    told = next((t for t in consent_history.by_story(db(), user()) if t.story.id == story_id), None)
    if told is None or _standing(told) is None:
        raise NotFound(_("There is nothing to withdraw any more."))
    try:
        if "sure" not in request.form:
            raise Invalid.field("sure", _("Please tick this first: it is not easily undone."))
        stories.load(db(), story_id, actor(), Permission.STORY_FOLLOW)
        take(db(), story_id, "withdraw", actor=actor(), toolbox=kit(), now=now())
    except Invalid as error:
        return _page(refused(error, {}, prefix=f"{story_id}-"), status=error.status)
    address = url_for("web.my_consents")
    return back_to(address, _("Your consent is withdrawn. What is out is being taken down."))


def as_json() -> Response:
    """Everything as JSON, to keep."""
    items = [consent_history.as_json(given) for given in consent_history.of(db(), user())]
    body = json.dumps({"items": items}, ensure_ascii=False, indent=1, default=_plain)
    return _file(body, "application/json", "consents.json")


def as_document() -> Response:
    """Everything as one page that needs nothing else, to keep and to print."""
    template = current_app.jinja_env.get_template("web/my_consents_document.html")
    body = template.render(
        told=consent_history.by_story(db(), user()), owner=user(), at=now(), **_words()
    )
    return _file(body, "text/html; charset=utf-8", "consents.html")


def _file(body: str, media_type: str, name: str) -> Response:
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(value: object) -> str:
    return str(getattr(value, "isoformat", lambda: value)())
