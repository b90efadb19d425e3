"""What the people of a story agreed to, and whether that covers a release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import Field
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from syndicate.db import UtcDateTime
from syndicate.errors import Gone, NotFound
from syndicate.i18n import Text, _
from syndicate.models import (
    Answer,
    Consent,
    ConsentRequest,
    NameForm,
    OnLeaving,
    Person,
    Release,
    Revision,
    State,
    Story,
    User,
)
from syndicate.process import Form, Situation
from syndicate.rendering.diff import Kind, diff
from syndicate.settings import Settings

OVER = frozenset({State.DECLINED, State.MERGED, State.WITHDRAWING, State.WITHDRAWN})
OUT = frozenset({State.PUBLISHING, State.LIVE, State.PARTLY_LIVE})
SMALL_FIX_CHARS = 16
SMALL_FIX_PIECES = 10
_MOST_TO_LEAST = list(NameForm)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_ANSWERS = (
    select(Consent)
    .where(
        Consent.story_id == bindparam("story"),
        Consent.created_at >= bindparam("since", type_=UtcDateTime),
    )
    .order_by(Consent.id)
)


class AgreeForm(Form):
    """A yes, with its conditions."""

    channels: list[str] = Field(min_length=1, max_length=20)
    name_form: NameForm = NameForm.FULL
    photo: bool = True
    until: date | None = None
    on_leaving: OnLeaving = OnLeaving.REMOVE
    small_fixes: bool = False


class AnonymiseForm(Form):
    """A live story stays, without this person's name and picture."""


class RefuseForm(Form):
    """A no. There is nothing to fill in: nobody asks why."""


class AnswerInput(Form):
    """An answer as the API takes it."""

    answer: Literal["agree", "refuse", "withdraw"]
    revision: str
    release: str | None = None
    channels: list[str] = Field(default_factory=list, max_length=20)
    name_form: NameForm = NameForm.FULL
    photo: bool = True
    until: date | None = None
    on_leaving: OnLeaving = OnLeaving.REMOVE
    small_fixes: bool = False


def latest(session: Session, story: Story) -> dict[str, Consent]:
    """Each person's newest answer since the story was last taken up, by person id."""
    values = {"story": story.id, "since": story.reopened_at or _EVER}
    return {consent.person_id: consent for consent in session.scalars(_ANSWERS, values)}


def for_others(session: Session, story: Story, today: date) -> dict[str, Consent]:
    """The yeses that may be shown to anybody but the persons themselves, by person id.

    Once a story is over nothing is shown: whoever is missing then would be known for their no.
    While it is out, everybody's yes to what is out is.
    """
    if story.state in OVER:
        return {}
    if story.state not in OUT:
        given = latest(session, story)
        return {key: consent for key, consent in given.items() if permits(consent, today)}
    answers = select(Consent).where(Consent.story_id == story.id, Consent.answer == Answer.AGREED)
    if story.reopened_at is not None:
        answers = answers.where(Consent.created_at >= story.reopened_at)
    return {c.person_id: c for c in session.scalars(answers.order_by(Consent.id))}


def record(situation: Situation, person: Person, answer: Answer) -> Consent:
    """Add an answer of `person` to the revision they were shown."""
    form = situation.form if isinstance(situation.form, AgreeForm) else None
    revision = situation.session.get_one(Revision, situation.story.latest_revision_id)
    consent = Consent(
        story_id=situation.story.id,
        person_id=person.id,
        revision_id=revision.id,
        content_sha256=revision.content_sha256,
        answer=answer,
        channels=sorted(set(form.channels)) if form else [],
        name_form=form.name_form if form else NameForm.ANONYMOUS,
        photo=bool(form and form.photo),
        until=form.until if form else None,
        on_leaving=form.on_leaving if form else OnLeaving.REMOVE,
        small_fixes=bool(form and form.small_fixes),
        way=situation.actor.way,
        created_at=situation.now,
    )
    situation.session.add(consent)
    _answered(situation, person)
    return consent


def _answered(situation: Situation, person: Person) -> None:
    for question in open_questions(situation.session, person):
        question.answered_at = situation.now


def record_anonymous(situation: Situation, person: Person) -> Consent:
    """The same consent as before, but without name and picture, for what is live now."""
    before = latest(situation.session, situation.story)[person.id]
    live = situation.story.live_release
    revision = live.revision if live else before.revision
    consent = Consent(
        story_id=before.story_id,
        person_id=person.id,
        revision_id=revision.id,
        content_sha256=revision.content_sha256,
        answer=Answer.AGREED,
        channels=before.channels,
        name_form=NameForm.ANONYMOUS,
        photo=False,
        until=before.until,
        on_leaving=before.on_leaving,
        small_fixes=before.small_fixes,
        way=situation.actor.way,
        created_at=situation.now,
    )
    situation.session.add(consent)
    situation.session.flush()  # rendering reads what people agreed to
    return consent


def ask(situation: Situation, person: Person) -> ConsentRequest:
    """Put the question about the latest revision to `person`; older questions end."""
    for question in open_questions(situation.session, person):
        question.answered_at = situation.now
    question = ConsentRequest(
        story_id=situation.story.id,
        person_id=person.id,
        revision_id=situation.story.latest_revision_id,
        expires_at=situation.now + timedelta(days=situation.toolbox.settings.question_days),
        created_at=situation.now,
    )
    situation.session.add(question)
    situation.session.flush()  # the mail names it by its id
    return question


