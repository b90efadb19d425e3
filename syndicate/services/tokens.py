"""Secrets with which programs act as a person."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Invalid, NotFound, NotSignedIn
from syndicate.i18n import _
from syndicate.ids import new_token
from syndicate.models import ApiToken, User
from syndicate.policy import Actor
from syndicate.rendering.text import one_line

PREFIX = "syn_"
"""Lets a leak scanner recognise our tokens."""
LABEL_MAX = 80
PER_PERSON = 20


def add(
    session: Session,
    user: User,
    label: str,
    *,
    actor: Actor,
    now: datetime,
    lives: timedelta | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown once; `lives` None means until revoked."""
    label = one_line(label)
    if not 1 <= len(label) <= LABEL_MAX:
        raise Invalid.field(
            "label",
            _("Please say in 1 to %(most)s characters what the token is for.", most=LABEL_MAX),
        )
    if len(listed(session, user, now=now)) >= PER_PERSON:
        raise Invalid.field("label", _("Revoke a token first: %(most)s are the most.", most=20))
    secret = PREFIX + new_token()
    row = ApiToken(
        token_sha256=_hash(secret),
        user_id=user.id,
        label=label,
        created_at=now,
        expires_at=None if lives is None else now + lives,
    )
    session.add(row)
    session.flush()  # the event names the new id
    _tell(session, "account:token:added", row, actor.id, actor.way, now)
    return row, secret


def authenticate(session: Session, secret: str, *, now: datetime) -> User:
    """The active user this secret speaks for; raises `NotSignedIn`."""
    user = session.scalars(
        select(User)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(
            ApiToken.token_sha256 == _hash(secret),
            ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
            User.active,
        )
    ).one_or_none()
    if user is None:
        raise NotSignedIn(_("This token is unknown, expired or revoked."))
    return user


def listed(session: Session, user: User, *, now: datetime) -> list[ApiToken]:
    """The tokens of `user` that still open the door, newest first."""
    return list(
        session.scalars(
            select(ApiToken)
            .where(
                ApiToken.user_id == user.id,
                ApiToken.revoked_at.is_(None),
                or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
            )
            .order_by(ApiToken.created_at.desc(), ApiToken.id.desc())
        )
    )


def revoke(session: Session, user: User, token_id: str, *, actor: Actor, now: datetime) -> None:
    """Close one token of `user`; raises `NotFound` for anybody else's."""
    row = session.get(ApiToken, token_id)
    if row is None or row.user_id != user.id:
        raise NotFound(_("There is no such token."))
    if row.revoked_at is None:
        row.revoked_at = now
        _tell(session, "account:token:revoked", row, actor.id, actor.way, now)


def revoke_all(session: Session, user: User, *, now: datetime) -> None:
    """Close every token of `user`."""
    for row in listed(session, user, now=now):
        row.revoked_at = now
        _tell(session, "account:token:revoked", row, None, "job", now)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _tell(
    session: Session, name: str, row: ApiToken, actor_id: str | None, way: str, now: datetime
) -> None:
    data = {"token": row.id, "user": row.user_id}
    audit.append(session, name, at=now, actor_id=actor_id, way=way, data=data)
