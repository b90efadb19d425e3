"""The gates of a release: opened in stages, decided by one person or several, held for its hash."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import lazyload

from syndicate.errors import Blocked, Conflict, Forbidden, SyndicateError
from syndicate.i18n import Text, _
from syndicate.models import Decision, Gate, GateState, Release, User
from syndicate.policy import Actor, Standing
from syndicate.process import Block, GateRule, Guard, Situation, Step
from syndicate.seating import ask, awaited, is_short
from syndicate.workdays import due_at

_HELD = select(Gate.name).where(
    Gate.release_id == bindparam("release"),
    Gate.release_sha256 == bindparam("sha256"),
    Gate.state == GateState.HELD,
)
AN_ADMINISTRATOR = _("an administrator")


def gate_row(situation: Situation, name: str) -> Gate | None:
    """The row of one gate for the release in question."""
    if situation.release is None:
        return None
    return situation.session.scalars(
        select(Gate)
        .where(Gate.release_id == situation.release.id, Gate.name == name)
        # Who decided is asked only where it does not hold, and this is asked before every send.
        .options(lazyload(Gate.seats), lazyload(Gate.decisions))
    ).one_or_none()


def _held(situation: Situation) -> frozenset[str]:
    """The gates people have decided for this very release, asked before every send."""
    release = situation.release
    if release is None:
        return frozenset()
    values = {"release": release.id, "sha256": release.sha256}
    found: frozenset[str] = situation.once(
        f"gates of {release.id}",
        lambda: frozenset(situation.session.scalars(_HELD, values)),
    )
    return found


def decided(name: str, text: Text, waits_for: Text) -> Guard:
    """A gate that people of the company hold, for this release's hash."""

    def gate(situation: Situation) -> Iterable[Block]:
        if name not in _held(situation):
            row = gate_row(situation, name)
            rule = situation.process.gate(name)
            waits = _who(rule, row, waits_for)
            yield Block(f"gate:{name}", _open_text(rule, row, text), waits, "review")

    return gate


def _open_text(rule: GateRule, row: Gate | None, text: Text) -> Text:
    if row is None:
        return text
    if is_short(rule, row):
        return _("Too few people may decide at “%(gate)s”.", gate=rule.label)
    if row.state is GateState.WAITING:
        return _("“%(gate)s” opens when the earlier gates hold.", gate=rule.label)
    if row.needed > 1:
        return _(
            "“%(gate)s”: %(done)s of %(needed)s have decided.",
            gate=rule.label,
            done=len(row.decisions),
            needed=row.needed,
        )
    return text


def _who(rule: GateRule, row: Gate | None, waits_for: Text) -> Text:
    if row is not None and is_short(rule, row):
        return AN_ADMINISTRATOR
    names = [user.full_name for user in awaited(row)] if row else []
    return Text("%(names)s", {"names": ", ".join(names)}) if names else waits_for


def closed(situation: Situation, step: Step, standing: Standing) -> SyndicateError | None:
    """Why the gate of `step` takes no decision by this right now; None when it does."""
    if step.gate is None or situation.release is None:
        return None
    row, rule = gate_row(situation, step.gate), situation.process.gate(step.gate)
    if row is None:
        return Blocked(_("This gate is newer than the release. Return the story and submit it."))
    if row.state is GateState.HELD:
        return Conflict(_("Somebody else has already decided this gate. Reload to see it."))
    return (
        _too_early(situation, rule)
        or _not_asked(row, standing.actor)
        or _decided_before(row, standing.actor)
        or _taken(row, standing.actor)
        or _not_yet_their_turn(row, standing.actor)
    )


def _too_early(situation: Situation, rule: GateRule) -> SyndicateError | None:
    missing = [
        block
        for earlier in situation.process.before(rule.stage)
        for block in earlier.blocks(situation)
    ]
    if not missing:
        return None
    text = _("“%(gate)s” opens when the earlier gates hold.", gate=rule.label)
    return Blocked(text, blocks=missing)


def _not_asked(row: Gate, actor: Actor) -> SyndicateError | None:
    holder = actor.acting_for or actor.user
    if not row.seats or (holder and holder.id in {seat.user_id for seat in row.seats}):
        return None
    return Forbidden(_("This gate is for others: you are not among those who are asked."))


def _decided_before(row: Gate, actor: Actor) -> SyndicateError | None:
    """One person decides once, and each place counts once, whoever fills it."""
    user, holder = actor.user, actor.acting_for or actor.user
    for decision in row.decisions:
        if user and decision.user_id == user.id:
            return Conflict(_("You have decided here already."))
        if holder and decision.holder_id == holder.id:
            return Conflict(
                _(
                    "%(deputy)s has decided here for %(name)s already.",
                    deputy=decision.user.full_name,
                    name=holder.full_name,
                )
            )
    return None