def question_token(settings: Settings, question_id: str) -> str:
    """The signed part of the link to one question."""
    return _signer(settings).dumps(question_id)


def open_question(
    session: Session, token: str, *, settings: Settings, now: datetime
) -> ConsentRequest:
    """The question behind a link. Raises `NotFound`, or `Gone` when answered or too old."""
    question = question_behind(session, token, settings=settings)
    if question.answered_at is not None:
        raise Gone(_("This question has been answered, or a newer mail replaced it. Thank you."))
    if question.expires_at <= now:
        raise Gone(_("This link is no longer valid. Silence is a no: nothing will be published."))
    return question


def question_behind(session: Session, token: str, *, settings: Settings) -> ConsentRequest:
    """The question a link was made for, answered or not. Raises `NotFound`."""
    try:
        question = session.get(ConsentRequest, _signer(settings).loads(token))
    except BadSignature:
        question = None
    if question is None:
        raise NotFound(_("This link is not complete. Please open it again from the mail."))
    return question


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(settings.signing_keys)), salt="consent-question")


def questions_for(session: Session, user: User) -> Sequence[ConsentRequest]:
    """Questions this user has not answered, oldest first."""
    return session.scalars(
        select(ConsentRequest)
        .join(Person, ConsentRequest.person_id == Person.id)
        .where(Person.user_id == user.id, ConsentRequest.answered_at.is_(None))
        .order_by(ConsentRequest.created_at)
    ).all()


def history(session: Session, user: User) -> Sequence[Consent]:
    """Every answer this user ever gave, newest first."""
    return session.scalars(
        select(Consent)
        .join(Person, Consent.person_id == Person.id)
        .where(Person.user_id == user.id)
        .order_by(Consent.id.desc())
    ).all()


def open_questions(session: Session, person: Person) -> Sequence[ConsentRequest]:
    """What `person` is asked and has not answered."""
    return session.scalars(
        select(ConsentRequest).where(
            ConsentRequest.person_id == person.id, ConsentRequest.answered_at.is_(None)
        )
    ).all()


def permits(consent: Consent | None, today: date) -> bool:
    """Whether there is a yes that has not run out."""
    return (
        consent is not None
        and consent.answer is Answer.AGREED
        and (consent.until is None or today <= consent.until)
    )


def today_in(zone: str, now: datetime) -> date:
    """The day it is in the site's zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def may_show_name(consent: Consent, name_form: NameForm) -> bool:
    """Whether a name may stand in this form; less is always allowed."""
    return _MOST_TO_LEAST.index(name_form) >= _MOST_TO_LEAST.index(consent.name_form)


def gaps(
    release: Release,
    person: Person,
    consent: Consent | None,
    *,
    channels: Iterable[str],
    today: date,
) -> Iterable[Text]:
    """What is missing before `person`'s consent covers `release` on `channels`; empty when covered.

    The sentences never tell a decline from silence.
    """
    if consent is None or not permits(consent, today):
        yield _("An answer is still missing.")
        return
    if not covers_text(consent, release.revision):
        yield _("The text changed since they agreed; they are asked again.")
    missing = sorted(set(channels) - set(consent.channels))
    if missing:
        yield _("They did not agree to: %(channels)s.", channels=", ".join(missing))
    if person.is_author and not may_show_name(consent, NameForm(release.name_form)):
        yield _("They agreed to a shorter form of their name than is shown.")
    if not consent.photo and _is_pictured(release, person):
        yield _("They did not agree to being seen in a picture.")


def covers_text(consent: Consent, revision: Revision) -> bool:
    """Whether a yes holds for this text: the same, or with typing errors mended if allowed."""
    if consent.content_sha256 == revision.content_sha256:
        return True
    return consent.small_fixes and is_small_fix(consent.revision, revision)


def is_small_fix(old: Revision, new: Revision) -> bool:
    """Whether `new` only mends typing errors: few and short changes, none in a number."""
    if _beyond_text(old) != _beyond_text(new):
        return False
    pieces = [
        piece
        for before, after in ((old.summary, new.summary), (old.body, new.body))
        for piece in diff(before, after)
        if piece.kind is not Kind.SAME
    ]
    small = all(len(piece.text.strip()) <= SMALL_FIX_CHARS for piece in pieces)
    numbers = any(char.isdigit() for piece in pieces for char in piece.text)
    return small and not numbers and len(pieces) <= SMALL_FIX_PIECES


def _beyond_text(revision: Revision) -> object:
    images = [(i.asset_id, i.alt, sorted(i.people_ids)) for i in revision.images]
    people = sorted(revision.people_ids)
    return revision.title, revision.channel_texts, revision.tags, people, images


def _is_pictured(release: Release, person: Person) -> bool:
    shown = {image["sha256"] for payload in release.payloads for image in payload.images}
    return any(
        person.id in image.people_ids and image.asset.sha256 in shown
        for image in release.revision.images
    )
