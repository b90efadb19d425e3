"""How people want to hear of things: at once, in one mail a day, or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.errors import Invalid
from syndicate.i18n import Text, _
from syndicate.models import MailKind, MailWay, MailWish, Notice, NoticeState, User
from syndicate.process import Form
from syndicate.validation import FieldError, problems_of
from syndicate.workdays import is_working_day

NEVER_MUTED = frozenset({MailKind.ASKED, MailKind.ALERT})
"""Whoever is asked, or whom a withdrawal or an emergency concerns, is always told at once."""
KINDS: Mapping[MailKind, tuple[Text, Text]] = {
    MailKind.ASKED: (
        _("Your consent is asked for"),
        _("The question, and one reminder before it ends."),
    ),
    MailKind.ALERT: (
        _("A withdrawal or an emergency concerns you"),
        _("A story you stand in is taken down, or goes out past the reviewers."),
    ),
    MailKind.DECIDE: (
        _("You are asked to decide"),
        _("A gate waits for you, is handed to you or is due; you act for somebody."),
    ),
    MailKind.DESK: (
        _("News for your desk"),
        _("What was nominated, approved, returned, published or missed its time."),
    ),
    MailKind.STORIES: (
        _("Your own stories"),
        _("How stories fare that you nominated or stand in, and thanks when they are live."),
    ),
    MailKind.CHANNELS: (
        _("Channels"),
        _("A connection ends soon, or a channel shows something else than it should."),
    ),
}
"""What people choose about, in the order of the page: a name and what belongs to it."""
WAYS: Mapping[MailWay, Text] = {
    MailWay.AT_ONCE: _("At once"),
    MailWay.DIGEST: _("Once a day"),
    MailWay.NEVER: _("Not at all"),
}
OF_TEMPLATE: Mapping[str, MailKind] = {
    "channel_differs": MailKind.CHANNELS,
    "channel_ending": MailKind.CHANNELS,
    "consent_question": MailKind.ASKED,
    "consent_reminder": MailKind.ASKED,
    "deputy_named": MailKind.DECIDE,
    "emergency": MailKind.ALERT,
    "found_anew": MailKind.DECIDE,
    "gate_handed": MailKind.DECIDE,
    "gate_open": MailKind.DECIDE,
    "gate_reminder": MailKind.DECIDE,
    "gate_taken_over": MailKind.DECIDE,
    "one_more_look": MailKind.DESK,
    "readers": MailKind.STORIES,
    "thanks": MailKind.STORIES,
}
"""The rest is news for a desk."""
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def _a_time_of_day(value: str) -> str:
    plain = value.strip().zfill(5)
    if not _CLOCK.fullmatch(plain) or not plain.isascii():
        raise FieldError(_("Please give a time of day such as 09:00."))
    return plain


def _not_muted(value: dict[MailKind, MailWay]) -> dict[MailKind, MailWay]:
    if any(value.get(kind, MailWay.AT_ONCE) is not MailWay.AT_ONCE for kind in NEVER_MUTED):
        raise FieldError(
            _("Questions to you, withdrawals and emergencies always come at once: they are yours.")
        )
    return value


class MailWishes(Form):
    """How somebody wants each kind of mail; kinds that are left out stay as they are."""

    ways: Annotated[dict[MailKind, MailWay], AfterValidator(_not_muted)]
    digest_time: Annotated[str, AfterValidator(_a_time_of_day)] | None = None
    """`09:00` on weekdays, by the clock of the person's own zone; None leaves it."""


def checked(ways: Mapping[MailKind, MailWay], digest_time: str | None) -> MailWishes:
    """The same as wishes; raises `Invalid` for what cannot be wished."""
    try:
        return MailWishes.model_validate({"ways": dict(ways), "digest_time": digest_time})
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


def ways_of(session: Session, user: User) -> dict[MailKind, MailWay]:
    """Every kind with how this person wants it."""
    rows = session.scalars(select(MailWish).where(MailWish.user_id == user.id))
    chosen = {row.kind: row.way for row in rows}
    return {kind: chosen.get(kind, MailWay.AT_ONCE) for kind in KINDS}


def way_for(session: Session, email: str, kind: MailKind, now: datetime) -> datetime | None:
    """When a mail of this kind leaves: `now`, at their next digest, or never (None)."""
    return ways_for(session, [(email, kind)], now)[0]


def ways_for(
    session: Session, mails: Sequence[tuple[str, MailKind]], now: datetime
) -> list[datetime | None]:
    """The same for several mails, each to an address and of a kind."""
    asked = {email for email, kind in mails if kind not in NEVER_MUTED}
    found = (
        session.execute(
            select(User.email, MailWish.kind, MailWish.way, User)
            .join(User, User.id == MailWish.user_id)
            .where(User.email.in_(asked))
        )
        if asked
        else ()
    )
    wishes = {(email, kind): (way, user) for email, kind, way, user in found}
    return [
        _leaves(wishes.get(mail) if mail[1] not in NEVER_MUTED else None, now) for mail in mails
    ]


def _leaves(wish: tuple[MailWay, User] | None, now: datetime) -> datetime | None:
    if wish is None or wish[0] is MailWay.AT_ONCE:
        return now
    return next_digest(wish[1], now) if wish[0] is MailWay.DIGEST else None


def next_digest(user: User, now: datetime) -> datetime:
    """The next weekday at this person's time of day."""
    place = ZoneInfo(user.time_zone)
    clock = datetime.strptime(user.digest_time, "%H:%M").time()  # noqa: DTZ007 - the zone follows
    day = now.astimezone(place).date()
    while True:
        moment = datetime.combine(day, clock, place).astimezone(UTC)
        if moment > now and is_working_day(day, ""):
            return moment
        day += timedelta(days=1)


def choose(session: Session, user: User, wanted: MailWishes, *, now: datetime) -> None:
    """Keep it, and let what already waits follow the new wish."""
    rows = {
        row.kind: row
        for row in session.scalars(select(MailWish).where(MailWish.user_id == user.id))
    }
    user.digest_time = wanted.digest_time or user.digest_time
    for kind, way in wanted.ways.items():
        if kind in rows:
            rows[kind].way = way
        elif way is not MailWay.AT_ONCE:
            session.add(MailWish(user_id=user.id, kind=kind, way=way, created_at=now))
    session.flush()  # what waits is asked again below
    for notice in _waiting(session, user):
        leaves = way_for(session, user.email, notice.kind, now)
        notice.in_digest = leaves is not None and leaves > now
        notice.due_at = leaves or notice.due_at
        if leaves is None:
            notice.state, notice.last_error = NoticeState.FAILED, "no longer wanted"


def _waiting(session: Session, user: User) -> list[Notice]:
    """Notices no worker has tried to send yet."""
    return list(
        session.scalars(
            select(Notice)
            .where(
                Notice.state == NoticeState.READY, Notice.email == user.email, Notice.attempts == 0
            )
            .with_for_update(skip_locked=True)
        )
    )
