"""Who acts for whom, and until when. What is lent cannot be lent on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pydantic import Field, field_validator
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Forbidden, Invalid, NotFound
from syndicate.i18n import Text, _
from syndicate.models import Deputy, Duty, Role, User
from syndicate.policy import Actor, Lent, Way
from syndicate.process import Form
from syndicate.services import notices
from syndicate.services.accounts import Email, find
from syndicate.validation import FieldError

LONGEST = timedelta(days=92)
ENDED_LATELY = timedelta(days=7)
"""So long a refusal still says that a right has ended."""

DUTIES: dict[Duty, Text] = {
    Duty.PR: _("PR"),
    Duty.PRIVACY: _("Privacy review"),
    Duty.ROUTE: _("Approval routes"),
}


class DeputyInput(Form):
    """Somebody is to act in one's place for a time."""

    deputy: Email
    """Whose hands it is in; their address."""
    role: Duty
    from_at: datetime | None = None
    """None is from now on."""
    until_at: datetime
    """The first moment at which it no longer holds."""
    of: Email | None = Field(None, description="Whose right it is; None is one's own.")

    @field_validator("from_at", "until_at")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise FieldError(_("Please give the time with its offset, such as +09:00."))
        return value


def act_as(session: Session, user: User, way: Way, *, now: datetime) -> Actor:
    """`user` as somebody who acts, with the rights others have lent them. Doors call this once."""
    rows = session.scalars(
        select(Deputy)
        .where(
            Deputy.deputy_id == user.id, Deputy.from_at <= now, Deputy.until_at > now - ENDED_LATELY
        )
        .order_by(Deputy.created_at, Deputy.id)
    ).all()
    rights = [(row, Lent(row.role, row.user, row.until_at)) for row in rows if _holds(row)]
    return Actor(
        way,
        user=user,
        lent=_each_once(lent for row, lent in rights if row.until_at > now),
        ended=_each_once(lent for row, lent in rights if row.until_at <= now),
    )


def lend(session: Session, data: DeputyInput, *, actor: Actor, now: datetime) -> Deputy:
    """A right somebody has by themselves goes to a deputy, for a time. Raises `Invalid`."""
    principal, deputy = _principal(session, data, actor), find(session, data.deputy)
    if deputy is None or not deputy.active:
        raise Invalid.field("deputy", _("There is no open account with this address."))
    if deputy.id == principal.id:
        raise Invalid.field("deputy", _("Please choose somebody else."))
    if not _may_lend(principal, data.role):
        raise Invalid.field("role", _not_theirs(session, principal, data.role, now))
    begins = max(data.from_at or now, now)
    _check_span(begins, data.until_at)
    _refuse_overlap(session, principal, deputy, data, begins)
    row = Deputy(
        user=session.get_one(User, principal.id),
        deputy=deputy,
        role=data.role,
        from_at=begins,
        until_at=data.until_at,
        created_by_id=actor.id,
        created_at=now,
    )
    session.add(row)
    session.flush()  # the event names the new id
    _tell(session, "account:deputy:named", row, actor, now)
    _write_to(session, row, now)
    return row


def end(session: Session, deputy_id: str, *, actor: Actor, now: datetime) -> datetime | None:
    """The right ends at this moment. When it had ended, where somebody was faster; else None.

    Raises `NotFound` for whom it is not about.
    """
    row = session.get(Deputy, deputy_id)
    user_id = actor.user.id if actor.user else None
    if row is None or not (_manages(actor) or user_id in (row.user_id, row.deputy_id)):
        raise NotFound(_("There is no such deputy."))
    if row.until_at <= now:
        return row.until_at
    if row.from_at < now:
        row.until_at = now
    else:
        session.delete(row)  # it never began; the events keep what was planned
    _tell(session, "account:deputy:ended", row, actor, now)
    return None


def listed(session: Session, actor: Actor, *, now: datetime) -> Sequence[Deputy]:
    """Deputies that act or will: one's own and those one is oneself; administrators see all."""
    query = select(Deputy).where(Deputy.until_at > now).order_by(Deputy.from_at, Deputy.id)
    if not _manages(actor):
        user_id = actor.user.id if actor.user else None
        query = query.where(or_(Deputy.user_id == user_id, Deputy.deputy_id == user_id))
    return session.scalars(query).all()


