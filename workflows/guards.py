"""What must hold before a step: each guard names what is missing and on whom it waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select

from syndicate.i18n import Text, _
from syndicate.models import (
    Answer,
    Channel,
    Consent,
    ConsentRequest,
    Delivery,
    DeliveryState,
    PayloadRow,
    Person,
    ReceiptRow,
    Release,
    Revision,
    State,
    Story,
)
from syndicate.process import Block, Situation
from syndicate.services import channels, consents
from syndicate.workflow import blocks
from workflows.forms import MergeForm, TimeForm

PR_DESK = _("the PR desk")
PRIVACY_REVIEW = _("privacy review")
THE_AUTHOR = _("the author")

_CHANNELS = (
    select(Channel.name)
    .join(PayloadRow, PayloadRow.channel_id == Channel.id)
    .where(PayloadRow.release_id == bindparam("release"))
)
_DELIVERIES = select(Delivery.state).where(Delivery.release_id == bindparam("release"))
STUCK = (DeliveryState.NEEDS_PERSON, DeliveryState.GIVEN_UP, DeliveryState.CANCELLED)


def is_live(situation: Situation) -> bool:
    """Whether readers can see an earlier release of this story."""
    return situation.story.live_release_id is not None


def is_not_live(situation: Situation) -> bool:
    """Whether nothing of this story is out."""
    return not is_live(situation)


def my_answer_is_in(situation: Situation) -> bool:
    """Whether everybody this actor is in the story has agreed to what is there now."""
    given = consents.latest(situation.session, situation.story)
    release, today = situation.story.release, _today(situation)
    mine = [p for p in situation.story.people if p.id in situation.standing.person_ids]
    if release is None:
        return all(consents.permits(given.get(person.id), today) for person in mine)
    names = _channel_names(situation, release)
    return not any(
        gap
        for person in mine
        for gap in consents.gaps(release, person, given.get(person.id), channels=names, today=today)
    )


def text_is_whole(situation: Situation) -> Iterable[Block]:
    """Title, summary, text, and a description for every image."""
    revision = _revision(situation)
    parts = (
        (_("title"), revision.title),
        (_("summary"), revision.summary),
        (_("text"), revision.body),
    )
    for label, value in parts:
        if not value.strip():
            yield Block(
                "draft:missing", _("The %(part)s is missing.", part=label), PR_DESK, "draft"
            )
    for image in revision.images:
        if not image.alt.strip():
            yield Block(
                "draft:alt",
                _(
                    "Image %(number)s has no description. Say in a sentence what is to be seen.",
                    number=image.position + 1,
                ),
                PR_DESK,
                "draft",
            )


def author_agreed(situation: Situation) -> Iterable[Block]:
    """The author said yes in principle, and it has not run out."""
    author = situation.story.author
    consent = consents.latest(situation.session, situation.story).get(author.id)
    if not consents.permits(consent, _today(situation)):
        yield Block("gate:author", _("The author has not agreed yet."), THE_AUTHOR, "people")


def author_gate(situation: Situation) -> Iterable[Block]:
    """The author's consent covers this very release on every channel of it."""
    yield from _people_gaps(situation, "gate:author", [situation.story.author])


def people_gate(situation: Situation) -> Iterable[Block]:
    """So does the consent of everybody else in it."""
    release = situation.release
    wanted = release.revision.people_ids if release else []
    people = [p for p in situation.story.people if not p.is_author and p.id in wanted]
    yield from _people_gaps(situation, "gate:people", people)


def _people_gaps(situation: Situation, code: str, people: Iterable[Person]) -> Iterable[Block]:
    release, people = situation.release, list(people)
    if release is None or not people:
        return
    given = _given(situation)
    names = _channel_names(situation, release)
    for person in people:
        for gap in consents.gaps(
            release, person, given.get(person.id), channels=names, today=_today(situation)
        ):
            who = Text("%(name)s", {"name": person.full_name})
            yield Block(code, gap, who, "people")


def question_ran_out(situation: Situation) -> Iterable[Block]:
    """Somebody in the story did not answer in time."""
    late = situation.session.scalars(
        select(ConsentRequest.id).where(
            ConsentRequest.story_id == situation.story.id,
            ConsentRequest.answered_at.is_(None),
            ConsentRequest.expires_at <= situation.now,
        )
    ).first()
    if late is None:
        yield Block("question:open", _("There is still time to answer."), where="people")


def consent_ran_out(situation: Situation) -> Iterable[Block]:
    """Somebody's consent to what is out has ended by its own date."""
    today = _today(situation)
    ended = any(
        consent.answer is Answer.AGREED and consent.until is not None and consent.until < today
        for consent in _given(situation).values()
        if consent.person.removed_at is None
    )
    if not ended:
        yield Block("consent:valid", _("Every consent still holds."), where="people")


def nothing_blocks(situation: Situation) -> Iterable[Block]:
    """All gates hold for this release, and no fence is up."""
    return blocks(situation)


def review_passed(situation: Situation) -> Iterable[Block]:
    """All gates hold for this release; a freeze does not undo a review."""
    for gate in situation.process.gates:
        yield from gate.blocks(situation)


