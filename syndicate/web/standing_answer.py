"""What somebody without an account has answered, by the same link, and how they take it back."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid, WrongState
from syndicate.i18n import _
from syndicate.models import Answer as Said
from syndicate.models import ConsentRequest
from syndicate.policy import Actor, Way
from syndicate.services import channels, consent_history, consents, places
from syndicate.services.consent_history import Given
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.request import db, kit, now, settings
from syndicate.web.words import ON_LEAVING, WAYS
from syndicate.workflow import take


def standing_page(token: str) -> Response:
    """Their answer as it stands. Raises `Gone` where the link never got one."""
    return _page(token)


def _page(token: str, filled: Filled = EMPTY, *, status: int = 200) -> Response:
    question = _question(token)
    given = _newest(question, token)
    story = given.story
    return page(
        "standing_answer",
        status=status,
        given=given,
        story=story,
        person=question.person,
        asked_again=_asked_again(question),
        withdrawable=is_withdrawable(given),
        take_down=places.of(db(), story),
        decides_places=False,
        channel_titles=channel_titles(),
        action=url_for("web.answer_consent", token=token, lang=request.args.get("lang")),
        ways=WAYS,
        on_leaving=ON_LEAVING,
        filled=filled,
    )


def withdraw_by_link(token: str) -> Answer:
    """End their consent; from the commit on nothing is sent, and what is out is taken down."""
    question = _question(token)
    given = _newest(question, token)
    try:
        if not is_withdrawable(given):
            raise WrongState(_("There is nothing to withdraw any more."))
        if "sure" not in request.form:
            raise Invalid.field("sure", _("Please tick this first: it is not easily undone."))
        holder = Actor(Way.LINK, person=question.person)
        take(db(), given.story.id, "withdraw", actor=holder, toolbox=kit(), now=now())
    except Invalid as error:
        return _page(token, refused(error, {}), status=error.status)
    address = url_for("web.consent", token=token, lang=request.args.get("lang"))
    return back_to(address, _("Your consent is withdrawn. What is out is being taken down."))


def is_withdrawable(given: Given) -> bool:
    """Whether this is a yes that counts, for a story that is under way or out."""
    return given.can_change and given.consent.answer is Said.AGREED


def channel_titles() -> dict[str, str]:
    """What people call each channel, by its name."""
    return {channel.name: channel.title for channel in channels.all_channels(db())}


def _question(token: str) -> ConsentRequest:
    return consents.question_behind(db(), token, settings=settings())


def _newest(question: ConsentRequest, token: str) -> Given:
    answers = consent_history.of_person(db(), question.person)
    if not answers or question.person.removed_at is not None:
        consents.open_question(db(), token, settings=settings(), now=now())
        raise WrongState(_("This question is still open."))
    return answers[0]


def _asked_again(question: ConsentRequest) -> bool:
    """Whether a newer mail asks about a newer text."""
    waiting = consents.open_questions(db(), question.person)
    return any(each.id != question.id and each.expires_at > now() for each in waiting)
