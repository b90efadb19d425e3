"""What follows a step. Effects only add or change rows; nothing leaves the building here."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import lazyload
from sqlalchemy.orm.util import identity_key

from syndicate.gates import send_back
from syndicate.models import (
    Answer,
    ConsentRequest,
    MailKind,
    Nomination,
    Person,
    Role,
    State,
    Story,
    User,
)
from syndicate.process import Situation, Step
from syndicate.services import (
    consents,
    deliveries,
    markings,
    notices,
    redactions,
    releases,
    rescans,
)
from workflows.forms import MergeForm, TimeForm


def ask_author(situation: Situation) -> None:
    """Put the question to the author."""
    _ask(situation, situation.story.author)


def ask_people(situation: Situation) -> None:
    """Put the question to everybody whose consent does not cover the release."""
    release = situation.story.release
    if release is None:
        return
    given = consents.latest(situation.session, situation.story)
    today = consents.today_in(situation.toolbox.settings.time_zone, situation.now)
    for person in situation.story.people:
        if person.id not in release.revision.people_ids:
            continue
        if any(consents.gaps(release, person, given.get(person.id), channels=(), today=today)):
            _ask(situation, person)


def _ask(situation: Situation, person: Person) -> None:
    notices.tell_question(situation, person, consents.ask(situation, person))


def record_yes(situation: Situation) -> None:
    """Keep the answer of whoever acts."""
    _record(situation, Answer.AGREED)


def record_no(situation: Situation) -> None:
    """Keep the answer of whoever acts; nobody else is told whose it was."""
    _record(situation, Answer.DECLINED)


def record_withdrawal(situation: Situation) -> None:
    """End the consent of whoever withdraws; PR withdrawing ends nobody's consent."""
    _record(situation, Answer.WITHDRAWN)


def close_questions(situation: Situation) -> None:
    """Nobody is asked any longer."""
    for question in situation.session.scalars(
        select(ConsentRequest).where(
            ConsentRequest.story_id == situation.story.id, ConsentRequest.answered_at.is_(None)
        )
    ):
        question.answered_at = situation.now


def leave_out(situation: Situation) -> None:
    """Whoever acts stays in the story without name and picture, from the next version on."""
    for person in situation.story.people:
        if person.id in situation.standing.person_ids:
            consents.record_anonymous(situation, person)


def _record(situation: Situation, answer: Answer) -> None:
    for person in situation.story.people:
        if person.id in situation.standing.person_ids:
            consents.record(situation, person, answer)


def freeze_release(situation: Situation) -> None:
    """Render every payload, open the gates, scan."""
    release = releases.freeze(situation)
    rescans.scan(situation, release)
    markings.carry_over(situation, release)


def redact(situation: Situation) -> None:
    """Take findings out; the story stays in review with a new release."""
    redactions.redact(situation)


def begin_anew(situation: Situation) -> None:
    """What was agreed to before the withdrawal no longer counts."""
    situation.story.reopened_at = situation.now
    situation.story.release = None


def render_again(situation: Situation) -> None:
    """New conditions, new bytes: where nothing visible changes, the release stays the same."""
    if situation.story.state is State.IN_REVIEW:
        freeze_release(situation)


def open_again(situation: Situation) -> None:
    """Back to drafting: the release is set aside, with who sent it back."""
    for gate in situation.process.gates:
        if gate.role in situation.actor.roles or gate.name in situation.standing.seats:
            send_back(situation, gate.name, situation.form.comment)
    situation.story.release = None
    clear_time(situation)


def set_aside(situation: Situation) -> None:
    """The text goes on being written; what was decided holds for the release as it was."""
    situation.story.release = None


def begin_correction(situation: Situation) -> None:
    """The live release stays out while a new one is written."""
    situation.story.release = None


def keep_live_release(situation: Situation) -> None:
    """Back to the release readers see."""
    situation.story.release = situation.story.live_release
    clear_time(situation)


def set_time(situation: Situation) -> None:
    """Plan the time that was asked for, in the zone it was asked in."""
    form = situation.form
    if isinstance(form, TimeForm):
        story = situation.story
        story.scheduled_at = form.moment
        story.scheduled_local, story.scheduled_zone = form.at, form.zone


def clear_time(situation: Situation) -> None:
    """No time is planned any more."""
    story = situation.story
    story.scheduled_at = story.scheduled_local = story.scheduled_zone = None


def queue_deliveries(situation: Situation) -> None:
    """One delivery for each channel of the release, due now."""
    release = situation.story.release
    if release is not None:
        deliveries.queue_publish(
            situation.session, situation.story, release, due_at=situation.now, now=situation.now
        )


