"""A person's own answer, beside what it is about. A link in a mail opens it; a form decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Conflict, Forbidden, Gone, Invalid, NotFound, Stale, SyndicateError
from syndicate.i18n import Text, _
from syndicate.models import Consent, ConsentRequest, NameForm, Person, Revision, Story
from syndicate.policy import Actor, Permission, Way
from syndicate.rendering.diff import diff
from syndicate.services import channels, consents, releases, stories
from syndicate.services.consents import AgreeForm
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.differences import since
from syndicate.web.fields import fields_of, read
from syndicate.web.guard import public
from syndicate.web.reading import body_html, hero_of, source_text, whole_text
from syndicate.web.request import actor, db, kit, now, settings, user, viewer
from syndicate.web.standing_answer import standing_page, withdraw_by_link
from syndicate.web.words import NAME_FORMS
from syndicate.workflow import Seen, locked, look, offered, take

ANSWERS = ("agree", "refuse")
NO_NAME: Text = _("Without a name")


def register(pages: Blueprint) -> None:
    """Add the two ways to answer: by link, and signed in."""
    post = ["POST"]
    pages.add_url_rule("/consents/thanks", "answered", answered)
    pages.add_url_rule("/consents/<token>", "consent", by_link)
    pages.add_url_rule("/consents/<token>", "answer_consent", answer_by_link, methods=post)
    pages.add_url_rule("/stories/<story_id>/consent", "my_consent", mine)
    pages.add_url_rule("/stories/<story_id>/consent", "answer_mine", answer_mine, methods=post)


@public
def by_link(token: str) -> Response:
    """What is asked, or what was answered. Opening the link decides nothing: scanners do it too."""
    try:
        question = _question(token)
    except Gone:
        _demand_own(consents.question_behind(db(), token, settings=settings()))
        return standing_page(token)
    story = db().get_one(Story, question.story_id)
    return _page(story, question.person, _holder(question), _action(token))


@public
def answer_by_link(token: str) -> Answer:
    """The answer of whoever holds the link; afterwards only a withdrawal."""
    _demand_own(consents.question_behind(db(), token, settings=settings()))
    if request.form.get("answer") == "withdraw":
        return withdraw_by_link(token)
    question = _question_alone(token)
    story = db().get_one(Story, question.story_id)
    refusal = _answer(story, _holder(question))
    if refusal is not None:
        filled = refused(refusal, _values())
        question = _question(token)
        story = db().get_one(Story, question.story_id)
        return _page(story, question.person, _holder(question), _action(token), filled, refusal)
    return back_to(url_for("web.answered", lang=request.args.get("lang")))


def mine(story_id: str) -> Response:
    """The same for somebody who is signed in."""
    story, person = _mine(story_id)
    return _page(story, person, actor(), url_for("web.answer_mine", story_id=story_id))


def answer_mine(story_id: str) -> Answer:
    """The answer of somebody who is signed in."""
    story, _person = _mine(story_id)
    refusal = _answer(story, actor())
    if refusal is not None:
        filled = refused(refusal, _values())
        story, person = _mine(story_id)
        action = url_for("web.answer_mine", story_id=story_id)
        return _page(story, person, actor(), action, filled, refusal)
    return back_to(url_for("web.answered"))


@public
def answered() -> Response:
    """Thanks, the same for every answer."""
    return page("answered")


def _question(token: str) -> ConsentRequest:
    question = consents.question_behind(db(), token, settings=settings())
    _demand_own(question)
    return consents.open_question(db(), token, settings=settings(), now=now())


def _question_alone(token: str) -> ConsentRequest:
    """The question, with nobody else about to answer it: of two at once, one comes too late."""
    question = _question(token)
    locked(db(), question.story_id)
    db().refresh(question)
    return _question(token)


def _demand_own(question: ConsentRequest) -> None:
    """Turn away whoever is signed in as somebody else: a forwarded link decides nothing."""
    reader = viewer()
    if reader is not None and question.person.user_id != reader.id:
        raise Forbidden(
            _(
                "This link is for %(name)s, and you are signed in as %(other)s. Sign out if you "
                "are %(name)s; if the mail was forwarded to you, only they can answer.",
                name=question.person.full_name,
                other=reader.full_name,
            )
        )


def _holder(question: ConsentRequest) -> Actor:
    return Actor(Way.LINK, person=question.person)


def _action(token: str) -> str:
    lang = request.args.get("lang")
    return url_for("web.answer_consent", token=token, lang=lang)


def _mine(story_id: str) -> tuple[Story, Person]:
    story = stories.load(db(), story_id, actor(), Permission.STORY_FOLLOW)
    for person in story.people:
        if person.user_id == user().id and person.removed_at is None:
            return story, person
    raise NotFound(_("You do not stand in this story."))


def _values() -> dict[str, Any]:
    values = read(AgreeForm, request.form)
    values.pop("answer", None)
    return values


def _answer(story: Story, holder: Actor) -> Invalid | Stale | None:
    """Take the step that was pressed; what was wrong, if the page is to be shown again."""
    name = request.form.get("answer", "")
    if name not in ANSWERS:
        return Invalid.field("answer", _("Please press one of the buttons."))
    values = _values() if name == "agree" else {}
    try:
        take(
            db(), story.id, name, actor=holder, toolbox=kit(), now=now(), seen=_seen(), data=values
        )
    except (Invalid, Stale) as error:
        return error
    return None


def _page(
    story: Story,
    person: Person,
    holder: Actor,
    action: str,
    filled: Filled = EMPTY,
    refusal: SyndicateError | None = None,
) -> Response:
    situation = look(db(), story, actor=holder, toolbox=kit(), now=now())
    stale = isinstance(refusal, Stale)
    steps = {step.name: step for step in offered(situation) if step.name in ANSWERS}
    revision = db().get_one(Revision, story.latest_revision_id)
    before = consents.latest(db(), story).get(person.id)
    if not steps:
        raise Conflict(_("There is nothing to answer here at the moment. Thank you for looking."))
    return page(
        "consent",
        status=refusal.status if refusal else 200,
        story=story,
        person=person,
        revision=revision,
        action=action,
        steps=steps,
        form_fields=_fields(story, before),
        html=body_html(story, revision),
        hero=hero_of(revision),
        changes=diff(_earlier(story, before), whole_text(revision)),
        answered=before is not None,
        changed=before is not None and before.content_sha256 != revision.content_sha256,
        names=_names(person, story.language),
        filled=filled,
        by_link=holder.way is Way.LINK,
        **({"since": since(situation, _seen())} if stale else {}),
    )


def _seen() -> Seen:
    """What the form that was sent is about."""
    return Seen(request.form.get("revision") or None)


def _earlier(story: Story, before: Consent | None) -> str:
    """What the person said yes to, else what they wrote."""
    if before is None:
        return source_text(story)
    return whole_text(db().get_one(Revision, before.revision_id))


def _names(person: Person, language: str) -> list[tuple[str, Any, Any]]:
    """Each form of the name with what readers would see."""
    return [
        (form.value, NAME_FORMS[form], releases.byline(person, form, language) or NO_NAME)
        for form in NameForm
    ]


def _fields(story: Story, before: Consent | None) -> Mapping[str, Any]:
    places = [(c.name, c.title) for c in channels.active_for(db(), story.language)]
    chosen = before.channels if before and before.channels else [name for name, _title in places]
    given: dict[str, Any] = {"channels": chosen}
    if before is not None:
        given |= {
            "name_form": before.name_form.value,
            "photo": before.photo,
            "until": before.until.isoformat() if before.until else "",
            "on_leaving": before.on_leaving.value,
        }
    made = fields_of(AgreeForm, {"channels": places}, given)
    return {field.name: field for field in made}
