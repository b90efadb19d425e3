"""Who is on it: a gate is taken, given back, taken over, handed to somebody else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Blocked, Conflict, Forbidden, Invalid, NotFound, WrongState
from syndicate.gates import gate_row
from syndicate.i18n import Text, _
from syndicate.models import Gate, GateState, Seat, User
from syndicate.policy import Actor, Permission, allows, pr
from syndicate.process import Form, GateRule, Situation, Step, Toolbox
from syndicate.seating import seat_of
from syndicate.services import notices
from syndicate.services.accounts import Email, find
from syndicate.standing import right_to, standing_of, unknown
from syndicate.workdays import due_day
from syndicate.workflow import locked, look


class ReassignForm(Form):
    """Who is to decide instead."""

    to: Email
    instead_of: Email | None = None
    """Whose seat it is, at a gate where people are asked by name."""


@dataclass(frozen=True)
class Powers:
    """What an actor can do now about who is on a gate; pages offer exactly this."""

    claim: bool = False
    give_back: bool = False
    hand: bool = False
    """Give the whole gate to somebody of the desk."""
    seats: tuple[Seat, ...] = ()
    """Seats that are still to decide and that this actor may give to somebody else."""


@dataclass(frozen=True)
class _Place:
    situation: Situation
    rule: GateRule
    row: Gate
    step: Step


def powers(situation: Situation, rule: GateRule, row: Gate) -> Powers:
    """What `claim`, `release` and `reassign` would let this actor do."""
    lines = (s for s in situation.process.steps if s.gate == rule.name and s.fits(situation))
    step = next(lines, None)
    if step is None or row.state is not GateState.OPEN:
        return Powers()
    actor = situation.actor
    if row.seats:
        done = {decision.holder_id for decision in row.decisions}
        all_of_them = pr(situation.standing)
        return Powers(
            seats=tuple(
                seat
                for seat in row.seats
                if seat.user_id not in done and (all_of_them or _is_theirs(actor, seat.user_id))
            )
        )
    found = right_to(situation.standing, step.may, four_eyes=step.four_eyes, gate=rule.name)
    has_it = actor.user is not None and row.claimed_by_id == actor.user.id
    one_decides = row.needed == 1
    return Powers(
        claim=one_decides and not has_it and not isinstance(found, Text),
        give_back=has_it,
        hand=one_decides and rule.role in actor.roles,
    )


def claim(
    session: Session, story_id: str, gate: str, *, actor: Actor, toolbox: Toolbox, now: datetime
) -> Gate:
    """“I take it”: others see who is on it. Taking over from somebody tells them.

    Raises `NotFound`, `Forbidden`, `WrongState` or `Blocked`.
    """
    place = _place(session, story_id, gate, actor, toolbox, now)
    actor = _decider(place)
    row, user = place.row, actor.user
    if place.row.seats or place.row.needed > 1:
        raise Blocked(_("Everybody who is asked here decides for themselves: nobody takes it."))
    if user is None or row.claimed_by_id == user.id:
        return row
    before = row.claimed_by
    row.claimed_by, row.claimed_at = session.get_one(User, user.id), now
    name = "story:gate:taken_over" if before else "story:gate:claimed"
    _write(place, name, actor, **({"from": before.id} if before else {}))
    if before is not None:
        _tell(place, before, "gate_taken_over", by=user)
    return row


def release(
    session: Session, story_id: str, gate: str, *, actor: Actor, toolbox: Toolbox, now: datetime
) -> Gate:
    """Give back what one had taken. Raises `Conflict` when it was not one's own."""
    place = _place(session, story_id, gate, actor, toolbox, now)
    row = place.row
    if row.claimed_by is None:
        return row
    if actor.user is None or row.claimed_by_id != actor.user.id:
        raise Conflict(_("%(name)s has taken this on, not you.", name=row.claimed_by.full_name))
    row.claimed_by = row.claimed_at = None
    _write(place, "story:gate:released", actor)
    return row


def reassign(
    session: Session,
    story_id: str,
    gate: str,
    data: ReassignForm,
    *,
    actor: Actor,
    toolbox: Toolbox,
    now: datetime,
) -> Gate:
    """Hand a gate, or one seat at it, to somebody who may decide there; they get a mail."""
    place = _place(session, story_id, gate, actor, toolbox, now)
    target = find(session, data.to)
    if target is None or not target.active:
        raise Invalid.field("to", _("There is no open account with this address."))
    if place.row.seats:
        before = _hand_seat(place, data, target, actor)
    else:
        before = _hand_gate(place, target, actor)
    _write(place, "story:gate:reassigned", actor, to=target.id, **before)
    _tell(place, target, "gate_handed", by=actor.user)
    return place.row


