"""The people of the property test: every rule is something somebody does, or lets be."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Row, bindparam, select, update

from syndicate import audit
from syndicate.errors import SyndicateError
from syndicate.jobs.deliver import deliver_next
from syndicate.models import Delivery, DeliveryState, Event, Release, State, Story
from syndicate.services import cautions, channels, decisions, leavers
from syndicate.services.kit import Kit
from syndicate.services.leavers import Outcome
from tests.factories.office import Office
from tests.factories.world import AGREE, START
from tests.functional.delivery.remote import Remote
from tests.functional.promise_memory import Memory
from workflows.story import STORY

PEOPLE = ("nina", "arthur", "mei", "petra", "paul", "vera", "both", "adam", "otto")
BODIES = (
    "We moved the meeting to the bench.",
    "We moved the meeting to the bench. Mei Mori drew the plan.",
    "The bench, told in one line.",
)
REASON = "It is in the evening paper already, and wrong in every second line."
FORMS: dict[str, dict[str, Any]] = {
    "acknowledge": {"comment": "It must."},
    "emergency_propose": {"reason": REASON},
    "reopen": {"comment": "Everything is mended."},
    "return": {"comment": "Once more, please."},
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
    ("wait", ""),
    ("publish", "petra"),
    ("deliver", ""),
)
"""What has to happen for anything to go out: chance alone would rarely get there."""
SENDS = ("publish", "update")
HOURS = st.sampled_from((1, 1, 5, 13, 24, 72, 240, 480))
GATE_OF = {"approve": "pr", "clear": "privacy"}
ROLES = {"pr": ("petra", "paul", "both"), "privacy": ("vera", "both")}


GLANCE = (
    select(
        Story.state,
        Story.release_id,
        Story.live_release_id,
        Story.latest_revision_id,
        Story.scheduled_at,
        Release.sha256,
    )
    .outerjoin(Release, Release.id == Story.release_id)
    .where(Story.id == bindparam("id"))
)


class Promises(RuleBasedStateMachine):
    """One story, everybody who can touch it, and a memory of what they said."""

    world: ClassVar[Office]
    remote: ClassVar[Remote]
    kits: ClassVar[dict[tuple[bool, bool], Kit]]
    path: ClassVar[Path]
    pristine: ClassVar[bytes]
    seen: ClassVar[set[str]] = set()
    story_id = ""

    @initialize(rests=st.booleans(), sleeps=st.booleans())
    def begin(self, rests: bool, sleeps: bool) -> None:
        self.world.database.dispose()
        self.path.write_bytes(self.pristine)
        self.world.now, self.world.kit = START, self.kits[rests, sleeps]
        self.memory = Memory(rests, sleeps)
        self.story_id = self.world.nominate(
            people=[{"email": "mei@example.com"}], source_text=BODIES[1]
        )

    @rule(usual=st.sampled_from((*USUAL[3:], *USUAL[-2:], *USUAL[-2:])), said=st.booleans())
    def up_to_a_usual_step(self, usual: tuple[str, str], said: bool) -> None:
        for name, by in USUAL[: USUAL.index(usual) + 1]:
            if name == "clear":
                self.everything_is_a_false_alarm()
            if name == "edit":
                self.edit(BODIES[1], by)
            elif name == "wait":
                self.time_passes(24 if self.memory.rests else 1)
            elif name == "deliver":
                self.deliver(2)
            else:
                self._take(name, by, acknowledge=said)

    @rule(back=st.booleans())
    def all_the_way_out(self, back: bool) -> None:
        self.up_to_a_usual_step(USUAL[-1], said=True)
        if back:
            self._take("withdraw", "mei")
            self.deliver(2)

    @rule(by=st.sampled_from(("arthur", "mei", "petra")))
    def withdraw(self, by: str) -> None:
        self._take("withdraw", by)

    @rule(
        name=st.sampled_from(NAMES),
        by=st.sampled_from(PEOPLE),
        days=st.none() | st.integers(1, 9),
        leaving=st.sampled_from(("remove", "anonymise", "keep")),
        hours=st.integers(1, 60),
        said=st.booleans(),
    )
    def any_step(
        self, name: str, by: str, days: int | None, leaving: str, hours: int, said: bool
    ) -> None:
        until = None if days is None else (self.world.now + timedelta(days=days)).date()
        self._take(name, by, until=until, leaving=leaving, hours=hours, acknowledge=said)

    @rule(body=st.sampled_from(BODIES), by=st.sampled_from(("petra", "paul", "arthur", "otto")))
    def edit(self, body: str, by: str) -> None:
        before = self._story().latest_revision_id
        try:
            self.world.draft(self.story_id, by=by, body=body)
        except SyndicateError:
            return
        if self._story().latest_revision_id != before:
            self.memory.editors.add(by)

    @rule()
    def everything_is_a_false_alarm(self) -> None:
        story = self._story()
        if story.release_id and story.state is State.IN_REVIEW:
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
        self.memory.frozen = True

    @rule()
    def unfreeze(self) -> None:
        if self.memory.frozen:
            self.world.later(seconds=1)
            with self.world.database.begin() as session:
                channels.unfreeze(session, actor=self.world.actor("petra"), now=self.world.now)
            self.memory.frozen, self.memory.lifted = False, self.world.now
            self.world.later(seconds=1)

    @rule(days=st.integers(0, 3), yearly=st.booleans(), by=st.sampled_from(("petra", "vera")))
    def name_a_caution_day(self, days: int, yearly: bool, by: str) -> None:
        day = (self.world.now + timedelta(days=days)).date()
        shown = f"{day:%m-%d}" if yearly else day.isoformat()
        with self.world.database.begin() as session:
            try:
                cautions.add(
                    session, shown, "A test.", actor=self.world.actor(by), now=self.world.now
                )
            except SyndicateError:
                return
        self.memory.cautions.add(day)

    @rule(
        of=st.sampled_from(("paul", "vera", "both", "petra")),
        to=st.sampled_from(("otto", "arthur", "mei", "paul", "vera")),
        role=st.sampled_from(("pr", "privacy")),
        hours=st.integers(1, 200),
    )
    def lend(self, of: str, to: str, role: str, hours: int) -> None:
        try:
            self.world.lend(of, to, role, hours=hours)
        except SyndicateError:
            return

    @rule(who=st.sampled_from(("arthur", "mei")), by=st.sampled_from(("adam", "otto")))
    def somebody_leaves(self, who: str, by: str) -> None:
        with self.world.database.begin() as session:
            try:
                left = leavers.sweep(
                    session,
                    f"{who}@example.com",
                    actor=self.world.actor(by),
                    kit=self.world.kit,
                    now=self.world.now,
                )
                outcomes = {line.outcome for line in left.lines}
            except SyndicateError:
                return
        self.memory.withdrawn |= Outcome.WITHDRAWN in outcomes
        if outcomes & {Outcome.WITHDRAWN, Outcome.REFUSED}:
            self.memory.agreed[who] = False

    @rule(hours=HOURS)
    def time_passes(self, hours: int) -> None:
        self.world.later(hours=hours)
        self.world.settle(self.story_id)
        self._note_clearing()

    @rule(times=st.integers(1, 6))
    def deliver(self, times: int) -> None:
        self.world.later(minutes=1)
        for _time in range(times):
            before = self._sends()
            against = self.memory.against_sending(
                self._people(), self._release() or "", self.world.now
            )
            with self.world.database.begin() as session:
                waits = Delivery.state == DeliveryState.READY
                session.execute(update(Delivery).where(waits).values(due_at=self.world.now))
            deliver_next(self.world.kit, "test")
            if self._sends() > before:
                assert not against, f"sent {against}"
            self.memory.was_live |= self._story().live_release_id is not None

    @rule(by=st.sampled_from(("petra", "vera")))
    def a_person_retries(self, by: str) -> None:
        for row_id in self._stuck():
            with self.world.database.begin() as session:
                try:
                    decisions.retry(
                        session,
                        row_id,
                        actor=self.world.actor(by),
                        toolbox=self.world.kit,
                        now=self.world.now,
                    )
                except SyndicateError:
                    return
            self.memory.asked = self.world.now

    @invariant()
    def what_stands_outside_was_approved_by_two_who_may(self) -> None:
        copies = self.remote.of(self.story_id)
        assert len(copies) <= 1, "doubled"
        for copy in copies:
            against = [self.memory.against_standing(sha) for sha in self._releases_of(copy.body)]
            assert "" in against, against

    @invariant()
    def withdrawn_means_gone(self) -> None:
        if self.story_id and self._story().state is State.WITHDRAWN:
            assert self.remote.of(self.story_id) == []

    @invariant()
    def the_last_event_tells_where_the_story_stands(self) -> None:
        if not self.story_id:
            return
        with self.world.database.reading() as session:
            told = session.scalars(
                select(Event.data).where(Event.story_id == self.story_id).order_by(Event.seq.desc())
            )
            last = next((data["to"] for data in told if "to" in data), "nominated")
        assert self._story().state.value == last

    @invariant()
    def what_blocks_it_is_said_and_what_goes_is_not_blocked(self) -> None:
        if self.story_id and self.memory.frozen and self._release():
            assert "freeze:all" in [block.code for block in self.world.blocks(self.story_id)]

    def teardown(self) -> None:
        if self.story_id:
            with self.world.database.reading() as session:
                assert audit.verify(audit.stored(session)).broken is None
            self.seen.update(self.remote.calls)
            self.remote.copies.clear()
            self.remote.calls.clear()
            self.remote.orders.clear()

    def _take(self, name: str, by: str, **drawn: Any) -> None:
        before, fields = self._release(), self._fields(name, drawn)
        try:
            self.world.take(self.story_id, name, by, **fields)
        except SyndicateError:
            return
        actor = self.world.actor(by)
        principals = {lent.principal for lent in actor.lent}
        self._remember(name, by, before, fields, {self._name(user.email) for user in principals})
        self._note_clearing()

    def _fields(self, name: str, drawn: dict[str, Any]) -> dict[str, Any]:
        if name == "agree":
            until, leaving = drawn.get("until"), drawn.get("leaving", "remove")
            return AGREE | {"until": until, "on_leaving": leaving}
        if name == "publish":
            return {"acknowledge": drawn.get("acknowledge", False)}
        if name == "schedule":
            at = self.world.now + timedelta(hours=drawn.get("hours", 24))
            said = drawn.get("acknowledge", False)
            return {"at": f"{at:%Y-%m-%dT%H:%M}", "zone": "UTC", "acknowledge": said}
        return FORMS.get(name, {})

    def _remember(
        self, name: str, by: str, release: str | None, fields: dict[str, Any], lenders: set[str]
    ) -> None:
        memory, now = self.memory, self.world.now
        if name == "agree":
            memory.says_yes(by, fields["until"])
        elif name in ("refuse", "withdraw"):
            memory.agreed[by] = False
            memory.withdrawn |= name == "withdraw"
        elif name == "reopen":
            memory.agreed, memory.withdrawn = {}, False
        elif name in GATE_OF and release:
            own = by in ROLES.get(GATE_OF[name], ())
            memory.held.setdefault((release, GATE_OF[name]), {by} | (set() if own else lenders))
        elif name == "publish":
            memory.asks(now, now, acknowledged=fields["acknowledge"])
        elif name == "schedule":
            at = datetime.fromisoformat(fields["at"]).replace(tzinfo=now.tzinfo)
            memory.asks(at, at, acknowledged=fields["acknowledge"])
        elif name == "acknowledge":
            planned = self._story().scheduled_at
            memory.said |= memory.cautions_at(max(planned or now, now))
        elif name == "emergency_propose" and release:
            memory.proposed[release] = {by}
        elif name == "emergency_publish" and release:
            memory.emergency[release] = memory.proposed.get(release, set()) | {by}
            memory.asked, memory.said = now, memory.said | memory.cautions_at(now)

    def _note_clearing(self) -> None:
        story = self._story()
        passed = (State.CLEARED, State.SCHEDULED, State.PUBLISHING, State.MISSED)
        if story.sha256 and story.state in passed:
            self.memory.cleared.setdefault(story.sha256, self.world.now)

    def _name(self, email: str) -> str:
        return email.partition("@")[0]

    def _sends(self) -> int:
        return sum(call in SENDS for call in self.remote.calls)

    def _stuck(self) -> list[str]:
        with self.world.database.reading() as session:
            stuck = Delivery.state == DeliveryState.NEEDS_PERSON
            return list(session.scalars(select(Delivery.id).where(stuck)))

    def _story(self) -> Row[Any]:
        """The columns a diary needs, and `sha256` of the release: one plain query."""
        with self.world.database.reading() as session:
            return session.execute(GLANCE, {"id": self.story_id}).one()

    def _release(self) -> str | None:
        sha256: str | None = self._story().sha256
        return sha256

    def _releases_of(self, body: bytes) -> list[str]:
        wanted = hashlib.sha256(body).hexdigest()
        with self.world.database.reading() as session:
            releases = session.scalars(select(Release).where(Release.story_id == self.story_id))
            return [r.sha256 for r in releases if any(p.sha256 == wanted for p in r.payloads)]

    def _people(self) -> set[str]:
        with self.world.database.reading() as session:
            release = session.get_one(Story, self.story_id).release
            wanted = release.revision.people_ids if release else []
            people = session.get_one(Story, self.story_id).people
            return {p.given.lower() for p in people if p.id in wanted}
