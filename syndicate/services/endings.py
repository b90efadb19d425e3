"""What a channel needs that ends by itself: told to the people who can do something, in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from syndicate.errors import Misconfigured
from syndicate.i18n import _
from syndicate.models import Channel, Role, User
from syndicate.publishing.port import Ending
from syndicate.services import channels, credentials, notices
from syndicate.services.kit import Kit

WARN_DAYS = (14, 3)
"""One warning each, so many days before."""


def of_channel(session: Session, channel: Channel, *, kit: Kit) -> list[Ending]:
    """What ends for this channel, soonest first. Raises `Misconfigured`."""
    plug = kit.registry.plug(channel.kind)
    found = list(plug.endings() if plug.endings else ())
    row = credentials.stored(session, channel)
    ends = credentials.token_ends(row, ring=kit.ring) if row else None
    if ends is not None:
        found.append(
            Ending(
                name="token",
                what=_("the sign-in of %(channel)s", channel=channel.title),
                remedy=_("Connect the account again on the page Channels."),
                at=ends,
            )
        )
    return sorted(found, key=lambda ending: ending.at)


def warn(session: Session, *, kit: Kit, now: datetime) -> int:
    """Tell administrators and the PR desk of what ends soon; how many endings are near."""
    near = 0
    people = who_can_help(session)
    for channel in channels.all_channels(session):
        for ending in _soon(session, channel, kit, now):
            near += 1
            for user in people:
                _tell(session, user, channel, ending, kit=kit, now=now)
    return near


def who_can_help(session: Session) -> Sequence[User]:
    """Administrators and the PR desk, each once."""
    both = [
        *notices.with_role(session, Role.ADMIN),
        *notices.with_role(session, Role.PR),
    ]
    return list({user.id: user for user in both}.values())


def _soon(session: Session, channel: Channel, kit: Kit, now: datetime) -> list[Ending]:
    if not channel.active:
        return []
    try:
        found = of_channel(session, channel, kit=kit)
    except Misconfigured:  # `channel check` and the channels page say what is wrong
        return []
    return [ending for ending in found if ending.at - now <= timedelta(days=max(WARN_DAYS))]


def _tell(
    session: Session, user: User, channel: Channel, ending: Ending, *, kit: Kit, now: datetime
) -> None:
    days = min(days for days in WARN_DAYS if ending.at - now <= timedelta(days=days))
    notices.tell(
        session,
        "channel_ending",
        email=user.email,
        locale=user.locale,
        story=None,
        key=f"ending:{channel.id}:{ending.name}:{ending.at.date()}:{days}:{user.id}",
        now=now,
        params={
            "channel": channel.title,
            "what": ending.what.in_(user.locale),
            "remedy": ending.remedy.in_(user.locale),
            "ends_at": ending.at.isoformat(),
            "link": f"{kit.settings.base_url}/channels",
        },
    )
