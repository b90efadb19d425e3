"""When publishing wants a second thought: caution days, quiet hours, the night after a clearing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Conflict, Forbidden, Invalid, NotFound
from syndicate.i18n import Text, _
from syndicate.ids import new_id
from syndicate.models import CautionDay, Release, State, Story
from syndicate.policy import SYSTEM, Actor, Permission, Standing, allows
from syndicate.quiet import ends_at
from syndicate.rendering.text import one_line
from syndicate.settings import Settings
from syndicate.workdays import MORNING, working_day

QUIET = "quiet"
REASON_MAX = 200
_YEARLY = re.compile(r"\d\d-\d\d")
_LEAP_YEAR = 2028
_ON = (
    select(CautionDay.reason)
    .where(or_(CautionDay.day == bindparam("day"), CautionDay.day == bindparam("yearly")))
    .order_by(CautionDay.day.desc())
)


@dataclass(frozen=True)
class Caution:
    """One reason not to publish at a moment without saying so."""

    key: str
    """The day, such as `2027-03-11`, or `quiet`: what an acknowledgement is kept under."""
    text: Text
    until: datetime | None = None
    """When it is over by itself."""


def at(session: Session, moment: datetime, settings: Settings) -> list[Caution]:
    """What speaks against publishing at `moment`, by the clock of the site's zone."""
    local = moment.astimezone(ZoneInfo(settings.time_zone))
    found = [
        Caution(
            local.date().isoformat(),
            _("%(day)s is a caution day: %(reason)s", day=local.date().isoformat(), reason=reason),
        )
        for reason in on(session, local.date())
    ]
    ends = ends_at(settings.quiet_hours, settings.time_zone, moment)
    if ends is not None:
        place = ends.astimezone(ZoneInfo(settings.time_zone))
        sentence = _(
            "Nothing is published in the quiet hours, which end at %(time)s (%(zone)s).",
            time=f"{place:%Y-%m-%d %H:%M}",
            zone=settings.time_zone,
        )
        found.append(Caution(QUIET, sentence, until=ends))
    return found


def left(session: Session, story: Story, moment: datetime, settings: Settings) -> list[Caution]:
    """The same without what somebody has acknowledged for this story."""
    return [found for found in at(session, moment, settings) if found.key not in story.acknowledged]


def on(session: Session, day: date) -> Sequence[str]:
    """Why this day is one for caution; empty on other days."""
    values = {"day": day.isoformat(), "yearly": f"{day:%m-%d}"}
    return session.scalars(_ON, values).all()


def rested_at(release: Release, settings: Settings) -> datetime | None:
    """From when on a release may go out under the overnight rule; None where it may at once."""
    if not settings.overnight_hold or release.cleared_at is None:
        return None
    place = ZoneInfo(settings.time_zone)
    day = working_day(release.cleared_at.astimezone(place).date(), 1, settings.country)
    return datetime.combine(day, MORNING, place)


def listed(session: Session) -> Sequence[CautionDay]:
    """Every caution day: those of every year first, then by date."""
    rows = session.scalars(select(CautionDay)).all()
    return sorted(rows, key=lambda row: (len(row.day), row.day))


def add(session: Session, day: str, reason: str, *, actor: Actor, now: datetime) -> CautionDay:
    """`2027-01-17`, or `03-11` for every year. Raises `Forbidden`, `Invalid` or `Conflict`."""
    _demand(actor)
    day, reason = _day(day), one_line(reason)
    if not 1 <= len(reason) <= REASON_MAX:
        raise Invalid.field(
            "reason", _("Please say in 1 to %(most)s characters why.", most=REASON_MAX)
        )
    if session.scalars(select(CautionDay.id).where(CautionDay.day == day)).first():
        raise Conflict(
            _("%(day)s is a caution day already. Remove it first to change the reason.", day=day)
        )
    row = CautionDay(
        id=new_id(),
        day=day,
        reason=reason,
        by_id=actor.user.id if actor.user else None,
        created_at=now,
    )
    _tell(session, "site:caution:added", row, actor, now)
    session.add(row)
    session.flush()  # a guard asked in this transaction must see it
    return row


def remove(session: Session, day: str, *, actor: Actor, now: datetime) -> None:
    """That day is one like any other from now on. Raises `Forbidden`, `Invalid` or `NotFound`."""
    _demand(actor)
    day = _day(day)
    row = session.scalars(select(CautionDay).where(CautionDay.day == day)).one_or_none()
    if row is None:
        raise NotFound(_("%(day)s is no caution day.", day=day))
    _tell(session, "site:caution:removed", row, actor, now)
    session.delete(row)
    session.flush()


def _day(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        if _YEARLY.fullmatch(plain):
            return f"{date.fromisoformat(f'{_LEAP_YEAR}-{plain}'):%m-%d}"
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        raise Invalid.field(
            "day", _("Please write a date as 2027-01-17, or as 03-11 for every year.")
        ) from None


def _demand(actor: Actor) -> None:
    if actor is SYSTEM or actor.is_operator:
        return
    # No story is concerned, so its state does not matter.
    if not allows(Permission.CAUTION_MANAGE, Standing(actor, State.NOMINATED)):
        raise Forbidden(_("Only PR and administrators may change the caution days."))


def _tell(session: Session, name: str, row: CautionDay, actor: Actor, now: datetime) -> None:
    data = {"caution": row.id, "day": row.day}
    audit.append(session, name, at=now, actor_id=actor.id, way=actor.way, data=data)
