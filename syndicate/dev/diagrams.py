"""A process as a page: its states as a diagram, its steps as a table."""

from __future__ import annotations

from collections.abc import Iterator

from syndicate.models import State
from syndicate.process import Process, Step
from syndicate.registry import Registry


def lifecycle_page() -> str:
    """`reference/lifecycle.md`: every installed process."""
    lines = [
        "# The life of a story",
        "",
        "Generated from the tables under `workflows/`. Whoever may take a step still meets its",
        "guards; *four eyes* closes a step to nominators, the author, editors and whoever holds",
        "another reviewer's gate.",
    ]
    for _name, process in sorted(Registry().processes.items()):
        lines += ["", f"## {process.label}", "", *_diagram(process), "", *_gates(process)]
        lines += ["", *_table(process)]
    return "\n".join(lines) + "\n"


def _diagram(process: Process) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"  [*] --> {State.NOMINATED}"
    for step in process.steps:
        for source in _ordered(step.source):
            for target in _ordered(step.targets):
                yield f"  {source} --> {target} : {step.name}"
    yield "```"


def _gates(process: Process) -> Iterator[str]:
    yield "| gate | held by |"
    yield "|---|---|"
    for gate in process.gates:
        yield f"| {gate.label} | {gate.role or 'the people themselves'} |"


def _table(process: Process) -> Iterator[str]:
    yield "| step | from | to | who | guards | told |"
    yield "|---|---|---|---|---|---|"
    for step in process.steps:
        yield f"| {' | '.join(_row(step))} |"


def _row(step: Step) -> Iterator[str]:
    yield f"`{step.name}` {step.label}"
    yield ", ".join(_ordered(step.source))
    yield ", ".join(_ordered(step.targets)) or "stays"
    yield _name(step.may) + (", four eyes" if step.four_eyes else "")
    yield ", ".join(_name(guard) for guard in step.guards)
    yield ", ".join(step.tells)


def _name(function: object) -> str:
    return getattr(function, "__name__", "").replace("_", " ")


def _ordered(states: frozenset[State]) -> list[State]:
    return [state for state in State if state in states]