def _taken(row: Gate, actor: Actor) -> SyndicateError | None:
    mine = {user.id for user in (actor.user, actor.acting_for) if user}
    if row.claimed_by is None or row.claimed_by_id in mine:
        return None
    return Conflict(
        _("%(name)s has taken this on. Take it over first.", name=row.claimed_by.full_name)
    )


def _not_yet_their_turn(row: Gate, actor: Actor) -> SyndicateError | None:
    holder = actor.acting_for or actor.user
    first = awaited(row)
    if not row.in_turn or not first or (holder and first[0].id == holder.id):
        return None
    return Blocked(_("%(name)s decides first here.", name=first[0].full_name))


def decide(situation: Situation, step: Step) -> None:
    """Write down one decision; the gate holds when enough people have decided."""
    row = gate_row(situation, step.gate or "")
    user = _here(situation, situation.actor.user)
    if row is None or user is None:
        return
    comment = getattr(situation.form, "comment", "") or ""
    row.decisions.append(
        Decision(
            story_id=row.story_id,
            user=user,
            acting_for=_here(situation, situation.actor.acting_for),
            comment=comment,
            decided_at=situation.now,
        )
    )
    situation.session.flush()  # who decided is asked by the foreign keys
    if len(row.decisions) >= row.needed:
        row.state = GateState.HELD
        row.decided_by, row.decided_at = user, situation.now
        row.comment = comment


def open_for(situation: Situation, release: Release) -> None:
    """The gates of a release just submitted: those of the first stage open, what holds stays."""
    session, process = situation.session, situation.process
    there = {
        gate.name: gate
        for gate in session.scalars(select(Gate).where(Gate.release_id == release.id))
    }
    for rule in process.gates:
        row = there.get(rule.name) or _new(situation, release, rule)
        if row.state is GateState.HELD and row.emergency_id is None:
            continue
        if row.state is not GateState.OPEN:
            row.state, row.emergency_id = GateState.WAITING, None
        if not row.decisions:
            ask(situation, rule, row)
        if row.state is GateState.WAITING and not process.before(rule.stage):
            _open(situation, rule, row)


def open_ready(situation: Situation) -> list[GateRule]:
    """Open every gate whose earlier stages now hold; which ones."""
    opened = []
    for rule in situation.process.gates:
        if not situation.process.before(rule.stage) or situation.story.release is None:
            continue
        row = gate_row(situation, rule.name)
        waits = row is not None and row.state is GateState.WAITING
        if row is not None and waits and _too_early(situation, rule) is None:
            _open(situation, rule, row)
            opened.append(rule)
    return opened


def reopen(situation: Situation, rule: GateRule) -> bool:
    """Ask again at a gate that held for this release; False where it did not hold."""
    row = gate_row(situation, rule.name)
    if row is None or row.state is not GateState.HELD:
        return False
    row.decisions.clear()
    row.claimed_by = row.claimed_at = row.emergency_id = None
    row.comment = ""
    _open(situation, rule, row)
    return True


def send_back(situation: Situation, name: str, comment: str) -> None:
    """Mark a gate as returned: whoever decided there is asked again."""
    row = gate_row(situation, name)
    if row is None:
        return
    row.state = GateState.RETURNED
    row.decided_by, row.decided_at = _here(situation, situation.actor.user), situation.now
    row.comment = comment
    row.emergency_id = None
    row.decisions.clear()
    row.claimed_by = row.claimed_at = None


def _here(situation: Situation, user: User | None) -> User | None:
    """The same person as a row of this session; the actor may come from another one."""
    return situation.session.get(User, user.id) if user else None


def _new(situation: Situation, release: Release, rule: GateRule) -> Gate:
    row = Gate(
        story_id=situation.story.id,
        release_id=release.id,
        release_sha256=release.sha256,
        name=rule.name,
        stage=rule.stage,
        state=GateState.WAITING,
        created_at=situation.now,
    )
    situation.session.add(row)
    return row


def _open(situation: Situation, rule: GateRule, row: Gate) -> None:
    row.state, row.reminders = GateState.OPEN, 0
    row.decided_by = row.decided_at = None
    if rule.is_decided:
        settings = situation.toolbox.settings
        row.due_at = due_at(
            situation.now, settings.gate_days, country=settings.country, zone=settings.time_zone
        )