def not_frozen(situation: Situation) -> Iterable[Block]:
    """No freeze holds all channels."""
    freeze = situation.once("freeze", lambda: channels.frozen(situation.session, None))
    if freeze is not None:
        yield Block(
            "freeze:all",
            _("All channels are frozen: %(reason)s", reason=freeze.reason),
            PR_DESK,
            "channels",
        )


def chosen_time_is_ahead(situation: Situation) -> Iterable[Block]:
    """The time asked for is still to come."""
    form = situation.form
    if isinstance(form, TimeForm) and form.moment <= situation.now:
        yield Block(
            "schedule:past", _("This time has passed. Please choose a later one."), where="schedule"
        )


def planned_ahead(situation: Situation) -> Iterable[Block]:
    """A time was planned and is still to come."""
    planned = situation.story.scheduled_at
    if planned is None or planned <= situation.now:
        yield Block("schedule:none", _("No time is planned."), where="schedule")


def time_has_come(situation: Situation) -> Iterable[Block]:
    """The planned time is here, not long past, and did not pass in a freeze."""
    planned = situation.story.scheduled_at
    if (
        planned is None
        or not planned <= situation.now < _too_late(situation, planned)
        or channels.lifted_since(situation.session, None, planned)
    ):
        yield Block("schedule:not_due", _("It is not time yet."), where="schedule")


def time_has_passed(situation: Situation) -> Iterable[Block]:
    """The planned time went by; a scheduled story has the grace of the settings, but no freeze."""
    planned = situation.story.scheduled_at
    if planned is not None and situation.story.state is State.SCHEDULED:
        in_a_freeze = channels.lifted_since(situation.session, None, planned)
        planned = planned if in_a_freeze else _too_late(situation, planned)
    if planned is None or planned > situation.now:
        yield Block("schedule:not_missed", _("Its time has not passed."), where="schedule")


def everything_is_out(situation: Situation) -> Iterable[Block]:
    """Every delivery of the release is done."""
    states = _delivery_states(situation)
    if not states or any(state is not DeliveryState.DONE for state in states):
        yield Block("deliveries:open", _("Not every channel has it yet."), where="channels")


def only_part_is_out(situation: Situation) -> Iterable[Block]:
    """Something is out, and what is not waits for a person or was given up."""
    states = _delivery_states(situation)
    settled = all(state is DeliveryState.DONE or state in STUCK for state in states)
    if not settled or DeliveryState.DONE not in states or set(states) == {DeliveryState.DONE}:
        yield Block("deliveries:open", _("Deliveries are still under way."), where="channels")


def nothing_went_out(situation: Situation) -> Iterable[Block]:
    """Every delivery of the release was given up."""
    states = _delivery_states(situation)
    over = (DeliveryState.GIVEN_UP, DeliveryState.CANCELLED)
    if not states or any(state not in over for state in states):
        yield Block("deliveries:open", _("Deliveries are still under way."), where="channels")


def nothing_is_left(situation: Situation) -> Iterable[Block]:
    """Every copy was read back as gone, and nothing is on its way."""
    session, story = situation.session, situation.story
    session.flush()  # the copies and deliveries below may just have been written
    left = session.scalars(
        select(ReceiptRow.id).where(ReceiptRow.story_id == story.id, ReceiptRow.gone_at.is_(None))
    ).first()
    under_way = session.scalars(
        select(Delivery.id).where(
            Delivery.story_id == story.id,
            Delivery.state.in_(
                (
                    DeliveryState.READY,
                    DeliveryState.SENDING,
                    DeliveryState.UNCERTAIN,
                    DeliveryState.CHECKING,
                    DeliveryState.NEEDS_PERSON,
                )
            ),
        )
    ).first()
    if left or under_way:
        yield Block("take_down:open", _("Copies are still being taken down."), where="channels")


def other_story_is_there(situation: Situation) -> Iterable[Block]:
    """The story to merge into exists and is another one, still under way."""
    form = situation.form
    target = situation.session.get(Story, form.into) if isinstance(form, MergeForm) else None
    usable = target is not None and target.state is not State.MERGED
    if target is None or target.id == situation.story.id or not usable:
        yield Block("merge:target", _("Please give the number of another open story."))


def _delivery_states(situation: Situation) -> list[DeliveryState]:
    situation.session.flush()  # the outcome that brought us here may not be written yet
    values = {"release": situation.story.release_id}
    found: list[DeliveryState] = situation.once(
        "deliveries", lambda: situation.session.scalars(_DELIVERIES, values).all()
    )
    return found


def _revision(situation: Situation) -> Revision:
    return situation.session.get_one(Revision, situation.story.latest_revision_id)


def _given(situation: Situation) -> dict[str, Consent]:
    """Each person's newest answer, for the guards of one look."""
    found: dict[str, Consent] = situation.once(
        "consents", lambda: consents.latest(situation.session, situation.story)
    )
    return found


def _channel_names(situation: Situation, release: Release) -> list[str]:
    found: list[str] = situation.once(
        f"channels of {release.id}",
        lambda: situation.session.scalars(_CHANNELS, {"release": release.id}).all(),
    )
    return found


def _today(situation: Situation) -> date:
    return consents.today_in(situation.toolbox.settings.time_zone, situation.now)


def _too_late(situation: Situation, planned: datetime) -> datetime:
    return planned + timedelta(minutes=situation.toolbox.settings.late_after_minutes)