def ended_lately(session: Session, user: User, *, now: datetime) -> Sequence[Deputy]:
    """Deputyships of this person that are over, the newest first; older ones are in the events."""
    query = (
        select(Deputy)
        .where(Deputy.until_at <= now, Deputy.until_at > now - ENDED_LATELY)
        .where(or_(Deputy.user_id == user.id, Deputy.deputy_id == user.id))
        .order_by(Deputy.until_at.desc(), Deputy.id)
    )
    return session.scalars(query).all()


def lendable(user: User) -> list[Duty]:
    """What this person has by themselves, and can therefore lend."""
    return [duty for duty in Duty if _may_lend(user, duty)]


def _principal(session: Session, data: DeputyInput, actor: Actor) -> User:
    if data.of is None:
        if actor.user is None:
            raise Invalid.field("of", _("Please say whose right it is."))
        return actor.user
    principal = find(session, data.of)
    if principal is None:
        raise Invalid.field("of", _("There is no open account with this address."))
    if not _manages(actor) and (actor.user is None or actor.user.id != principal.id):
        raise Forbidden(_("Only administrators name deputies for others."))
    return principal


def _manages(actor: Actor) -> bool:
    return Role.ADMIN in actor.alone.roles or actor.is_operator


def _may_lend(principal: User, duty: Duty) -> bool:
    if not principal.active:
        return False
    return duty is Duty.ROUTE or Role(duty.value) in principal.roles


def _not_theirs(session: Session, principal: User, duty: Duty, now: datetime) -> Text:
    """Why a right cannot be lent: it is lent already, or it was never there."""
    lenders = [
        lent.principal.full_name
        for lent in act_as(session, principal, Way.JOB, now=now).lent
        if lent.duty is duty
    ]
    if lenders:
        return _(
            "What is lent cannot be lent on: this right is %(names)s's. Ask them to name a deputy.",
            names=", ".join(lenders),
        )
    return _("Only a right of one's own can be lent: this one is not theirs.")


def _refuse_overlap(
    session: Session, principal: User, deputy: User, data: DeputyInput, begins: datetime
) -> None:
    """One period at a time for the same right in the same hands."""
    # Of two at once, the second waits and sees the first.
    session.get(User, principal.id, with_for_update={"key_share": True})
    there = session.scalars(
        select(Deputy)
        .where(
            Deputy.user_id == principal.id,
            Deputy.deputy_id == deputy.id,
            Deputy.role == data.role,
            Deputy.from_at < data.until_at,
            Deputy.until_at > begins,
        )
        .limit(1)
    ).first()
    if there is not None:
        raise Invalid.field(
            "until_at",
            _(
                "%(name)s acts here in that time already. End that one first, or choose another "
                "period.",
                name=deputy.full_name,
            ),
        )


def _holds(row: Deputy) -> bool:
    """Whether the right is still the principal's own to lend."""
    return _may_lend(row.user, row.role)


def _check_span(begins: datetime, ends: datetime) -> None:
    if ends <= begins:
        raise Invalid.field("until_at", _("Please choose an end that is still to come."))
    if ends - begins > LONGEST:
        raise Invalid.field(
            "until_at",
            _("A deputy acts for at most %(days)s days at a time.", days=LONGEST.days),
        )


def _each_once(rights: Iterable[Lent]) -> tuple[Lent, ...]:
    """The longest right for each duty of each person."""
    longest: dict[tuple[Duty, str], Lent] = {}
    for lent in sorted(rights, key=lambda lent: lent.until):
        longest[lent.duty, lent.principal.id] = lent
    return tuple(longest.values())


def _write_to(session: Session, row: Deputy, now: datetime) -> None:
    notices.tell(
        session,
        "deputy_named",
        email=row.deputy.email,
        locale=row.deputy.locale,
        story=None,
        key=f"deputy_named:{row.id}",
        now=now,
        params={
            "name": row.user.full_name,
            "duty": row.role.value,
            "from_at": row.from_at.isoformat(),
            "until_at": row.until_at.isoformat(),
        },
    )


def _tell(session: Session, name: str, row: Deputy, actor: Actor, now: datetime) -> None:
    audit.append(
        session,
        name,
        at=now,
        actor_id=actor.id,
        way=actor.way,
        data={
            "deputyship": row.id,
            "user": row.user_id,
            "deputy": row.deputy_id,
            "role": row.role.value,
            "from": row.from_at.isoformat(),
            "until": row.until_at.isoformat(),
        },
    )
