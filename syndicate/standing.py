"""How somebody stands to one story: the facts the policy asks about, and four eyes."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from syndicate.errors import Forbidden, NotFound
from syndicate.i18n import Text, _
from syndicate.models import Decision, Duty, Emergency, Gate, Revision, Seat, State, Story, User
from syndicate.policy import Actor, Lent, Permission, Predicate, Standing, allows


def standing_of(session: Session, story: Story, actor: Actor) -> Standing:
    """The facts the policy asks about, for the actor and for everybody they may act for."""
    own = _own(session, story, actor.alone)
    if not actor.lent:
        return replace(own, actor=actor)
    places = tuple(_in_place(session, story, own, actor, lent) for lent in actor.lent)
    seats = own.seats.union(*(place.seats for place in places))
    return replace(own, actor=actor, seats=seats, stand_ins=(own, *places))


def general(actor: Actor) -> Standing:
    """How somebody stands where no story is concerned, for whoever asks for a role only."""
    own = Standing(actor.alone, State.NOMINATED)
    places = (Standing(actor.in_place_of(lent), State.NOMINATED) for lent in actor.lent)
    return replace(own, actor=actor, stand_ins=(own, *places))


def editors(session: Session, story: Story) -> set[str]:
    """Everybody who wrote a revision of this story."""
    query = select(Revision.created_by_id).where(Revision.story_id == story.id).distinct()
    return {user_id for user_id in session.scalars(query) if user_id}


def right_to(
    standing: Standing, may: Predicate, *, four_eyes: bool = False, gate: str | None = None
) -> Standing | Text:
    """By which right the actor may do it, their own before any lent one; or why they may not.

    The four-eyes rule stands here and nowhere else. Roles, delegation and admin rights lift none
    of it: whoever acts for another must have no part in the story, and neither must the other.
    """
    refusal = None
    for way in standing.stand_ins or (standing,):
        if not may(way):
            continue
        part = partiality(way, gate) if four_eyes else None
        if part is None:
            return way
        refusal = refusal or part
    return refusal or _("This step is for somebody else.")


def unknown(session: Session, story: Story, actor: Actor) -> NotFound | Forbidden:
    """The refusal for whoever may not know of a story, or only might while they were a deputy."""
    for lent in actor.ended:
        before = standing_of(session, story, replace(actor, lent=(lent,), ended=()))
        if allows(Permission.STORY_FOLLOW, before):
            return Forbidden(right_has_ended(lent.principal))
    return NotFound(_("There is no such story."))


def right_has_ended(principal: User) -> Text:
    """What a deputy is told who comes too late."""
    return _(
        "Your right to act for %(name)s has ended. Ask them or an administrator to renew it.",
        name=principal.full_name,
    )


def partiality(standing: Standing, gate: str | None = None) -> Text | None:
    """The part somebody has in the story that keeps them from judging it; None without one."""
    return _own_part(standing, gate) or _part_of_principal(standing, gate)


def _own_part(standing: Standing, gate: str | None) -> Text | None:
    if standing.is_nominator:
        return _("You nominated this story, so somebody else must decide.")
    if standing.is_author or standing.person_ids:
        return _("You stand in this story, so somebody else must decide.")
    if standing.is_editor:
        return _("You edited this story, so somebody else must decide.")
    if gate is not None and standing.held_gates - {gate}:
        return _("You already decided another gate of this release; a second person must decide.")
    return None


def _part_of_principal(standing: Standing, gate: str | None) -> Text | None:
    principal, user = standing.principal, standing.actor.acting_for
    if principal is None or user is None:
        return None
    name = user.full_name
    if principal.is_nominator:
        return _("%(name)s, for whom you act, nominated this story.", name=name)
    if principal.is_author or principal.person_ids:
        return _("%(name)s, for whom you act, stands in this story.", name=name)
    if principal.is_editor:
        return _("%(name)s, for whom you act, edited this story.", name=name)
    if gate is not None and principal.held_gates - {gate}:
        return _("%(name)s, for whom you act, already decided another gate.", name=name)
    return None


def _own(session: Session, story: Story, actor: Actor) -> Standing:
    user = actor.user
    if user is None and actor.person is None:
        return Standing(actor=actor, state=story.state)
    mine = [
        person
        for person in story.people
        if (user and person.user_id == user.id) or (actor.person and person.id == actor.person.id)
    ]
    return Standing(
        actor=actor,
        state=story.state,
        person_ids=frozenset(person.id for person in mine if person.removed_at is None),
        is_author=any(person.is_author for person in mine),
        is_nominator=bool(user) and any(n.user_id == user.id for n in story.nominations if user),
        is_editor=bool(user) and user.id in editors(session, story) if user else False,
        held_gates=_decided_by(session, story, user) if user else frozenset(),
        seats=_seats_of(session, story, user) if user else frozenset(),
        facts=_facts(session, story) if user else frozenset(),
    )


def _in_place(session: Session, story: Story, own: Standing, actor: Actor, lent: Lent) -> Standing:
    """The actor with one lent right; what they are in the story themselves stays as it is."""
    principal = _own(session, story, Actor(actor.way, user=lent.principal))
    return replace(
        own,
        actor=actor.in_place_of(lent),
        seats=principal.seats if lent.duty is Duty.ROUTE else frozenset(),
        principal=principal,
    )


def _decided_by(session: Session, story: Story, user: User) -> frozenset[str]:
    query = (
        select(Gate.name)
        .join(Decision, Decision.gate_id == Gate.id)
        .where(
            Gate.release_id == story.release_id,
            or_(Decision.user_id == user.id, Decision.acting_for_id == user.id),
        )
    )
    return frozenset(session.scalars(query)) if story.release_id else frozenset()


def _seats_of(session: Session, story: Story, user: User) -> frozenset[str]:
    query = (
        select(Gate.name)
        .join(Seat, Seat.gate_id == Gate.id)
        .where(Gate.release_id == story.release_id, Seat.user_id == user.id)
    )
    return frozenset(session.scalars(query)) if story.release_id else frozenset()


def _facts(session: Session, story: Story) -> frozenset[str]:
    query = select(Emergency.id).where(Emergency.release_id == story.release_id).limit(1)
    proposed = story.release_id is not None and session.scalars(query).first() is not None
    return frozenset({"emergency"}) if proposed else frozenset()
