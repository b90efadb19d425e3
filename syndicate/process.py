"""The words a process is written in: steps, gates, guards, effects, and what blocks a story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from syndicate.i18n import Text
from syndicate.models import Channel, Release, Role, State, Story
from syndicate.policy import Actor, Predicate, Standing
from syndicate.publishing.port import Limits, Media, Order, Publisher, Receipt
from syndicate.settings import Settings


class Form(BaseModel):
    """What a step asks for. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


@dataclass(frozen=True)
class Block:
    """One reason why a story cannot go on, and on whom it waits."""

    code: str
    """`gate:pr`, `consent:author`, `findings:open` … stable, for programs."""
    text: Text
    waits_for: Text | None = None
    where: str = ""
    """Part of the workbench where it can be cleared: draft, people, findings, schedule …"""


class Pictures(Media, Protocol):
    """The store of images, for steps that make them anew."""

    def put(self, data: bytes, sha256: str, media_type: str) -> object:
        """Keep an image; raises `Misconfigured` where nothing can be written."""
        ...


class Toolbox(Protocol):
    """What guards and effects may use beyond the database."""

    settings: Settings

    @property
    def media(self) -> Pictures:
        """The store of approved images."""
        ...

    def process(self, name: str) -> Process:
        """The process of that name."""
        ...

    def publisher(self, channel: Channel) -> Publisher:
        """The publisher for one channel; opening it speaks to nobody."""
        ...

    def pasted(self, kind: str, order: Order, permalink: str) -> Receipt:
        """The receipt of what this order left at a pasted address; raises `FieldError`."""
        ...

    def limits(self, kind: str) -> Limits:
        """What a kind of channel can take."""
        ...


@dataclass(frozen=True)
class Situation:
    """Everything a predicate, a guard or an effect may look at."""

    session: Session
    story: Story
    actor: Actor
    standing: Standing
    now: datetime
    toolbox: Toolbox
    process: Process
    form: Any = None
    release: Release | None = None
    """The release under review or out; the live one where a correction is not yet submitted."""
    step: Step | None = None
    """The step being taken, for effects."""
    opened: GateRule | None = None
    """The gate that has just opened, for what a process does then."""
    seen: dict[str, Any] = field(default_factory=dict, compare=False)
    """What guards have looked up, for the others; good until something is written."""

    def once(self, name: str, look: Callable[[], Any]) -> Any:
        """What `look` finds, asked once for all guards that ask one after the other."""
        if name not in self.seen:
            self.seen[name] = look()
        return self.seen[name]

    def anew(self, **fields: Any) -> Situation:
        """The same, with other `fields`, after something was written or before it is."""
        return replace(self, seen={}, **fields)


Guard = Callable[[Situation], Iterable[Block]]
Effect = Callable[[Situation], None]


@dataclass(frozen=True)
class Branch:
    """A target that depends on the situation."""

    when: Callable[[Situation], bool]
    then: State
    otherwise: State


@dataclass(frozen=True)
class GateRule:
    """One gate of a process."""

    name: str
    label: Text
    blocks: Guard
    """Empty when the gate holds for `situation.release` now."""
    role: Role | None = None
    """Whose queue it stands in; None where the people of the story or of a route answer."""
    by_route: bool = False
    """Whether the route of the author's department says who is asked, and how many must decide."""
    stage: int = 0
    """It opens when every gate of a lower stage holds."""
    needed: int | None = 1
    """How many of the role must decide; None is everybody who may."""

    @property
    def is_decided(self) -> bool:
        """Whether people of the company decide it; consents are given, not decided."""
        return self.role is not None or self.by_route


