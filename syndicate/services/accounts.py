"""People with an account: added, given roles and passwords, deactivated."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import AfterValidator, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Conflict, Forbidden, Invalid, NotFound
from syndicate.i18n import LOCALES, _
from syndicate.ids import new_token
from syndicate.models import DisplayOrder, Role, RoleGrant, User
from syndicate.policy import SYSTEM, Actor
from syndicate.process import Form
from syndicate.rendering.text import one_line
from syndicate.services import sessions, tokens
from syndicate.services.people import clean_email
from syndicate.validation import FieldError

PASSWORD_MIN, PASSWORD_MAX = 12, 200
HASHER = PasswordHasher()
"""argon2id with the parameters RFC 9106 recommends where memory is scarce."""


def normal_email(value: str) -> str:
    """`value` as addresses are stored: lower case, half width, trimmed."""
    return unicodedata.normalize("NFKC", value).strip().lower()


def _known_locale(value: str) -> str:
    if value not in LOCALES:
        raise FieldError(_("There is no such language here."))
    return value


def _known_zone(value: str) -> str:
    if value not in available_timezones():
        raise FieldError(_("There is no such time zone. Choose one such as Asia/Tokyo."))
    return value


Name = Annotated[str, Field(max_length=80), AfterValidator(one_line)]
LongName = Annotated[str, Field(max_length=160), AfterValidator(one_line)]
Email = Annotated[str, AfterValidator(normal_email), AfterValidator(clean_email)]
Locale = Annotated[str, AfterValidator(_known_locale)]
Zone = Annotated[str, AfterValidator(_known_zone)]


class NewUser(Form):
    """What is asked for when somebody is given an account."""

    email: Email
    family: Name = ""
    given: Name = ""
    reading: LongName = ""
    romaji: LongName = ""
    display_order: DisplayOrder = DisplayOrder.GIVEN_FIRST
    department: Annotated[str, Field(max_length=120), AfterValidator(one_line)] = ""
    locale: Locale = "en"
    time_zone: Zone = "UTC"
    roles: frozenset[Role] = frozenset()


def add_user(session: Session, data: NewUser, *, actor: Actor, now: datetime) -> User:
    """A new account without a password. Raises `Forbidden`, or `Conflict` for a taken address."""
    demand_manager(actor)
    if not (data.family or data.given):
        raise Invalid.field("given", _("Please give a name."))
    if find(session, data.email) is not None:
        raise Conflict(_("There is already an account for %(email)s.", email=data.email))
    user = User(**data.model_dump(exclude={"roles"}), created_at=now)
    user.grants = [RoleGrant(role=role, created_at=now) for role in sorted(data.roles)]
    session.add(user)
    session.flush()  # the event names the new id
    _tell(session, "account:user:added", user, actor, now, roles=sorted(data.roles))
    return user


def find(session: Session, email: str) -> User | None:
    """The account of that address, in whatever case or width it was typed."""
    return session.scalars(select(User).where(User.email == normal_email(email))).one_or_none()


def get(session: Session, user_id: str) -> User:
    """The account of that id; raises `NotFound`."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(_("There is no such account."))
    return user


def everybody(session: Session) -> list[User]:
    """Every account, the active ones first, by name."""
    users = session.scalars(select(User)).all()
    return sorted(users, key=lambda u: (not u.active, u.reading or u.full_name.lower(), u.email))


def set_password(
    session: Session, user: User, password: str, *, actor: Actor, now: datetime
) -> None:
    """Give `user` a new password and end their other sessions. Raises `Invalid` for a weak one."""
    if actor.user is None or actor.user.id != user.id:
        demand_manager(actor)
    _demand_strong(user, password)
    user.password_hash = HASHER.hash(password)
    sessions.end_all(session, user, now=now)
    _tell(session, "account:password:changed", user, actor, now)


def change_password(
    session: Session, user: User, *, current: str, new: str, actor: Actor, now: datetime
) -> None:
    """The person's own change: the current password is asked for first."""
    if not password_matches(user, current):
        raise Invalid.field("current", _("This is not your current password."))
    set_password(session, user, new, actor=actor, now=now)


def verified(session: Session, email: str, password: str) -> User | None:
    """The active user with this address and password; the work is the same when there is none."""
    user = find(session, email[:254])
    if user is None or user.password_hash is None or not user.active:
        _matches(_nobodys_hash(), password)
        return None
    return user if _matches(user.password_hash, password) else None


def password_matches(user: User, password: str) -> bool:
    """Whether `password` is the one of `user`."""
    return user.password_hash is not None and _matches(user.password_hash, password)


def set_roles(
    session: Session, user: User, roles: Iterable[Role], *, actor: Actor, now: datetime
) -> None:
    """Exactly these roles from now on."""
    demand_manager(actor)
    wanted, before = set(roles), user.roles
    if wanted == before:
        return
    if actor.user and actor.user.id == user.id and Role.ADMIN in before - wanted:
        raise Forbidden(_("Ask another administrator to take this role from you."))
    user.grants = [grant for grant in user.grants if grant.role in wanted]
    user.grants.extend(RoleGrant(role=role, created_at=now) for role in sorted(wanted - before))
    _tell(session, "account:roles:changed", user, actor, now, roles=sorted(wanted))


def set_active(session: Session, user: User, *, active: bool, actor: Actor, now: datetime) -> None:
    """Open or close an account; closing ends every session and token at once."""
    demand_manager(actor)
    if actor.user and actor.user.id == user.id:
        raise Forbidden(_("Ask another administrator to close your own account."))
    if user.active == active:
        return
    user.active = active
    if not active:
        sessions.end_all(session, user, now=now)
        tokens.revoke_all(session, user, now=now)
    _tell(session, "account:user:opened" if active else "account:user:closed", user, actor, now)


class Preferences(Form):
    """The language and the zone somebody reads in; None leaves it as it is."""

    locale: Locale | None = None
    time_zone: Zone | None = None


def set_preferences(user: User, wanted: Preferences) -> None:
    """Read in another language or zone from now on."""
    user.locale = wanted.locale or user.locale
    user.time_zone = wanted.time_zone or user.time_zone


def demand_manager(actor: Actor) -> None:
    """Raise `Forbidden` unless an administrator, the operator's shell or syndicate acts."""
    if actor is SYSTEM or actor.is_operator or Role.ADMIN in actor.roles:
        return
    raise Forbidden(_("Only administrators may manage accounts."))


def _demand_strong(user: User, password: str) -> None:
    if len(password) < PASSWORD_MIN:
        raise Invalid.field(
            "password",
            _(
                "Please use at least %(least)s characters; a few words are best.",
                least=PASSWORD_MIN,
            ),
        )
    if len(password) > PASSWORD_MAX:
        raise Invalid.field(
            "password", _("Please use at most %(most)s characters.", most=PASSWORD_MAX)
        )
    if len(set(password)) < 5 or user.email.split("@")[0] in password.lower():
        raise Invalid.field(
            "password", _("This password is easy to guess. Please choose another one.")
        )


def _matches(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password[: PASSWORD_MAX + 1])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(new_token())


def _tell(
    session: Session, name: str, user: User, actor: Actor, now: datetime, **data: Any
) -> None:
    audit.append(
        session, name, at=now, actor_id=actor.id, way=actor.way, data={"user": user.id, **data}
    )
