"""Who may do what: predicates of one line over how an actor stands to a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from syndicate.models import Duty, Person, Role, State, User


class Way(StrEnum):
    """The door somebody came in by."""

    WEB = "web"
    API = "api"
    CLI = "cli"
    LINK = "link"
    JOB = "job"


@dataclass(frozen=True)
class Lent:
    """A right that somebody may use in another person's place, until a moment."""

    duty: Duty
    principal: User
    until: datetime

    @property
    def role(self) -> Role | None:
        """The role that is lent; None where it is the seats on routes."""
        return None if self.duty is Duty.ROUTE else Role(self.duty.value)


@dataclass(frozen=True)
class Actor:
    """Who acts: a user, a person holding a consent link, or syndicate itself."""

    way: Way
    user: User | None = None
    person: Person | None = None
    lent: tuple[Lent, ...] = ()
    """Rights of others this user may use now."""
    ended: tuple[Lent, ...] = ()
    """Such rights that ended lately, so that a refusal can say so."""
    acting_for: User | None = None
    """Set where one lent right is used, and nothing of one's own."""

    @property
    def is_operator(self) -> bool:
        """Whether this is the shell of who runs syndicate, acting as nobody in particular."""
        return self.way is Way.CLI and self.user is None and self.person is None

    @property
    def id(self) -> str | None:
        """For the audit; None is syndicate itself."""
        if self.user:
            return self.user.id
        return self.person.id if self.person else None

    @property
    def roles(self) -> frozenset[Role]:
        """Roles of an active user, own and lent; nobody else has any."""
        if self.user is None or not self.user.active:
            return frozenset()
        lent = frozenset(lent.role for lent in self.lent if lent.role)
        return lent if self.acting_for else self.user.roles | lent

    @property
    def acting(self) -> dict[str, str]:
        """For the data of an event: in whose place this was done."""
        return {"acting_for": self.acting_for.id} if self.acting_for else {}

    @property
    def alone(self) -> Actor:
        """The same person with nothing but their own rights."""
        return replace(self, lent=(), ended=(), acting_for=None)

    def at(self, now: datetime) -> Actor:
        """The same at that moment: rights that have ended since are no longer there."""
        over = tuple(lent for lent in self.lent if lent.until <= now)
        if not over:
            return self
        left = tuple(lent for lent in self.lent if lent.until > now)
        return replace(self, lent=left, ended=self.ended + over)

    def in_place_of(self, lent: Lent) -> Actor:
        """The same person with nothing but this one lent right."""
        return replace(self, lent=(lent,), ended=(), acting_for=lent.principal)


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
    """Gates of the release under review that this actor, or somebody for them, has decided."""
    seats: frozenset[str] = frozenset()
    """Gates of that release at which this actor is asked by name."""
    facts: frozenset[str] = field(default=frozenset())
    """What is the matter with the story: `emergency` once one was proposed for its release."""
    principal: Standing | None = None
    """How the person stands for whom this actor acts; four eyes hold for both."""
    stand_ins: tuple[Standing, ...] = ()
    """The same actor once for each right they may use in another person's place."""


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


def seated(gate: str) -> Predicate:
    """True for those whom the route names for `gate`."""

    def check(standing: Standing) -> bool:
        return gate in standing.seats

    check.__name__ = f"route: {gate}"
    return check


def asked(standing: Standing) -> bool:
    """Anybody the route names for a gate of this release."""
    return bool(standing.seats)


def called(standing: Standing) -> bool:
    """PR, privacy reviewers and people who run syndicate, once an emergency was proposed."""
    roles = {Role.PR, Role.PRIVACY, Role.ADMIN}
    return "emergency" in standing.facts and bool(roles & standing.actor.roles)


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
    CAUTION_MANAGE = "site:caution:manage"
    CHANNEL_MANAGE = "channel:settings:manage"
    DELIVERY_DECIDE = "delivery:outcome:decide"
    DRAFT_WRITE = "story:draft:write"
    EVIDENCE_READ = "story:evidence:read"
    FINDING_READ = "story:finding:read"
    FINDING_RESOLVE = "story:finding:resolve"
    FREEZE = "channel:freeze:set"
    LEAVER_SWEEP = "person:account:leave"
    METRICS_READ = "story:counts:read"
    PERSON_ERASE = "person:data:erase"
    ROUTE_MANAGE = "route:table:manage"
    RULES_MANAGE = "company:rules:manage"
    STORY_FOLLOW = "story:progress:read"
    STORY_READ = "story:content:read"
    USER_MANAGE = "user:account:manage"


def _reviews(standing: Standing) -> bool:
    return privacy(standing) and standing.state in PAST_DRAFT


PERMISSIONS: dict[Permission, Predicate] = {
    Permission.AUDIT_READ: either(admin, privacy),
    Permission.CAUTION_MANAGE: either(pr, admin),
    Permission.CHANNEL_MANAGE: admin,
    Permission.DELIVERY_DECIDE: pr,
    Permission.DRAFT_WRITE: either(pr, author),
    Permission.EVIDENCE_READ: either(pr, _reviews, admin),
    Permission.FINDING_READ: either(pr, _reviews),
    Permission.FINDING_RESOLVE: privacy,
    Permission.FREEZE: either(pr, privacy, admin),
    Permission.LEAVER_SWEEP: either(admin, privacy),
    Permission.METRICS_READ: either(pr, privacy, admin),
    Permission.PERSON_ERASE: privacy,
    Permission.ROUTE_MANAGE: admin,
    Permission.RULES_MANAGE: either(admin, privacy),
    Permission.STORY_FOLLOW: either(nominator, named, pr, _reviews, asked, called),
    Permission.STORY_READ: either(named, nominator, pr, _reviews, asked, called),
    Permission.USER_MANAGE: admin,
}


def allows(permission: Permission, standing: Standing) -> bool:
    """Whether somebody who stands so may do this."""
    return PERMISSIONS[permission](standing)
