"""Secrets a channel shares with its receiver: sealed like tokens, several while they change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from syndicate.errors import Conflict, NotFound
from syndicate.i18n import _
from syndicate.models import Channel
from syndicate.policy import Actor
from syndicate.publishing.port import Token
from syndicate.services.channels import demand_manager
from syndicate.services.credentials import opened, store_token, stored
from syndicate.services.kit import Kit

MOST = 3
"""Secrets at once; receivers try every signature."""


def add_secret(
    session: Session, channel: Channel, given: str | None, *, kit: Kit, actor: Actor, now: datetime
) -> str:
    """Sign with one more secret from now on: `given`, or one made here. Returns it, this once.

    Raises `Forbidden`, `NotFound` where the kind of channel has none, `Conflict` or `Invalid`.
    """
    demand_manager(actor)
    new_secret = kit.registry.plug(channel.kind).new_secret
    if new_secret is None:
        raise NotFound(_("%(channel)s needs no secret.", channel=channel.title))
    secret: str = new_secret(given)
    before = secrets_of(session, channel, kit=kit)
    if secret in before:
        raise Conflict(_("This secret is in use already."))
    if len(before) >= MOST:
        raise Conflict(_("There are %(most)s secrets already. Drop the old ones first.", most=MOST))
    _keep(session, channel, [secret, *before], kit=kit, actor=actor, now=now)
    return secret


def drop_old_secrets(
    session: Session, channel: Channel, *, kit: Kit, actor: Actor, now: datetime
) -> int:
    """Sign with the newest secret only; how many were dropped. Raises `Forbidden`."""
    demand_manager(actor)
    before = secrets_of(session, channel, kit=kit)
    if len(before) > 1:
        _keep(session, channel, before[:1], kit=kit, actor=actor, now=now)
    return max(len(before) - 1, 0)


def secrets_of(session: Session, channel: Channel, *, kit: Kit) -> list[str]:
    """The secrets in use, newest first."""
    row = stored(session, channel)
    return opened(row, ring=kit.ring).access_token.split() if row else []


def _keep(
    session: Session, channel: Channel, secrets: list[str], *, kit: Kit, actor: Actor, now: datetime
) -> None:
    token = Token(" ".join(secrets))
    store_token(session, channel, token, ring=kit.ring, actor=actor, now=now)
