"""Places to publish: added, switched on and off, frozen and let go again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.db import is_sqlite
from syndicate.errors import Conflict, Forbidden, Invalid, Misconfigured, NotFound
from syndicate.i18n import LOCALES, Text, _
from syndicate.ids import new_id
from syndicate.models import Channel, Freeze
from syndicate.policy import PERMISSIONS, SYSTEM, Actor, Permission
from syndicate.publishing.port import Plug
from syndicate.registry import Registry
from syndicate.rendering.text import one_line
from syndicate.standing import general, right_to
from syndicate.validation import problems_of

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
CLAIMS = 0x636C6169
"""“clai”: held together by claims, alone by a freeze; in PostgreSQL."""
_FROZEN = (
    select(Freeze)
    .where(
        Freeze.lifted_at.is_(None),
        or_(Freeze.channel_id.is_(None), Freeze.channel_id == bindparam("channel")),
    )
    .order_by(Freeze.created_at, Freeze.id)
)
TITLE_MAX = 120
REASON_MAX = 500


def add_channel(
    session: Session,
    *,
    name: str,
    kind: str,
    title: str,
    config: Mapping[str, Any],
    languages: Sequence[str],
    actor: Actor,
    now: datetime,
    registry: Registry,
) -> Channel:
    """A new channel behind the others. Raises `Forbidden`, `Conflict` or `Invalid`."""
    demand_manager(actor)
    if not _NAME.fullmatch(name):
        raise Invalid.field(
            "name",
            _("Use 1 to 40 small letters, digits and hyphens, beginning with a letter."),
        )
    if session.scalars(select(Channel.id).where(Channel.name == name)).first():
        raise Conflict(_("There is already a channel “%(name)s”.", name=name))
    plug = _plug(registry, kind)
    highest = session.scalar(select(func.max(Channel.position)))
    channel = Channel(
        id=new_id(),
        name=name,
        kind=kind,
        title=_clean_title(title) or plug.title,
        config=_checked(plug, config),
        languages=_clean_languages(languages),
        position=0 if highest is None else highest + 1,
        created_at=now,
    )
    _tell(session, "channel:settings:added", actor, now, channel=channel.id)
    session.add(channel)
    session.flush()  # the caller may refer to it at once
    return channel


def configure(
    session: Session,
    channel: Channel,
    *,
    config: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    registry: Registry,
) -> Channel:
    """Give a channel other settings of its kind. Raises `Forbidden` or `Invalid`."""
    demand_manager(actor)
    checked = _checked(_plug(registry, channel.kind), config)
    _tell(session, "channel:settings:changed", actor, now, channel=channel.id)
    channel.config = checked
    return channel


def set_active(
    session: Session, channel: Channel, *, active: bool, actor: Actor, now: datetime
) -> Channel:
    """Switch a channel on or off. What stands there stays, and can still be taken down."""
    demand_manager(actor)
    if channel.active is not active:
        name = "channel:settings:activated" if active else "channel:settings:deactivated"
        _tell(session, name, actor, now, channel=channel.id)
        channel.active = active
    return channel


def all_channels(session: Session) -> Sequence[Channel]:
    """Every channel, in the order in which deliveries of one story start."""
    return session.scalars(select(Channel).order_by(Channel.position, Channel.id)).all()


def active_for(session: Session, language: str) -> list[Channel]:
    """The active channels that take stories of `language`, in their order."""
    return [
        channel
        for channel in all_channels(session)
        if channel.active and (not channel.languages or language in channel.languages)
    ]


def find(session: Session, name: str) -> Channel:
    """The channel of that name; raises `NotFound` with the names there are."""
    channel = session.scalars(select(Channel).where(Channel.name == name)).one_or_none()
    if channel is None:
        names = ", ".join(known.name for known in all_channels(session)) or "–"
        raise NotFound(
            _("There is no channel “%(name)s”. There are: %(known)s.", name=name, known=names)
        )
    return channel


def freeze(
    session: Session,
    *,
    reason: str,
    channel: Channel | None = None,
    actor: Actor,
    now: datetime,
) -> Freeze:
    """Hold all channels, or one: from the commit on no publish and no update starts there.

    Take-downs go on. A second freeze of the same place gives the first one.
    """
    actor = _freezer(actor.at(now))
    reason = one_line(reason)
    if not 1 <= len(reason) <= REASON_MAX:
        raise Invalid.field(
            "reason", _("Please say in 1 to %(most)s characters why.", most=REASON_MAX)
        )
    place = channel.id if channel else None
    for standing in freezes(session):
        if standing.channel_id == place:
            return standing
    made = Freeze(
        id=new_id(),
        channel_id=place,
        reason=reason,
        by_id=actor.user.id if actor.user else None,
        created_at=now,
    )
    _tell(session, "channel:freeze:set", actor, now, freeze=made.id, channel=place)
    wait_for_claims(session)
    session.add(made)
    session.flush()  # a fence asked in this transaction must see it
    return made


def unfreeze(
    session: Session, *, channel: Channel | None = None, actor: Actor, now: datetime
) -> list[Freeze]:
    """Lift the freeze of all channels, or of one; what is over its time asks a person first."""
    actor = _freezer(actor.at(now))
    place = channel.id if channel else None
    lifted = [standing for standing in freezes(session) if standing.channel_id == place]
    for standing in lifted:
        _tell(session, "channel:freeze:lifted", actor, now, freeze=standing.id, channel=place)
        standing.lifted_at = now
        standing.lifted_by_id = actor.user.id if actor.user else None
    session.flush()  # a fence asked in this transaction must see it
    return lifted


def freezes(session: Session) -> Sequence[Freeze]:
    """The freezes that hold now, oldest first."""
    return session.scalars(
        select(Freeze).where(Freeze.lifted_at.is_(None)).order_by(Freeze.created_at, Freeze.id)
    ).all()


def frozen(session: Session, channel_id: str | None) -> Freeze | None:
    """The freeze that holds this channel; for None, the one that holds all."""
    return session.scalars(_FROZEN, {"channel": channel_id}).first()


def lifted_since(session: Session, channel_id: str | None, moment: datetime) -> bool:
    """Whether a freeze that held this channel was lifted after `moment`; for None, one of all."""
    held = or_(Freeze.channel_id.is_(None), Freeze.channel_id == channel_id)
    query = select(Freeze.id).where(Freeze.lifted_at > moment, held)
    return session.scalars(query.limit(1)).first() is not None


def wait_for_claims(session: Session) -> None:
    """Let every claim end that has not seen what this transaction is about to write."""
    if not is_sqlite(session):  # SQLite has one writer at a time anyway
        session.execute(select(func.pg_advisory_xact_lock(CLAIMS)))


def _plug(registry: Registry, kind: str) -> Plug:
    try:
        return registry.plug(kind)
    except Misconfigured as error:
        raise Invalid.field("kind", error.text) from error


def _checked(plug: Plug, config: Mapping[str, Any]) -> dict[str, Any]:
    if plug.config is None:
        problems = [(f"config.{name}", _("There is no such field.")) for name in config]
        if problems:
            raise Invalid.fields(problems)
        return {}
    try:
        checked: dict[str, Any] = plug.config.model_validate(dict(config)).model_dump(mode="json")
    except ValidationError as error:
        raise Invalid.fields(
            [(f"config.{name}", text) for name, text in problems_of(error)]
        ) from error
    return checked


def _clean_title(title: str) -> str:
    title = one_line(title)
    if len(title) > TITLE_MAX:
        raise Invalid.field(
            "title", _("Please write at most %(max_length)s characters.", max_length=TITLE_MAX)
        )
    return title


def _clean_languages(languages: Sequence[str]) -> list[str]:
    unknown = [language for language in languages if language not in LOCALES]
    if unknown:
        raise Invalid.field(
            "languages",
            _(
                "Stories are written in %(known)s, not in %(unknown)s.",
                known=", ".join(LOCALES),
                unknown=", ".join(unknown),
            ),
        )
    return sorted(set(languages))


def demand_manager(actor: Actor) -> None:
    """Raise `Forbidden` unless this actor may change channels."""
    _demand(actor, Permission.CHANNEL_MANAGE, _("Only administrators may change channels."))


def _freezer(actor: Actor) -> Actor:
    """The same person with the right they freeze by: their own, or one that is lent to them."""
    return _demand(
        actor,
        Permission.FREEZE,
        _("Only PR, privacy reviewers and administrators may freeze channels."),
    )


def _demand(actor: Actor, permission: Permission, refusal: Text) -> Actor:
    """Whoever has a shell on the machine runs syndicate already."""
    if actor is SYSTEM or actor.is_operator:
        return actor
    found = right_to(general(actor), PERMISSIONS[permission])
    if isinstance(found, Text):
        raise Forbidden(refusal)
    return found.actor


def _tell(session: Session, name: str, actor: Actor, now: datetime, **data: str | None) -> None:
    """Before the rows change: who holds the chain of events waits for no row of ours."""
    audit.append(
        session, name, at=now, actor_id=actor.id, way=actor.way, data={**data, **actor.acting}
    )
