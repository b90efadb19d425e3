"""A crash at every commit of one publish, tried exhaustively."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def deaths(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """What came of every place to die, in a process of its own: it forks."""
    command = [sys.executable, "-m", "tests.faults.every_commit", "--db", request.param]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_worker_that_dies_at_any_commit_leaves_one_post_at_each_channel(
    deaths: list[dict[str, Any]],
) -> None:
    assert [death for death in deaths if death["copies"] != [1, 1]] == []
    assert {death["state"] for death in deaths} == {"live"}
    assert {state for death in deaths for state in death["deliveries"]} == {"done"}


def test_every_commit_was_tried_from_the_first_to_the_one_that_never_came(
    deaths: list[dict[str, Any]],
) -> None:
    for moment in ("before", "after"):
        here = [death for death in deaths if death["moment"] == moment]
        assert [death["commit"] for death in here] == list(range(1, len(here) + 1))
        assert [death["died"] for death in here] == [True] * (len(here) - 1) + [False]
        assert len(here) > 4  # each of the two publishes claims and records
