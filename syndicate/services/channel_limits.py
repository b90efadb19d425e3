"""When and how much a channel takes: set by an administrator, kept by the fence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from syndicate import audit, quiet
from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.models import Channel
from syndicate.policy import Actor
from syndicate.services.channels import demand_manager
from syndicate.validation import FieldError

PER_DAY_MAX = 10_000


def set_limits(
    session: Session,
    channel: Channel,
    *,
    per_day: int | None,
    periods: Sequence[str],
    zone: str,
    actor: Actor,
    now: datetime,
) -> Channel:
    """Take at most `per_day` stories a day (None: any number), and none in quiet `periods`.

    Raises `Forbidden` or `Invalid`.
    """
    demand_manager(actor)
    if per_day is not None and not 1 <= per_day <= PER_DAY_MAX:
        raise Invalid.field("per_day", _("This must be 1 to %(most)s.", most=PER_DAY_MAX))
    try:
        plain = quiet.check(periods, zone, now)
    except FieldError as error:
        raise Invalid.field("quiet", error.text) from error
    audit.append(
        session,
        "channel:settings:changed",
        at=now,
        actor_id=actor.id,
        way=actor.way,
        data={"channel": channel.id},
    )
    channel.daily_quota, channel.quiet = per_day, plain
    return channel
