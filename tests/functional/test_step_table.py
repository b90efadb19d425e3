"""Who may take which step in which state, against a table a person has read and committed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate.models import Duty, Role, State, User
from syndicate.models.account import RoleGrant
from syndicate.policy import SYSTEM, Actor, Lent, Standing, Way
from syndicate.process import Process, Situation, Step
from syndicate.registry import Registry
from syndicate.workflow import refuses

TABLES = {
    "ringi": Path(__file__).with_name("step_table_ringi.txt"),
    "story": Path(__file__).with_name("step_table.txt"),
}
each_process = pytest.mark.parametrize("name", sorted(TABLES))


def _user(*roles: Role) -> Actor:
    return Actor(Way.WEB, user=_person(*roles))


def _person(*roles: Role) -> User:
    return User(active=True, given="Pim", grants=[RoleGrant(role=role) for role in roles])


def _standings(state: State) -> dict[str, Standing]:
    """Every way in which somebody can stand to a story."""
    return {
        "stranger": Standing(_user(), state),
        "nominator": Standing(_user(), state, is_nominator=True),
        "author": Standing(_user(), state, person_ids=frozenset({"p"}), is_author=True),
        "named": Standing(_user(), state, person_ids=frozenset({"p"})),
        "pr": Standing(_user(Role.PR), state),
        "pr_editor": Standing(_user(Role.PR), state, is_editor=True),
        "pr_nominator": Standing(_user(Role.PR), state, is_nominator=True),
        "pr_author": Standing(_user(Role.PR), state, person_ids=frozenset({"p"}), is_author=True),
        "privacy": Standing(_user(Role.PRIVACY), state),
        "privacy_named": Standing(_user(Role.PRIVACY), state, person_ids=frozenset({"p"})),
        "pr_and_privacy": Standing(_user(Role.PR, Role.PRIVACY), state),
        "holds_pr_gate": Standing(
            _user(Role.PR, Role.PRIVACY), state, held_gates=frozenset({"pr"})
        ),
        "holds_privacy_gate": Standing(
            _user(Role.PR, Role.PRIVACY), state, held_gates=frozenset({"privacy"})
        ),
        "admin": Standing(_user(Role.ADMIN), state),
        "admin_called": Standing(_user(Role.ADMIN), state, facts=frozenset({"emergency"})),
        "every_role": Standing(_user(*Role), state, is_editor=True),
        "superior": Standing(_user(), state, seats=frozenset({"superior"})),
        "approver": Standing(_user(), state, seats=frozenset({"approval"})),
        "approver_named": Standing(
            _user(), state, seats=frozenset({"approval"}), person_ids=frozenset({"p"})
        ),
        "approver_confirmed": Standing(
            _user(), state, seats=frozenset({"approval"}), held_gates=frozenset({"superior"})
        ),
        "decider": Standing(_user(), state, seats=frozenset({"final"})),
        "deputy_of_pr": _deputy(state),
        "deputy_of_pr_nominator": _deputy(state, is_nominator=True),
        "nominator_deputy_of_pr": _deputy(state, nominated_it=True),
        "system": Standing(SYSTEM, state),
    }


def _deputy(state: State, *, nominated_it: bool = False, is_nominator: bool = False) -> Standing:
    """Somebody without a role, acting for one of PR who may have nominated the story."""
    principal = _person(Role.PR)
    lent = Lent(Duty.PR, principal, datetime.max.replace(tzinfo=UTC))
    actor = Actor(Way.WEB, user=_person(), lent=(lent,))
    own = Standing(actor.alone, state, is_nominator=nominated_it)
    other = Standing(Actor(Way.WEB, user=principal), state, is_nominator=is_nominator)
    place = replace(own, actor=actor.in_place_of(lent), principal=other)
    return replace(own, actor=actor, stand_ins=(own, place))


def _may(step: Step, standing: Standing) -> bool:
    unread: Any = None  # whether somebody may is a matter of who they are here, and of nothing else
    situation = Situation(
        session=unread,
        story=unread,
        actor=standing.actor,
        standing=standing,
        now=unread,
        toolbox=unread,
        process=unread,
    )
    return refuses(situation, step) is None


def _lines(process: Process) -> Iterator[str]:
    for state in State:
        for step in process.steps:
            if state in step.source:
                who = [name for name, standing in _standings(state).items() if _may(step, standing)]
                yield f"{state:<16}{step.name:<18}{' '.join(who)}"


def _is_there(process: Process, name: str, state: State) -> bool:
    return any(state in step.source for step in process.named(name))


def _line(process: Process, name: str, state: State) -> Step:
    return next(step for step in process.named(name) if state in step.source)


def _process(name: str) -> Process:
    return Registry().process(name)


@each_process
def test_every_role_meets_every_step_as_the_committed_table_says(name: str) -> None:
    assert list(_lines(_process(name))) == TABLES[name].read_text().splitlines()


@each_process
def test_every_combination_not_in_the_table_is_refused(name: str) -> None:
    process = _process(name)
    lines = {tuple(line.split(maxsplit=2)[:2]) for line in TABLES[name].read_text().splitlines()}
    for state in State:
        for step in process.steps:
            assert ((state.value, step.name) in lines) is _is_there(process, step.name, state)


@pytest.mark.parametrize("step", ["approve", "clear", "emergency_propose", "emergency_publish"])
def test_nobody_with_a_part_in_the_story_holds_a_gate(step: str) -> None:
    found = _line(_process("story"), step, State.IN_REVIEW)
    standings = _standings(State.IN_REVIEW)
    barred = ["pr_editor", "pr_nominator", "pr_author", "privacy_named", "every_role", "admin"]
    barred += ["deputy_of_pr_nominator", "nominator_deputy_of_pr"]
    assert not any(_may(found, standings[name]) for name in barred)


@pytest.mark.parametrize("step", ["confirm", "endorse", "decide"])
def test_a_seat_on_the_route_is_worth_nothing_to_whoever_has_a_part(step: str) -> None:
    found = _line(_process("ringi"), step, State.IN_REVIEW)
    standings = _standings(State.IN_REVIEW)
    assert not any(
        _may(found, standings[name]) for name in ("approver_named", "approver_confirmed", "pr")
    )


@each_process
def test_every_step_tells_somebody(name: str) -> None:
    assert [step.name for step in _process(name).steps if not step.tells] == []


@each_process
def test_every_gate_that_people_decide_has_one_step_that_decides_it(name: str) -> None:
    process = _process(name)
    for gate in process.gates:
        steps = [step for step in process.steps if step.gate == gate.name]
        assert len(steps) == (1 if gate.is_decided else 0)
        assert all(step.four_eyes for step in steps)


@each_process
def test_every_state_can_be_reached_and_only_the_ends_are_final(name: str) -> None:
    process = _process(name)
    reached = {State.NOMINATED} | {target for step in process.steps for target in step.targets}
    left = {state for step in process.steps for state in step.source}
    assert reached == set(State)
    assert set(State) - left == {State.DECLINED, State.MERGED}