def take_down(situation: Situation) -> None:
    """Cancel what has not started, and a take-down for every place it stands."""
    clear_time(situation)
    deliveries.queue_take_down(situation.session, situation.story, situation.now)


def mark_live(situation: Situation) -> None:
    """Readers see this release from now on."""
    story = situation.story
    story.live_release = story.release
    story.first_live_at = story.first_live_at or situation.now


def mark_gone(situation: Situation) -> None:
    """Readers see nothing of it any more."""
    situation.story.live_release = None


def join_other_story(situation: Situation) -> None:
    """Its supporters support the other story from now on."""
    form, session = situation.form, situation.session
    if not isinstance(form, MergeForm):
        return
    target = session.get_one(Story, form.into)
    there = {nomination.user_id for nomination in target.nominations}
    for nomination in situation.story.nominations:
        if nomination.user_id not in there:
            target.nominations.append(
                Nomination(
                    user_id=nomination.user_id,
                    reason=nomination.reason,
                    created_at=nomination.created_at,
                )
            )
    situation.story.merged_into_id = target.id


def tell_everybody_concerned(situation: Situation) -> None:
    """One message to each of those the step names, never to the one who acted."""
    step, story = situation.step, situation.story
    if step is None or not step.mail:
        return
    params = {
        "step": step.name,
        "state": story.state.value,
        "news": (step.news or step.label).msgid,
        "by_id": _shown_actor(situation, step),
        "comment": _shown_comment(situation, step),
    }
    acting = situation.actor.user.id if situation.actor.user else None
    thanked = _thanked(situation, step)
    thanks = [
        replace(notices.to_user(user, "thanks", story=story), key=f"thanks:{story.id}:{user.id}")
        for user in thanked.values()
        if user.active
    ]
    news = [
        notices.to_user(user, step.mail, story=story, params=params, kind=kind)
        for user, kind in _readers(situation, step)
        if user.id not in {acting, *thanked} and user.active
    ]
    notices.tell_all(situation.session, [*thanks, *news], now=situation.now)


def _thanked(situation: Situation, step: Step) -> dict[str, User]:
    """Whoever wrote and found it, thanked once, with where to read it; by their id."""
    if not step.thanks or situation.story.first_live_at != situation.now:
        return {}
    return {user.id: user for name in step.thanks for user in _recipients(situation, name)}


def _readers(situation: Situation, step: Step) -> list[tuple[User, MailKind]]:
    """Everybody the step tells, once, each with what the news is to them."""
    found: dict[str, tuple[User, MailKind]] = {}
    for name in sorted(step.tells, key=lambda name: name not in set(Role)):
        in_it = name in ("author", "people")
        kind = MailKind.DESK if name in set(Role) else MailKind.STORIES
        for user in _recipients(situation, name):
            concerned = step.alerts and in_it
            if concerned or found.get(user.id, (user, kind))[1] is not MailKind.ALERT:
                found[user.id] = (user, MailKind.ALERT if concerned else kind)
    return list(found.values())


def _shown_actor(situation: Situation, step: Step) -> str:
    """Whose name the mail may carry; empty where nobody is told, and for syndicate itself."""
    user = situation.actor.user
    return "" if step.discreet or user is None else user.id


def _shown_comment(situation: Situation, step: Step) -> str:
    """What was written to go with it; the words of somebody in the story would give them away."""
    if step.discreet and situation.standing.person_ids:
        return ""
    return str(getattr(situation.form, "comment", ""))


def _recipients(situation: Situation, name: str) -> list[User]:
    return list(situation.once(f"told: {name}", lambda: _look_for(situation, name)))


def _look_for(situation: Situation, name: str) -> list[User]:
    session, story = situation.session, situation.story
    if name in set(Role):
        return notices.on_duty(session, Role(name), situation.now)
    if name == "nominators":
        return list(session.scalars(_nominators_query(), {"story": story.id}))
    wanted = [person for person in story.people if person.is_author or name == "people"]
    ids = [person.user_id for person in wanted if person.user_id and person.removed_at is None]
    here = [user for key in ids if (user := session.identity_map.get(identity_key(User, key)))]
    missing = set(ids) - {user.id for user in here}
    others = select(User).where(User.id.in_(missing)).options(lazyload(User.grants))
    return [*here, *session.scalars(others)] if missing else here


@cache
def _nominators_query() -> Select[User]:
    """Without their roles, which no mail needs."""
    return (
        select(User)
        .join(Nomination, Nomination.user_id == User.id)
        .where(Nomination.story_id == bindparam("story"))
        .order_by(Nomination.created_at)
        .options(lazyload(User.grants))
    )
