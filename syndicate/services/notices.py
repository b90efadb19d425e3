"""Messages to people: rows written with the step they tell of, sent by a worker afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, lazyload

from syndicate.models import (
    ConsentRequest,
    Deputy,
    Duty,
    MailKind,
    Notice,
    Person,
    Role,
    RoleGrant,
    Story,
    User,
)
from syndicate.process import Situation
from syndicate.services.mail_wishes import OF_TEMPLATE, ways_for


@dataclass(frozen=True)
class Message:
    """What somebody is to be told."""

    template: str
    email: str
    locale: str
    key: str
    """The same key is never told twice."""
    kind: MailKind
    params: dict[str, Any]
    story_id: str | None = None


def tell(
    session: Session,
    template: str,
    *,
    email: str,
    locale: str,
    story: Story | None,
    key: str,
    now: datetime,
    params: dict[str, Any] | None = None,
    kind: MailKind | None = None,
) -> None:
    """Leave one message, if its reader wants such mails; the same `key` is never told twice."""
    message = Message(
        template,
        email=email,
        locale=locale,
        key=key,
        kind=kind or OF_TEMPLATE.get(template, MailKind.DESK),
        params=params or {},
        story_id=story.id if story else None,
    )
    tell_all(session, [message], now=now)


def tell_all(session: Session, messages: Sequence[Message], *, now: datetime) -> None:
    """The same for several messages at once."""
    if not messages:
        return
    told = session.scalars(
        select(Notice.dedup_key).where(Notice.dedup_key.in_([each.key for each in messages]))
    ).all()
    fresh = {each.key: each for each in messages if each.key not in told}.values()
    leaving = ways_for(session, [(each.email, each.kind) for each in fresh], now)
    for each, leaves_at in zip(fresh, leaving, strict=True):
        if leaves_at is not None:
            session.add(_notice(each, leaves_at, now))


def _notice(message: Message, leaves_at: datetime, now: datetime) -> Notice:
    return Notice(
        template=message.template,
        email=message.email,
        locale=message.locale,
        story_id=message.story_id,
        params=message.params,
        dedup_key=message.key,
        kind=message.kind,
        in_digest=leaves_at > now,
        due_at=leaves_at,
        created_at=now,
    )


def tell_user(
    session: Session,
    user: User,
    template: str,
    *,
    story: Story,
    now: datetime,
    params: dict[str, Any] | None = None,
    kind: MailKind | None = None,
) -> None:
    """One message to somebody with an account, in their language."""
    message = to_user(user, template, story=story, params=params, kind=kind)
    tell_all(session, [message], now=now)


def to_user(
    user: User,
    template: str,
    *,
    story: Story,
    params: dict[str, Any] | None = None,
    kind: MailKind | None = None,
) -> Message:
    """The same, to be told with others."""
    return Message(
        template,
        email=user.email,
        locale=user.locale,
        key=f"{template}:{story.id}:{story.version}:{user.id}",
        kind=kind or OF_TEMPLATE.get(template, MailKind.DESK),
        params=params or {},
        story_id=story.id,
    )


def tell_desk(session: Session, story: Story, template: str, *, now: datetime) -> None:
    """Tell everybody of the PR desk."""
    first = story.nominations[0].user_id if story.nominations else ""
    for user in on_duty(session, Role.PR, now):
        tell_user(session, user, template, story=story, now=now, params={"by_id": first})


def tell_question(situation: Situation, person: Person, question: ConsentRequest) -> None:
    """The mail that asks a person of the story; without an address there is nobody to write to."""
    _tell_asked(
        situation.session, situation.story, question, person, "consent_question", situation.now
    )


def tell_reminder(
    session: Session, story: Story, question: ConsentRequest, *, now: datetime
) -> None:
    """The one reminder that a question is still open."""
    _tell_asked(session, story, question, question.person, "consent_reminder", now)


def _tell_asked(
    session: Session,
    story: Story,
    question: ConsentRequest,
    person: Person,
    template: str,
    now: datetime,
) -> None:
    if not person.email:
        return
    user = session.get(User, person.user_id) if person.user_id else None
    tell(
        session,
        template,
        email=person.email,
        locale=user.locale if user else story.language,
        story=story,
        key=f"{template}:{question.id}",
        now=now,
        params={"question": question.id},
    )


def with_role(session: Session, role: Role) -> list[User]:
    """Active people who hold `role`."""
    return list(session.scalars(_holders_query(), {"role": role}))


@cache
def _holders_query() -> Select[User]:
    """Without their other roles, which no mail needs."""
    return (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == bindparam("role"), User.active)
        .order_by(User.id)
        .options(lazyload(User.grants))
    )


def on_duty(session: Session, role: Role, now: datetime) -> list[User]:
    """Those who hold `role`, and those who act for one of them now."""
    holders = with_role(session, role)
    if role.value not in set(Duty):
        return holders
    deputies = session.scalars(
        select(Deputy).where(
            Deputy.role == Duty(role.value),
            Deputy.user_id.in_([user.id for user in holders]),
            Deputy.from_at <= now,
            Deputy.until_at > now,
        )
    )
    people = {user.id: user for user in (*holders, *(row.deputy for row in deputies))}
    return [user for user in people.values() if user.active]
