"""Who may take which step in which state, against a table a person has read and committed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from syndicate.models import Role, State, User
from syndicate.models.account import RoleGrant
from syndicate.policy import SYSTEM, Actor, Standing, Way
from syndicate.process import Process, Situation, Step
from syndicate.registry import Registry
from syndicate.workflow import refuses

TABLE = Path(__file__).with_name("step_table.txt")
HELD_ANOTHER = "other_gate"


def _user(*roles: Role) -> Actor:
    return Actor(Way.WEB, user=User(active=True, grants=[RoleGrant(role=role) for role in roles]))


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
        "every_role": Standing(_user(*Role), state, is_editor=True),
        "system": Standing(SYSTEM, state),
    }


def _may(step: Step, standing: Standing) -> bool:
    situation = Situation(
        session=None,  # type: ignore[arg-type] # refusing looks at the standing alone
        story=None,  # type: ignore[arg-type]
        actor=standing.actor,
        standing=standing,
        now=None,  # type: ignore[arg-type]
        toolbox=None,  # type: ignore[arg-type]
        process=None,  # type: ignore[arg-type]
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


def _process() -> Process:
    return Registry().process("story")


def test_every_role_meets_every_step_as_the_committed_table_says() -> None:
    assert "\n".join(_lines(_process())) + "\n" == TABLE.read_text()


def test_every_combination_not_in_the_table_is_refused() -> None:
    process = _process()
    lines = {tuple(line.split(maxsplit=2)[:2]) for line in TABLE.read_text().splitlines()}
    for state in State:
        for step in process.steps:
            assert ((state.value, step.name) in lines) is _is_there(process, step.name, state)


@pytest.mark.parametrize("step", ["approve", "clear"])
def test_nobody_with_a_part_in_the_story_holds_a_gate(step: str) -> None:
    found = _line(_process(), step, State.IN_REVIEW)
    standings = _standings(State.IN_REVIEW)
    barred = ["pr_editor", "pr_nominator", "pr_author", "privacy_named", "every_role", "admin"]
    assert not any(_may(found, standings[name]) for name in barred)


def test_every_step_tells_somebody() -> None:
    assert [step.name for step in _process().steps if not step.tells] == []


def test_every_state_can_be_reached_and_only_the_ends_are_final() -> None:
    process = _process()
    reached = {State.NOMINATED} | {target for step in process.steps for target in step.targets}
    left = {state for step in process.steps for state in step.source}
    assert reached == set(State)
    assert set(State) - left == {State.DECLINED, State.MERGED}