@dataclass(frozen=True)
class Step:
    """One line of a process: who may move a story from where to where, and what follows."""

    name: str
    label: Text
    source: frozenset[State]
    target: State | Branch | None
    """None leaves the state as it is."""
    may: Predicate
    event: str
    guards: Sequence[Guard] = ()
    effects: Sequence[Effect] = ()
    form: type[Form] = Form
    gate: str | None = None
    """The gate this step decides for the release under review."""
    about_release: bool = False
    """Whoever takes it must name the release it is about; so it is wherever there is a gate."""
    four_eyes: bool = False
    """Closed to nominators, the author, editors, and whoever has decided another gate."""
    automatic: bool = False
    """Taken by syndicate itself as soon as its guards are silent."""
    primary: bool = False
    """The act pages put first in this state."""
    danger: bool = False
    """Pages ask once more before it."""
    applies: Callable[[Situation], bool] | None = None
    """False where the step makes no sense for this story, whatever its state."""
    settled: Callable[[Situation], bool] | None = None
    """True when this actor has nothing left to do here, though the step stays possible."""
    mail: str = "progress"
    """The template those who are told get; empty where an effect writes to them."""
    implied: bool = False
    """Follows from another act, such as saving a draft; pages do not offer it by itself."""
    wins: bool = False
    """Taken whatever the person had seen: withdrawing must never be turned away as stale."""
    notes: Callable[[Situation], dict[str, Any]] | None = None
    """What the event keeps beyond the usual; ids and hashes only."""
    news: Text | None = None
    """What has happened, as the mail puts it; without it, the label of the step."""
    discreet: bool = False
    """Nobody is told who took it, nor what they wrote as somebody of the story."""
    alerts: bool = False
    """Those in the story are told at once, whatever mails they have switched off."""
    thanks: Sequence[str] = ()
    """Who is thanked instead, the first time readers can see it."""
    tells: Sequence[str] = ()
    """Who gets a mail: author, people, nominators, pr, privacy, admin, or those asked at a gate."""

    @property
    def targets(self) -> frozenset[State]:
        """Every state this step may lead to; empty where it leaves the state as it is."""
        if isinstance(self.target, Branch):
            return frozenset({self.target.then, self.target.otherwise})
        return frozenset({self.target} if self.target else ())

    def fits(self, situation: Situation) -> bool:
        """Whether this line is about a story that stands so."""
        at_source = situation.story.state in self.source
        return at_source and (self.applies is None or self.applies(situation))

    def target_in(self, situation: Situation) -> State:
        """The state this step leads to here."""
        if isinstance(self.target, Branch):
            chosen = self.target.when(situation)
            return self.target.then if chosen else self.target.otherwise
        return self.target or situation.story.state


@dataclass(frozen=True)
class Process:
    """The table of steps a story follows."""

    name: str
    label: Text
    gates: tuple[GateRule, ...]
    steps: tuple[Step, ...]
    fences: tuple[Guard, ...] = field(default=())
    """Beyond the gates: what must hold at the moment of sending."""
    always: tuple[Effect, ...] = ()
    """Run after the effects of every step."""
    opening: tuple[Effect, ...] = ()
    """Run when a gate of a later stage opens; `situation.opened` says which."""

    def find(self, name: str, situation: Situation) -> Step | None:
        """The line of that name for a story that stands so."""
        return next((s for s in self.steps if s.name == name and s.fits(situation)), None)

    def named(self, name: str) -> list[Step]:
        """Every line with that name, whatever its source."""
        return [step for step in self.steps if step.name == name]

    def gate(self, name: str) -> GateRule:
        """The gate of that name."""
        return next(gate for gate in self.gates if gate.name == name)

    def before(self, stage: int) -> list[GateRule]:
        """The gates that must hold before those of `stage` open."""
        return [gate for gate in self.gates if gate.stage < stage]

    def extended(
        self,
        name: str,
        label: Text,
        *,
        gates: Iterable[GateRule] = (),
        steps: Iterable[Step] = (),
    ) -> Process:
        """This process under another name, with more gates and steps."""
        return replace(
            self,
            name=name,
            label=label,
            gates=(*self.gates, *gates),
            steps=(*self.steps, *steps),
        )

    def changed(self, name: str, **fields: Any) -> Process:
        """The same with other `fields` on every line of that name."""
        steps = (replace(step, **fields) if step.name == name else step for step in self.steps)
        return replace(self, steps=tuple(steps))
