"""Random people take random steps; after each one the promises of the product are looked at.

`PROMISE_RUNS=2000 pytest tests/functional/test_promises.py` tries as many stories of 30 steps.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select

from syndicate import audit
from syndicate.db import Database
from syndicate.errors import SyndicateError
from syndicate.jobs.deliver import deliver_next
from syndicate.models import Event, Gate, GateState, Release, State, Story
from syndicate.registry import Registry
from syndicate.services import channels
from tests.factories.world import AGREE, World
from tests.functional.delivery.remote import Remote, plug
from workflows.story import STORY

RUNS = int(os.environ.get("PROMISE_RUNS", "12"))
STEPS = 30
PEOPLE = ("nina", "arthur", "mei", "petra", "paul", "vera", "both", "adam", "otto")
BODIES = (
    "We moved the meeting to the bench.",
    "We moved the meeting to the bench. Mei Mori drew the plan.",
    "The bench, told in one line.",
)
FORMS: dict[str, dict[str, Any]] = {
    "agree": AGREE,
    "return": {"comment": "Once more, please."},
    "reopen": {"comment": "Everything is mended."},
    "schedule": {"at": "2199-01-01T10:00", "zone": "UTC"},
}
NAMES = sorted({step.name for step in STORY.steps if not step.automatic and step.name != "merge"})
USUAL = (
    ("accept", "petra"),
    ("agree", "arthur"),
    ("edit", "petra"),
    ("submit", "petra"),
    ("agree", "arthur"),
    ("agree", "mei"),
    ("approve", "paul"),
    ("clear", "vera"),
    ("publish", "petra"),
)
"""What has to happen for anything to go out: chance alone would rarely get there."""
INVOLVED = frozenset({"nina", "arthur", "mei", "petra"})
SENDS = ("publish", "update")


class Promises(RuleBasedStateMachine):
    """One story, everybody who can touch it, and a simple memory of what they said."""

    world: ClassVar[World]
    remote: ClassVar[Remote]

    @initialize()
    def begin(self) -> None:
        self.story_id = self.world.nominate(
            people=[{"email": "mei@example.com"}], source_text=f"{BODIES[1]} {os.urandom(8).hex()}"
        )
        self.agreed: dict[str, bool] = {}
        self.held: dict[tuple[str, str], str] = {}
        self.editors: set[str] = set()
        self.withdrawn_at: int | None = None
        self.frozen = False

    @rule(usual=st.sampled_from((*USUAL[3:], USUAL[-1], USUAL[-1])))
    def up_to_a_usual_step(self, usual: tuple[str, str]) -> None:
        for name, by in USUAL[: USUAL.index(usual) + 1]:
            if name == "clear":
                self.everything_is_a_false_alarm()
            if name == "edit":
                self.edit(BODIES[1], by)
            else:
                self._take(name, by)

    @rule(by=st.sampled_from(("arthur", "mei", "petra")))
    def withdraw(self, by: str) -> None:
        self._take("withdraw", by)

    @rule(name=st.sampled_from(NAMES), by=st.sampled_from(PEOPLE))
    def any_step(self, name: str, by: str) -> None:
        self._take(name, by)

    @rule(body=st.sampled_from(BODIES), by=st.sampled_from(("petra", "paul", "arthur", "otto")))
    def edit(self, body: str, by: str) -> None:
        before = self._revision()
        try:
            self.world.draft(self.story_id, by=by, body=body)
        except SyndicateError:
            return
        if self._revision() != before:
            self.editors.add(by)

    @rule()
    def everything_is_a_false_alarm(self) -> None:
        if self._story().release_id and self.world.state(self.story_id) is State.IN_REVIEW:
            self.world.resolve_all(self.story_id)

    @rule(by=st.sampled_from(("petra", "vera", "otto")))
    def freeze(self, by: str) -> None:
        with self.world.database.begin() as session:
            try:
                channels.freeze(
                    session, reason="A test.", actor=self.world.actor(by), now=self.world.now
                )
            except SyndicateError:
                return
        self.frozen = True

    @rule()
    def unfreeze(self) -> None:
        with self.world.database.begin() as session:
            channels.unfreeze(session, actor=self.world.actor("petra"), now=self.world.now)
        self.frozen = False

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.world.later(days=days)
        self.world.settle(self.story_id)

    @rule(times=st.integers(1, 6))
    def deliver(self, times: int) -> None:
        before = self._sends()
        self.world.bring_forward()
        for _time in range(times):
            deliver_next(self.world.kit, "test")
        if self._sends() > before:
            assert not self.frozen, "sent during a freeze"
            assert self.withdrawn_at is None, "sent after a withdrawal"
            assert all(self.agreed.get(name) for name in self._people()), "sent without consent"

    @invariant()
    def what_stands_outside_was_approved_by_two_who_may(self) -> None:
        copies = self.remote.of(self.story_id) if hasattr(self, "story_id") else []
        assert len(copies) <= 1, "doubled"
        for copy in copies:
            approved = [self.held.get((self._release_of(copy.body), gate)) for gate in GATES]
            assert None not in approved, "out without both approvals"
            assert approved[0] != approved[1], "one person held both gates"
            assert not set(approved) & (INVOLVED | self.editors), "approved by somebody involved"

    @invariant()
    def withdrawn_means_gone(self) -> None:
        if hasattr(self, "story_id") and self.world.state(self.story_id) is State.WITHDRAWN:
            assert self.remote.of(self.story_id) == []

    @invariant()
    def the_last_event_tells_where_the_story_stands(self) -> None:
        if not hasattr(self, "story_id"):
            return
        with self.world.database.reading() as session:
            story = session.get_one(Story, self.story_id)
            moves = session.scalars(
                select(Event).where(Event.story_id == self.story_id).order_by(Event.seq.desc())
            )
            last = next((move.data["to"] for move in moves if "to" in move.data), "nominated")
            assert story.state.value == last

    def teardown(self) -> None:
        if hasattr(self, "story_id"):
            self.unfreeze()
            with self.world.database.reading() as session:
                assert audit.verify(audit.stored(session)).broken is None
            self.remote.copies.clear()

    def _take(self, name: str, by: str) -> None:
        release = self._release()
        try:
            self.world.take(self.story_id, name, by, **FORMS.get(name, {}))
        except SyndicateError:
            return
        self._remember(name, by, release)

    def _remember(self, name: str, by: str, release: str | None) -> None:
        if name == "agree":
            self.agreed[by] = True
        if name in ("refuse", "withdraw"):
            self.agreed[by] = False
            self.withdrawn_at = self._sends() if name == "withdraw" else self.withdrawn_at
        if name == "reopen":
            self.agreed, self.withdrawn_at = {}, None
        if name in ("approve", "clear") and release:
            self.held.setdefault((release, "pr" if name == "approve" else "privacy"), by)

    def _sends(self) -> int:
        mine = [order for order in self.remote.orders if order.story_id == self.story_id]
        calls = [call for call in self.remote.calls if call in SENDS]
        return len(calls) if mine else 0

    def _story(self) -> Story:
        with self.world.database.reading() as session:
            return session.get_one(Story, self.story_id)

    def _revision(self) -> str | None:
        return self._story().latest_revision_id

    def _release(self) -> str | None:
        with self.world.database.reading() as session:
            release = session.get_one(Story, self.story_id).release
            return release.sha256 if release else None

    def _release_of(self, body: bytes) -> str:
        wanted = hashlib.sha256(body).hexdigest()
        with self.world.database.reading() as session:
            releases = session.scalars(select(Release).where(Release.story_id == self.story_id))
            held = [r.sha256 for r in releases if any(p.sha256 == wanted for p in r.payloads)]
            both = [sha256 for sha256 in held if all((sha256, g) in self.held for g in GATES)]
            return (both or held)[0]

    def _people(self) -> set[str]:
        with self.world.database.reading() as session:
            release = session.get_one(Story, self.story_id).release
            wanted = release.revision.people_ids if release else []
            people = session.get_one(Story, self.story_id).people
            return {p.given.lower() for p in people if p.id in wanted}


GATES = ("pr", "privacy")


@pytest.fixture
def world(migrated_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    """One company for all runs, on a database that need not survive the test."""
    path = tmp_path / "promises.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{path}")
    event.listen(database.engine, "connect", lambda c, _r: c.execute("PRAGMA synchronous=OFF"))
    Promises.remote = Remote()
    registry = Registry(processes=[STORY], plugs=[plug(Promises.remote, "culture_blog")])
    yield World(database, tmp_path, registry=registry)
    database.dispose()


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_the_promises_hold_whatever_people_do(world: World) -> None:
    Promises.world = world
    run_state_machine_as_test(
        Promises,
        settings=settings(
            max_examples=RUNS,
            derandomize=True,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    calls = set(Promises.remote.calls)
    assert {"publish", "take_down"} <= calls, "chance never got anything out, or back"


def test_a_held_gate_always_names_somebody(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    with world.database.reading() as session:
        gates = session.scalars(select(Gate).where(Gate.story_id == story_id)).all()
        assert all(g.decided_by_id for g in gates if g.state is GateState.HELD)
