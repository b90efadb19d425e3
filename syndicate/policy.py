"""Who may do what: predicates of one line over how an actor stands to a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from syndicate.models import Person, Role, State, User


class Way(StrEnum):
    """The door somebody came in by."""

    WEB = "web"
    API = "api"
    CLI = "cli"
    LINK = "link"
    JOB = "job"


@dataclass(frozen=True)
class Actor:
    """Who acts: a user, a person holding a consent link, or syndicate itself."""

    way: Way
    user: User | None = None
    person: Person | None = None

    @property
    def id(self) -> str | None:
        """For the audit; None is syndicate itself."""
        if self.user:
            return self.user.id
        return self.person.id if self.person else None

    @property
    def roles(self) -> frozenset[Role]:
        """Roles of an active user; nobody else has any."""
        return self.user.roles if self.user and self.user.active else frozenset()


SYSTEM = Actor(Way.JOB)


@dataclass(frozen=True)
class Standing:
    """How an actor stands to one story."""

    actor: Actor
    state: State
    person_ids: frozenset[str] = frozenset()
    """The story's people this actor is."""
    is_author: bool = False
    is_nominator: bool = False
    is_editor: bool = False
    held_gates: frozenset[str] = frozenset()
    """Gates of the release under review that this actor has held."""
    facts: frozenset[str] = field(default=frozenset())


Predicate = Callable[[Standing], bool]


def anybody(_: Standing) -> bool:
    """Every signed-in employee."""
    return True


def system(standing: Standing) -> bool:
    """syndicate itself."""
    return standing.actor is SYSTEM


def author(standing: Standing) -> bool:
    """The person who wrote the source post."""
    return standing.is_author


def named(standing: Standing) -> bool:
    """Anyone the story names, quotes or pictures, the author included."""
    return bool(standing.person_ids)


def nominator(standing: Standing) -> bool:
    """Anyone who nominated it."""
    return standing.is_nominator


def pr(standing: Standing) -> bool:
    """People of the PR desk."""
    return Role.PR in standing.actor.roles


def privacy(standing: Standing) -> bool:
    """Privacy reviewers."""
    return Role.PRIVACY in standing.actor.roles


def admin(standing: Standing) -> bool:
    """People who run syndicate."""
    return Role.ADMIN in standing.actor.roles


def either(*predicates: Predicate) -> Predicate:
    """True when any of `predicates` is."""

    def check(standing: Standing) -> bool:
        return any(predicate(standing) for predicate in predicates)

    check.__name__ = " or ".join(predicate.__name__ for predicate in predicates)
    return check


PAST_DRAFT = frozenset(State) - {
    State.NOMINATED,
    State.AWAITING_AUTHOR,
    State.DRAFTING,
    State.DECLINED,
    State.MERGED,
}


class Permission(StrEnum):
    """What can be asked outside the steps of a process. Keep the list alphabetical."""

    AUDIT_READ = "audit:events:read"
    CHANNEL_MANAGE = "channel:settings:manage"
    DELIVERY_DECIDE = "delivery:outcome:decide"
    DRAFT_WRITE = "story:draft:write"
    EVIDENCE_READ = "story:evidence:read"
    FINDING_READ = "story:finding:read"
    FINDING_RESOLVE = "story:finding:resolve"
    FREEZE = "channel:freeze:set"
    METRICS_READ = "story:counts:read"
    STORY_FOLLOW = "story:progress:read"
    STORY_READ = "story:content:read"
    USER_MANAGE = "user:account:manage"


def _reviews(standing: Standing) -> bool:
    return privacy(standing) and standing.state in PAST_DRAFT


PERMISSIONS: dict[Permission, Predicate] = {
    Permission.AUDIT_READ: either(admin, privacy),
    Permission.CHANNEL_MANAGE: admin,
    Permission.DELIVERY_DECIDE: pr,
    Permission.DRAFT_WRITE: either(pr, author),
    Permission.EVIDENCE_READ: either(pr, _reviews, admin),
    Permission.FINDING_READ: either(pr, _reviews),
    Permission.FINDING_RESOLVE: privacy,
    Permission.FREEZE: either(pr, privacy, admin),
    Permission.METRICS_READ: either(pr, privacy, admin),
    Permission.STORY_FOLLOW: either(nominator, named, pr, _reviews),
    Permission.STORY_READ: either(named, nominator, pr, _reviews),
    Permission.USER_MANAGE: admin,
}


def allows(permission: Permission, standing: Standing) -> bool:
    """Whether somebody who stands so may do this."""
    return PERMISSIONS[permission](standing)