def _hand_gate(place: _Place, target: User, actor: Actor) -> dict[str, str]:
    if place.rule.role not in actor.roles:
        raise Forbidden(_("Only people of this desk hand its gate to somebody."))
    if place.row.needed > 1:
        raise Blocked(_("Everybody who is asked here decides for themselves: nobody takes it."))
    _demand_fit(place, target)
    before = place.row.claimed_by_id
    place.row.claimed_by, place.row.claimed_at = target, place.situation.now
    return {"from": before} if before else {}


def _hand_seat(place: _Place, data: ReassignForm, target: User, actor: Actor) -> dict[str, str]:
    holder = find(place.situation.session, data.instead_of) if data.instead_of else None
    seat = seat_of(place.row, holder)
    if seat is None:
        raise Invalid.field("instead_of", _("Please say whose seat it is."))
    if not (pr(place.situation.standing) or _is_theirs(actor, seat.user_id)):
        raise Forbidden(_("Only the PR desk, or whoever has the seat, hands it to somebody."))
    if any(decision.holder_id == seat.user_id for decision in place.row.decisions):
        raise Conflict(_("%(name)s has decided already.", name=seat.user.full_name))
    if seat_of(place.row, target) is not None:
        raise Invalid.field("to", _("%(name)s is asked here already.", name=target.full_name))
    _demand_fit(place, target)
    before = seat.user_id
    seat.user = target
    return {"from": before}


def _is_theirs(actor: Actor, user_id: str) -> bool:
    return actor.user is not None and actor.user.id == user_id


def _demand_fit(place: _Place, target: User) -> None:
    """A seat gives the right by itself; a desk asks for the role; four eyes hold at both."""
    session, story = place.situation.session, place.situation.story
    standing = standing_of(session, story, Actor(place.situation.actor.way, user=target))
    if place.row.seats:
        standing = replace(standing, seats=standing.seats | {place.rule.name})
    if isinstance(right_to(standing, place.step.may, four_eyes=True, gate=place.rule.name), Text):
        raise Invalid.field(
            "to",
            _(
                "%(name)s cannot decide here: they lack the role or have a part in the story.",
                name=target.full_name,
            ),
        )


def _decider(place: _Place) -> Actor:
    """The actor with the right by which they may decide at this gate."""
    found = right_to(
        place.situation.standing,
        place.step.may,
        four_eyes=place.step.four_eyes,
        gate=place.rule.name,
    )
    if isinstance(found, Text):
        raise Forbidden(found)
    return found.actor


def _place(
    session: Session, story_id: str, gate: str, actor: Actor, toolbox: Toolbox, now: datetime
) -> _Place:
    story = locked(session, story_id)
    situation = look(session, story, actor=actor, toolbox=toolbox, now=now)
    if not allows(Permission.STORY_FOLLOW, situation.standing):
        raise unknown(session, story, actor)
    rule = next((r for r in situation.process.gates if r.name == gate and r.is_decided), None)
    if rule is None:
        raise NotFound(_("There is no gate “%(name)s” that people decide.", name=gate[:40]))
    row = gate_row(situation, gate)
    lines = (s for s in situation.process.steps if s.gate == gate and s.fits(situation))
    step = next(lines, None)
    if row is None or step is None or row.state is not GateState.OPEN:
        raise WrongState(
            _("“%(gate)s” is not open now. Reload to see where the story is.", gate=rule.label),
            state=story.state.value,
        )
    return _Place(situation, rule, row, step)


def _tell(place: _Place, user: User, template: str, *, by: User | None) -> None:
    """One mail; without one for what somebody did themselves."""
    if by is not None and by.id == user.id:
        return
    story, now = place.situation.story, place.situation.now
    notices.tell(
        place.situation.session,
        template,
        email=user.email,
        locale=user.locale,
        story=story,
        key=f"{template}:{place.row.id}:{user.id}:{now.isoformat()}",
        now=now,
        params={
            "gate": place.rule.label.msgid,
            "gate_id": place.row.id,
            "by": by.full_name if by else "",
            "due_day": _due_day(place),
        },
    )


def _due_day(place: _Place) -> str:
    zone, due = place.situation.toolbox.settings.time_zone, place.row.due_at
    return due_day(due, zone).isoformat() if due else ""


def _write(place: _Place, name: str, actor: Actor, **data: str) -> None:
    situation = place.situation
    audit.append(
        situation.session,
        name,
        at=situation.now,
        actor_id=actor.id,
        way=actor.way,
        story_id=situation.story.id,
        data={"gate": place.rule.name, "release": place.row.release_sha256, **data, **actor.acting},
    )
