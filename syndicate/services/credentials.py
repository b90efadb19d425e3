"""A channel account's token: sealed in its row, refreshed by one worker at a time."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.db import Database, database_now
from syndicate.ids import new_id
from syndicate.models import Channel, ChannelCredential
from syndicate.policy import Actor
from syndicate.publishing.errors import NeedsReconnect
from syndicate.publishing.oauth import Connection
from syndicate.publishing.port import Token
from syndicate.services.sealing import KeyRing, Sealed

REFRESH_EARLY = timedelta(minutes=5)
_TIMES = ("expires_at", "refresh_expires_at")


def store_token(
    session: Session,
    channel: Channel,
    token: Token,
    *,
    ring: KeyRing,
    actor: Actor,
    now: datetime,
    account_name: str = "",
) -> ChannelCredential:
    """Keep the token somebody connected with; the channel works again from here on."""
    row = session.scalars(
        select(ChannelCredential)
        .where(ChannelCredential.channel_id == channel.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        row = ChannelCredential(id=new_id(), channel_id=channel.id, version=0, created_at=now)
        session.add(row)
    _fill(row, token, ring)
    row.account_name = account_name
    row.connected_by_id = actor.user.id if actor.user else None
    audit.append(
        session,
        "channel:account:connected",
        at=now,
        actor_id=actor.id,
        way=actor.way,
        data={"channel": channel.id},
    )
    channel.needs_reconnect = False
    channel.paused_until = None
    channel.failures = 0
    channel.last_problem = ""
    return row


def reseal_all(session: Session, *, ring: KeyRing) -> int:
    """Seal every token with the newest key; how many there were that had an older one."""
    rows = session.scalars(
        select(ChannelCredential)
        .where(ChannelCredential.key_id != ring.newest)
        .order_by(ChannelCredential.id)
        .with_for_update()
    ).all()
    for row in rows:
        _fill(row, _open(row, ring), ring)
    return len(rows)


def stored(session: Session, channel: Channel) -> ChannelCredential | None:
    """The row of a channel's token, if it has one."""
    query = select(ChannelCredential).where(ChannelCredential.channel_id == channel.id)
    return session.scalars(query).one_or_none()


def opened(row: ChannelCredential, *, ring: KeyRing) -> Token:
    """The token in a row; raises `Misconfigured` when its key is gone."""
    return _open(row, ring)


def token_ends(row: ChannelCredential, *, ring: KeyRing) -> datetime | None:
    """When somebody must connect again; None where that is not known."""
    if row.expires_at is None or _open(row, ring).refresh_token is None:
        return row.expires_at
    return row.refresh_expires_at


class ChannelTokens:
    """The credentials of one channel; fills in `syndicate.publishing.port.Tokens`."""

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        channel_id: str,
        connection: Connection | None,
    ) -> None:
        self._database = database
        self._ring = ring
        self._channel_id = channel_id
        self._connection = connection

    def current(self) -> Token:
        """A token that is good now; raises `NeedsReconnect` when a person must sign in again."""
        with self._database.reading() as session:
            row = self._row(session)
            now = database_now(session)
            token = _open(row, self._ring)
        if _is_good(token, now):
            return token
        if self._connection is not None and token.refresh_token is not None:
            token = self._refreshed(self._connection)
        if token.expires_at is not None and token.expires_at <= now:
            raise NeedsReconnect("The sign-in has ended. Connect the account again.")
        return token

    def _refreshed(self, connection: Connection) -> Token:
        """A newer token, asked for and saved under the row's lock.

        The one place where HTTP happens inside a transaction: a refresh may end the old refresh
        token, so no second worker may ask with it, and the answer must not be lost.
        """
        with self._database.begin() as session:
            row = self._row(session, lock=True)
            token = _open(row, self._ring)
            if _is_good(token, database_now(session)):
                return token
            token = connection.refresh(token)
            _fill(row, token, self._ring)
            return token

    def _row(self, session: Session, *, lock: bool = False) -> ChannelCredential:
        query = select(ChannelCredential).where(ChannelCredential.channel_id == self._channel_id)
        row = session.scalars(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NeedsReconnect("No account is connected to this channel. Connect one first.")
        return row


def _is_good(token: Token, now: datetime) -> bool:
    return token.expires_at is None or token.expires_at > now + REFRESH_EARLY


def _fill(row: ChannelCredential, token: Token, ring: KeyRing) -> None:
    sealed = ring.seal(_written(token), owner=row.id)
    row.key_id, row.sealed = sealed.key_id, sealed.data
    row.version += 1
    row.expires_at = token.expires_at
    row.refresh_expires_at = token.refresh_expires_at


def _open(row: ChannelCredential, ring: KeyRing) -> Token:
    return _read(ring.open(Sealed(row.key_id, row.sealed), owner=row.id))


def _written(token: Token) -> bytes:
    value: dict[str, Any] = asdict(token)
    for name in _TIMES:
        value[name] = value[name].isoformat() if value[name] else None
    return json.dumps(value).encode()


def _read(data: bytes) -> Token:
    value = json.loads(data)
    for name in _TIMES:
        value[name] = datetime.fromisoformat(value[name]) if value[name] else None
    return Token(**(value | {"scopes": tuple(value["scopes"])}))
