"""The one way past the reviewers: two people, a reason, one hour. Consent is never skipped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from pydantic import Field
from sqlalchemy import select

from syndicate.gates import gate_row
from syndicate.i18n import _
from syndicate.models import Emergency, GateState, Role, State, User
from syndicate.policy import called, pr
from syndicate.process import Block, Form, Situation, Step
from syndicate.services import findings, notices
from workflows import effects, guards, timing
from workflows.forms import MAX_COMMENT_CHARS, CommentForm

CONFIRM_WITHIN = timedelta(minutes=60)
SHORTEST_REASON = 30
A_SECOND_PERSON = _("a second person of PR, privacy review or administration")


class EmergencyForm(Form):
    """Why it cannot wait, and which open findings are accepted knowingly."""

    reason: str = Field(min_length=SHORTEST_REASON, max_length=MAX_COMMENT_CHARS)
    accepts: list[str] = Field(default_factory=list, max_length=200)
    """Ids of blocking findings nobody has resolved."""


def everybody_agreed(situation: Situation) -> Iterable[Block]:
    """The author and everybody in the story agree to this very release."""
    for gate in situation.process.gates:
        if not gate.is_decided:
            yield from gate.blocks(situation)


def findings_answered_for(situation: Situation) -> Iterable[Block]:
    """Every blocking finding is resolved, or listed by whoever proposes; some never can be."""
    proposal = proposed(situation)
    listed = proposal.accepted if proposal else []
    for view in _open_findings(situation):
        never = view.row.kind in findings.NEVER_JUSTIFIED
        if never or (view.row.fingerprint not in listed and not _lists(situation, view.row.id)):
            yield Block(
                "emergency:finding",
                _("This finding is open and not listed: %(message)s", message=view.message),
                guards.PRIVACY_REVIEW,
                "findings",
            )


def a_second_person(situation: Situation) -> Iterable[Block]:
    """Somebody else proposed it for this release, not longer ago than an hour."""
    proposal = proposed(situation)
    if proposal is None:
        yield Block(
            "emergency:none",
            _("Nobody has proposed this in the last hour."),
            guards.PR_DESK,
            "review",
        )
        return
    first = {proposal.proposed_by_id, proposal.proposed_for_id} - {None}
    acting = (situation.actor.user, situation.actor.acting_for)
    if first & {user.id for user in acting if user}:
        yield Block(
            "emergency:alone", _("You proposed it: a second person must confirm."), A_SECOND_PERSON
        )


def nobody_proposed(situation: Situation) -> Iterable[Block]:
    """There is no proposal that could still be confirmed."""
    if proposed(situation) is not None:
        yield Block(
            "emergency:open",
            _("This has been proposed already and waits for a second person."),
            A_SECOND_PERSON,
            "review",
        )


def proposed(situation: Situation) -> Emergency | None:
    """The proposal for this release that can be confirmed now."""
    if situation.release is None:
        return None
    return situation.session.scalars(
        select(Emergency)
        .where(
            Emergency.release_id == situation.release.id,
            Emergency.release_sha256 == situation.release.sha256,
            Emergency.confirmed_at.is_(None),
            Emergency.expires_at > situation.now,
        )
        .order_by(Emergency.created_at.desc())
        .limit(1)
    ).one_or_none()


def propose(situation: Situation) -> None:
    """Keep who proposes it, why, and which findings are left open."""
    form, release, user = situation.form, situation.release, situation.actor.user
    if not isinstance(form, EmergencyForm) or release is None or user is None:
        return
    acting_for = situation.actor.acting_for
    situation.session.add(
        Emergency(
            story_id=situation.story.id,
            release_id=release.id,
            release_sha256=release.sha256,
            reason=form.reason,
            accepted=[view.row.fingerprint for view in _open_findings(situation)],
            proposed_by_id=user.id,
            proposed_for_id=acting_for.id if acting_for else None,
            expires_at=situation.now + CONFIRM_WITHIN,
            created_at=situation.now,
        )
    )
    situation.session.flush()  # the second person is asked by what stands there now


def hold_gates(situation: Situation) -> None:
    """Every gate that people decide holds for this release, by the two and not by its own."""
    proposal, actor = proposed(situation), situation.actor
    if proposal is None or actor.user is None:
        return
    user, acting_for = situation.session.get_one(User, actor.user.id), actor.acting_for
    proposal.confirmed_by, proposal.confirmed_at = user, situation.now
    proposal.confirmed_for_id = acting_for.id if acting_for else None
    for rule in situation.process.gates:
        row = gate_row(situation, rule.name)
        if row is None or not rule.is_decided or row.state is GateState.HELD:
            continue
        row.state, row.emergency_id = GateState.HELD, proposal.id
        row.decided_by, row.decided_at = user, situation.now
        row.comment = proposal.reason


def tell_all(situation: Situation) -> None:
    """A mail with the reason to everybody concerned, whether or not they have an account."""
    session, story, step = situation.session, situation.story, situation.step
    if step is None:
        return
    desks = (Role.PR, Role.PRIVACY, Role.ADMIN)
    users = [user for role in desks for user in notices.on_duty(session, role, situation.now)]
    users += [nomination.user for nomination in story.nominations]
    ids = [person.user_id for person in story.people if person.user_id]
    users += session.scalars(select(User).where(User.id.in_(ids)))
    to = {user.email: (user.locale, True) for user in users if user.active}
    for person in story.people:
        if person.email and person.removed_at is None:
            to.setdefault(person.email, (story.language, False))
    params = _params(situation)
    for email, (locale, has_account) in to.items():
        notices.tell(
            session,
            "emergency",
            email=email,
            locale=locale,
            story=story,
            key=f"emergency:{step.name}:{story.id}:{story.version}:{email}",
            now=situation.now,
            params=params | {"account": has_account},
        )


def _params(situation: Situation) -> dict[str, Any]:
    last = situation.session.scalars(
        select(Emergency)
        .where(Emergency.story_id == situation.story.id)
        .order_by(Emergency.created_at.desc(), Emergency.id.desc())
        .limit(1)
    ).one()
    return {
        "first": last.proposed_by.full_name,
        "second": last.confirmed_by.full_name if last.confirmed_by else "",
        "reason": last.reason,
        "until": last.expires_at.isoformat(),
    }


def _open_findings(situation: Situation) -> list[findings.FindingView]:
    if situation.release is None:
        return []
    settings = situation.toolbox.settings
    views = findings.for_release(
        situation.session, situation.release, situation.now, settings.time_zone
    )
    return findings.unresolved(views)


def _lists(situation: Situation, finding_id: str) -> bool:
    return isinstance(situation.form, EmergencyForm) and finding_id in situation.form.accepts


STEPS = (
    Step(
        "emergency_propose",
        _("Emergency: propose to publish at once"),
        frozenset({State.IN_REVIEW}),
        None,
        may=pr,
        event="story:emergency:proposed",
        guards=(nobody_proposed, everybody_agreed, guards.not_frozen, findings_answered_for),
        effects=(propose, tell_all),
        form=EmergencyForm,
        about_release=True,
        four_eyes=True,
        danger=True,
        mail="",
        tells=("pr", "privacy", "admin", "author", "people", "nominators"),
    ),
    Step(
        "emergency_publish",
        _("Emergency: confirm and publish at once"),
        frozenset({State.IN_REVIEW}),
        State.PUBLISHING,
        may=called,
        event="story:emergency:published",
        guards=(a_second_person, everybody_agreed, guards.not_frozen, findings_answered_for),
        effects=(
            hold_gates,
            timing.note_everything,
            effects.clear_time,
            effects.queue_deliveries,
            tell_all,
        ),
        notes=timing.everything_noted,
        form=CommentForm,
        about_release=True,
        four_eyes=True,
        danger=True,
        mail="",
        tells=("pr", "privacy", "admin", "author", "people", "nominators"),
    ),
)
