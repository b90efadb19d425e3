"""The sample company: accounts with one password, the staff directory, its words, its channels."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from syndicate.dev.demo import samples
from syndicate.models import DisplayOrder, Role, StaffMember, User
from syndicate.models.names import is_east_asian
from syndicate.policy import SYSTEM, Actor, Way
from syndicate.publishing.demo import Stand
from syndicate.publishing.port import Plug
from syndicate.services import accounts, channels, rulesets
from syndicate.services.credentials import store_token
from syndicate.services.kit import Kit
from syndicate.services.people import clean_email
from syndicate.services.rulesets import RulesInput

PASSWORD = "correct horse battery"  # noqa: S105 - printed for everybody who runs the demo


@dataclass(frozen=True)
class Guest:
    """A sample user as the demo introduces them."""

    user: User
    note: str


def found(session: Session, kit: Kit, *, now: datetime) -> list[Guest]:
    """Make the company; the users worth introducing come back."""
    guests = list(_users(session, now))
    _directory(session, now)
    _terms(session, now)
    shown = [(plug, plug.demo) for plug in kit.registry.plugs.values() if plug.demo]
    for plug, stand in sorted(shown, key=lambda pair: pair[1].port_offset):
        _channel(session, kit, plug, stand, now)
    return guests


def channel_name(plug: Plug) -> str:
    """What the demo calls the channel of a plug."""
    return plug.kind.replace("_", "-")


def _users(session: Session, now: datetime) -> Iterable[Guest]:
    password_hash: str | None = None
    for entry in samples.read_toml("users.toml")["user"]:
        note = entry.pop("note", "")
        data = entry | {
            "roles": frozenset(Role(role) for role in entry["roles"]),
            "display_order": DisplayOrder(entry["display_order"]),
        }
        user = accounts.add_user(session, accounts.NewUser(**data), actor=SYSTEM, now=now)
        if password_hash is None:  # one slow hash for all of them
            accounts.set_password(session, user, PASSWORD, actor=SYSTEM, now=now)
            password_hash = user.password_hash
        user.password_hash = password_hash
        if note:
            yield Guest(user, note)


def _directory(session: Session, now: datetime) -> None:
    with (samples.folder() / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            session.add(StaffMember(**_member(row), created_at=now))


def _member(row: dict[str, str]) -> dict[str, Any]:
    east_asian = is_east_asian(row["family"])
    return {
        "family": row["family"],
        "given": row["given"],
        "reading": row["kana"],
        "romaji": row["romaji"],
        "email": clean_email(row["email"]) if row["email"] else None,
        "handle": row["handle"],
        "employee_id": row["employee_id"],
        "department": row["department"],
        "office": row["office"],
        "display_order": DisplayOrder.FAMILY_FIRST if east_asian else DisplayOrder.GIVEN_FIRST,
    }


def _terms(session: Session, now: datetime) -> None:
    words = (samples.folder() / "terms.tsv").read_text("utf-8")
    rulesets.save(session, RulesInput(terms=words), actor=Actor(Way.CLI), now=now)


def _channel(session: Session, kit: Kit, plug: Plug, stand: Stand, now: datetime) -> None:
    channel = channels.add_channel(
        session,
        name=channel_name(plug),
        kind=plug.kind,
        title=plug.title,
        config=dict(stand.config),
        languages=[],
        actor=SYSTEM,
        now=now,
        registry=kit.registry,
    )
    token = stand.token()
    if token is not None:
        store_token(
            session,
            channel,
            token,
            ring=kit.ring,
            actor=SYSTEM,
            now=now,
            account_name=plug.title,
        )
