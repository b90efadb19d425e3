"""The one way in: every change of a story's state goes through `take`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from syndicate import audit
from syndicate.errors import Blocked, Conflict, Forbidden, Invalid, NotFound, Stale, WrongState
from syndicate.gates import closed, decide, gate_row, open_ready
from syndicate.i18n import Text, _
from syndicate.models import Release, State, Story
from syndicate.policy import SYSTEM, Actor, Permission, Predicate, Standing, allows
from syndicate.process import Block, Form, Situation, Step, Toolbox
from syndicate.standing import right_has_ended, right_to, standing_of, unknown
from syndicate.validation import problems_of

AUTOMATIC_LIMIT = 10


@dataclass(frozen=True)
class Seen:
    """What the person had before their eyes; a decision about anything older is refused."""

    revision_id: str | None = None
    release_sha256: str | None = None


def take(
    session: Session,
    story_id: str,
    name: str,
    *,
    actor: Actor,
    toolbox: Toolbox,
    now: datetime,
    seen: Seen | None = None,
    data: Mapping[str, Any] | None = None,
) -> Story:
    """Move a story along one step. The caller owns the transaction.

    Raises `NotFound`, `WrongState`, `Forbidden`, `Invalid`, `Stale`, `Blocked` or `Conflict`,
    each with a sentence for the person; nothing is written then.
    """
    story = locked(session, story_id)
    situation = look(session, story, actor=actor, toolbox=toolbox, now=now)
    if not allows(Permission.STORY_FOLLOW, situation.standing) and actor is not SYSTEM:
        raise unknown(session, story, situation.actor)
    if _already_decided(situation, name, seen):
        return story
    step = situation.process.find(name, situation)
    if step is None:
        raise _wrong_state(situation, name)
    right = _right(situation, step)
    if isinstance(right, Text):
        raise Forbidden(right)
    form = _parse(step.form, data or {})
    situation = situation.anew(form=form, actor=right.actor, standing=right)
    _refuse_stale(situation, step, seen)
    refusal = closed(situation, step, right)
    if refusal is not None:
        raise refusal
    reasons = [block for guard in step.guards for block in guard(situation)]
    if reasons:
        raise Blocked(reasons[0].text, blocks=reasons)
    _move(situation, step)
    _settle(situation)
    return story


def settle(session: Session, story_id: str, *, toolbox: Toolbox, now: datetime) -> Story:
    """Take every automatic step that is due. Jobs call this after something happened."""
    story = locked(session, story_id)
    _settle(look(session, story, actor=SYSTEM, toolbox=toolbox, now=now))
    return story


def look(
    session: Session, story: Story, *, actor: Actor, toolbox: Toolbox, now: datetime
) -> Situation:
    """How things stand for `actor` at one story, at this moment."""
    actor = actor.at(now) if actor.lent else actor
    return Situation(
        session=session,
        story=story,
        actor=actor,
        standing=standing_of(session, story, actor),
        now=now,
        toolbox=toolbox,
        process=toolbox.process(story.process),
        release=story.release or story.live_release,
    )


def refuses(situation: Situation, step: Step) -> Text | None:
    """Why this actor may not take `step`, or None."""
    found = _right(situation, step)
    return found if isinstance(found, Text) else None


def _right(situation: Situation, step: Step) -> Standing | Text:
    if step.automatic and situation.actor is not SYSTEM:
        return _("syndicate takes this step by itself.")
    found = right_to(situation.standing, step.may, four_eyes=step.four_eyes, gate=step.gate)
    if isinstance(found, Text) and situation.actor.ended:
        return _if_it_has_ended(situation, step.may) or found
    return found


def _if_it_has_ended(situation: Situation, may: Predicate) -> Text | None:
    """The sentence for a deputy whose right ended while the page was open."""
    actor = replace(situation.actor, lent=situation.actor.ended, ended=())
    found = right_to(standing_of(situation.session, situation.story, actor), may)
    if isinstance(found, Text) or found.actor.acting_for is None:
        return None
    return right_has_ended(found.actor.acting_for)


def offered(situation: Situation) -> list[Step]:
    """The steps this actor may take now, as pages and the API offer them."""
    return [
        step
        for step in situation.process.steps
        if step.fits(situation)
        and not (step.automatic or step.implied)
        and _is_open(situation, step)
    ]


def _is_open(situation: Situation, step: Step) -> bool:
    right = _right(situation, step)
    return not isinstance(right, Text) and closed(situation, step, right) is None


def blocks(situation: Situation, *, known: Mapping[str, Any] | None = None) -> list[Block]:
    """What keeps the story's release from going out, and on whom it waits.

    The page, the API, the mails and the fence of every delivery ask this one function. What is
    `known` by its name in `Situation.once` was looked up in this transaction, behind its locks.
    """
    if situation.release is None:
        return []
    situation = situation.anew()
    situation.seen.update(known or {})
    reasons = [block for gate in situation.process.gates for block in gate.blocks(situation)]
    reasons.extend(block for fence in situation.process.fences for block in fence(situation))
    return reasons


def locked(session: Session, story_id: str) -> Story:
    """The story, read anew and held until the transaction ends. Raises `NotFound`."""
    story = session.scalars(
        select(Story)
        .where(Story.id == story_id)
        .with_for_update(of=Story)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if story is None:
        raise NotFound(_("There is no such story."))
    return story


def _already_decided(situation: Situation, name: str, seen: Seen | None) -> bool:
    """A double click: the same person has decided this gate for the release they saw."""
    gate = next((step.gate for step in situation.process.named(name) if step.gate), None)
    row, user = gate_row(situation, gate) if gate else None, situation.actor.user
    if row is None or user is None or seen is None:
        return False
    decided = any(decision.user_id == user.id for decision in row.decisions)
    return decided and seen.release_sha256 == row.release_sha256


def _wrong_state(situation: Situation, name: str) -> WrongState | NotFound:
    if not situation.process.named(name):
        return NotFound(_("There is no step “%(name)s”.", name=name))
    return WrongState(
        _(
            "“%(name)s” is not possible while the story is %(state)s. Reload to see where it is.",
            name=situation.process.named(name)[0].label,
            state=state_label(situation.story.state),
        ),
        state=situation.story.state.value,
    )


def _parse(form: type[Form], data: Mapping[str, Any]) -> Form:
    try:
        return form.model_validate(dict(data))
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


def _refuse_stale(situation: Situation, step: Step, seen: Seen | None) -> None:
    if situation.actor is SYSTEM or step.wins:
        return
    story = situation.story
    if seen is None or seen.revision_id != story.latest_revision_id:
        raise Stale(
            _("The text has changed since you looked. Read the new version, then decide."),
            latest_revision=story.latest_revision_id,
            seen_revision=seen.revision_id if seen else None,
        )
    release = situation.release
    must_name_release = step.gate is not None or step.about_release
    if must_name_release and story.release_id and release and seen.release_sha256 != release.sha256:
        raise Stale(
            _("What will be published has changed since you looked. Read it again, then decide."),
            latest_release=release.sha256,
            seen_release=seen.release_sha256,
        )


def _move(situation: Situation, step: Step) -> None:
    situation = situation.anew()
    story, session = situation.story, situation.session
    before, target = story.state, step.target_in(situation)
    _compare_and_set(session, story, target, situation.now)
    if step.gate is not None:
        decide(situation, step)
    audit.append(
        session,
        step.event,
        at=situation.now,
        actor_id=situation.actor.id,
        way=situation.actor.way,
        story_id=story.id,
        data=_event_data(situation, step, before, target),
    )
    situation = situation.anew(step=step)
    for effect in (*step.effects, *situation.process.always):
        effect(situation)
    session.flush()  # the automatic steps that may follow read what the effects left


def _compare_and_set(session: Session, story: Story, target: State, now: datetime) -> None:
    values: dict[str, Any] = {"version": story.version + 1, "state": target}
    if target is not story.state:
        values["state_since"] = now
    session.flush()  # nothing pending may ride along with the compare-and-set
    moved = session.execute(
        update(Story)
        .where(Story.id == story.id, Story.version == story.version, Story.state == story.state)
        .values(values)
        .execution_options(synchronize_session=False)
        .returning(Story.id)
    ).one_or_none()
    if moved is None:
        raise Conflict(_("Somebody else moved this story just now. Reload and look again."))
    for name, value in values.items():  # as it now stands in the row
        set_committed_value(story, name, value)


def _event_data(situation: Situation, step: Step, before: State, after: State) -> dict[str, Any]:
    data: dict[str, Any] = {"step": step.name, "from": before.value, "to": after.value}
    if situation.story.latest_revision_id:
        data["revision"] = situation.story.latest_revision_id
    release: Release | None = situation.story.release
    if release is not None:
        data["release"] = release.sha256
    noted = step.notes(situation) if step.notes else {}
    return data | noted | situation.actor.acting


def _settle(situation: Situation) -> None:
    """Take automatic steps until none applies."""
    for _round in range(AUTOMATIC_LIMIT):
        current = look(
            situation.session,
            situation.story,
            actor=SYSTEM,
            toolbox=situation.toolbox,
            now=situation.now,
        )
        _open_gates(current)
        current = current.anew()
        step = next((s for s in current.process.steps if _applies(current, s)), None)
        if step is None:
            return
        _move(current, step)
    msg = f"automatic steps of process {situation.process.name} do not come to rest"
    raise RuntimeError(msg)


def _open_gates(situation: Situation) -> None:
    """Gates of a later stage open, are told of and are written down."""
    if situation.story.state is not State.IN_REVIEW:
        return
    for rule in open_ready(situation):
        audit.append(
            situation.session,
            "story:gate:opened",
            at=situation.now,
            actor_id=None,
            way=situation.actor.way,
            story_id=situation.story.id,
            data={"gate": rule.name, "release": getattr(situation.release, "sha256", None)},
        )
        for effect in situation.process.opening:
            effect(situation.anew(opened=rule))


def _applies(situation: Situation, step: Step) -> bool:
    return (
        step.automatic
        and step.fits(situation)
        and not any(True for guard in step.guards for _ in guard(situation))
    )


STATE_LABELS: dict[State, Text] = {
    State.NOMINATED: _("Nominated"),
    State.AWAITING_AUTHOR: _("Asking the author"),
    State.DRAFTING: _("Drafting"),
    State.IN_REVIEW: _("In review"),
    State.CLEARED: _("Cleared"),
    State.SCHEDULED: _("Scheduled"),
    State.PUBLISHING: _("Publishing"),
    State.LIVE: _("Live"),
    State.PARTLY_LIVE: _("Partly live"),
    State.MISSED: _("Missed its time"),
    State.WITHDRAWING: _("Being taken down"),
    State.WITHDRAWN: _("Withdrawn"),
    State.DECLINED: _("Not used"),
    State.MERGED: _("Merged"),
}


def state_label(state: State) -> Text:
    """The word people read for a state; the same everywhere."""
    return STATE_LABELS[state]
