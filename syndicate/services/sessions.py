"""Browsers that are signed in: rows in the database, of which the cookie holds only the key."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import NotFound
from syndicate.i18n import _
from syndicate.ids import new_token
from syndicate.models import User, UserSession
from syndicate.policy import Way

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)


def open_session(
    session: Session, user: User, *, user_agent: str, now: datetime
) -> tuple[UserSession, str]:
    """A new session and the secret for its cookie, of which only the hash is kept."""
    token = new_token()
    row = UserSession(
        token_sha256=_hash(token),
        user_id=user.id,
        csrf_token=new_token(),
        created_at=now,
        seen_at=now,
        user_agent=user_agent[:200],
    )
    session.add(row)
    session.flush()  # the event names the new id
    _tell(session, "account:session:opened", row, now)
    return row, token


def current(session: Session, token: str, *, now: datetime) -> UserSession | None:
    """The session of this secret while it is neither ended, idle, too old nor its user closed."""
    return session.scalars(
        select(UserSession)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.token_sha256 == _hash(token),
            UserSession.ended_at.is_(None),
            UserSession.seen_at > now - IDLE,
            UserSession.created_at > now - ABSOLUTE,
            User.active,
        )
    ).one_or_none()


def touch(session: Session, row: UserSession, *, now: datetime) -> None:
    """Remember that the browser was seen."""
    session.execute(
        update(UserSession)
        .where(UserSession.id == row.id, UserSession.ended_at.is_(None))
        .values(seen_at=now)
    )


def listed(session: Session, user: User, *, now: datetime) -> list[UserSession]:
    """The sessions of `user` that are alive, the latest seen first."""
    return list(
        session.scalars(
            select(UserSession)
            .where(
                UserSession.user_id == user.id,
                UserSession.ended_at.is_(None),
                UserSession.seen_at > now - IDLE,
                UserSession.created_at > now - ABSOLUTE,
            )
            .order_by(UserSession.seen_at.desc())
        )
    )


def end(session: Session, user: User, session_id: str, *, now: datetime) -> None:
    """End one session of `user`; raises `NotFound` for anybody else's."""
    row = session.get(UserSession, session_id)
    if row is None or row.user_id != user.id:
        raise NotFound(_("There is no such session."))
    if row.ended_at is None:
        row.ended_at = now
        _tell(session, "account:session:ended", row, now)


def end_all(session: Session, user: User, *, now: datetime, but: str | None = None) -> None:
    """End every session of `user`, except the one with the id `but`."""
    for row in listed(session, user, now=now):
        if row.id != but:
            row.ended_at = now
            _tell(session, "account:session:ended", row, now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _tell(session: Session, name: str, row: UserSession, now: datetime) -> None:
    audit.append(session, name, at=now, actor_id=row.user_id, way=Way.WEB, data={"session": row.id})
