"""Connecting a channel's account: begun by a person, and ended by the same person only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from syndicate.errors import Forbidden, Gone, NotFound
from syndicate.i18n import _
from syndicate.ids import new_token
from syndicate.models import Channel, OAuthAttempt, State, User
from syndicate.policy import Actor, Permission, Standing, allows
from syndicate.publishing.oauth import Account, Connection
from syndicate.publishing.port import Token
from syndicate.registry import Registry
from syndicate.services.channels import configure
from syndicate.services.credentials import store_token
from syndicate.services.kit import Kit

ATTEMPT_LIVES = timedelta(minutes=10)


def connection_of(registry: Registry, channel: Channel) -> Connection:
    """How this kind of channel signs in; raises `NotFound` where no account is needed."""
    connection: Connection | None = registry.plug(channel.kind).connect
    if connection is None:
        raise NotFound(_("%(channel)s needs no account.", channel=channel.title))
    return connection


def begin(session: Session, channel: Channel, *, actor: Actor, now: datetime) -> str:
    """The state to send along: single use, for ten minutes, for this person and this channel."""
    demand_manager(actor)
    state = new_token()
    session.add(
        OAuthAttempt(
            state_sha256=_hash(state),
            channel_id=channel.id,
            user_id=actor.user.id if actor.user else "",
            created_at=now,
        )
    )
    return state


def redeem(session: Session, state: str, channel: Channel, *, user: User, now: datetime) -> None:
    """Use up `state`; raises `Gone` unless this very person began it for this very channel."""
    used = session.execute(
        update(OAuthAttempt)
        .where(
            OAuthAttempt.state_sha256 == _hash(state),
            OAuthAttempt.channel_id == channel.id,
            OAuthAttempt.user_id == user.id,
            OAuthAttempt.used_at.is_(None),
            OAuthAttempt.created_at > now - ATTEMPT_LIVES,
        )
        .values(used_at=now)
        .returning(OAuthAttempt.id)
    ).one_or_none()
    if used is None:
        raise Gone(_("This connection was not begun here, or it took too long. Begin it again."))


def keep(
    session: Session,
    channel: Channel,
    token: Token,
    accounts: Sequence[Account],
    *,
    kit: Kit,
    actor: Actor,
    now: datetime,
) -> Account | None:
    """Keep the token. The account it speaks for is settled when there is but one, else None."""
    chosen = settled(kit.registry, channel, accounts)
    store_token(
        session,
        channel,
        token,
        ring=kit.ring,
        actor=actor,
        now=now,
        account_name=chosen.name if chosen else "",
    )
    if chosen is not None:
        choose(session, channel, chosen, kit=kit, actor=actor, now=now)
    return chosen


def settled(registry: Registry, channel: Channel, accounts: Sequence[Account]) -> Account | None:
    """The account already set for this channel, or the only one there is."""
    before = channel.config.get(connection_of(registry, channel).account_setting)
    known = next((account for account in accounts if account.remote_id == before), None)
    return known or (accounts[0] if len(accounts) == 1 else None)


def choose(
    session: Session, channel: Channel, account: Account, *, kit: Kit, actor: Actor, now: datetime
) -> None:
    """Publish as `account` from now on."""
    setting = connection_of(kit.registry, channel).account_setting
    if channel.config.get(setting) == account.remote_id:
        return
    config = {**channel.config, setting: account.remote_id}
    configure(session, channel, config=config, actor=actor, now=now, registry=kit.registry)


def demand_manager(actor: Actor) -> None:
    """Raise `Forbidden` unless this person may change channels."""
    # No story is concerned, so its state does not matter.
    if not allows(Permission.CHANNEL_MANAGE, Standing(actor, State.NOMINATED)):
        raise Forbidden(_("Only administrators may connect accounts."))


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
