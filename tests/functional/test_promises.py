"""Random people take random steps; after each one the promises of the product are looked at.

`PROMISE_RUNS=2000 pytest tests/functional/test_promises.py` tries as many stories of 30 steps;
`PROMISE_SEED=2` tries others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import event, select

from syndicate.db import Database
from syndicate.models import Gate, GateState, State
from syndicate.registry import Registry
from syndicate.services.kit import Kit
from tests.factories.office import Office
from tests.factories.world import START
from tests.functional.delivery.remote import Remote, plug
from tests.functional.promise_machine import Promises
from workflows.story import STORY

RUNS = int(os.environ.get("PROMISE_RUNS", "12"))
SEED = int(os.environ.get("PROMISE_SEED", "1"))
STEPS = 30


@pytest.fixture
def world(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Office]:
    """One company for all runs, made anew for each, on a database that need not survive.

    Its clock is the world's own for the database too: what is late or quiet is so for everybody.
    """
    path = tmp_path / "promises.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{path}")
    here: list[Office] = []

    def prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")
        connection.create_function("strftime", 2, lambda form, _now: _shown(here, form))

    event.listen(database.engine, "connect", prepare)
    Promises.remote = Remote()
    registry = Registry(processes=[STORY], plugs=[plug(Promises.remote, "culture_blog")])
    office = Office(database, tmp_path, registry=registry)
    here.append(office)
    Promises.kits = {
        (rests, sleeps): Kit(
            office.settings.model_copy(
                update={
                    "overnight_hold": rests,
                    "quiet_hours": ["22:00-07:00"] if sleeps else [],
                    "late_after_minutes": 24 * 60,
                }
            ),
            database,
            registry,
        )
        for rests in (False, True)
        for sleeps in (False, True)
    }
    database.dispose()
    Promises.path, Promises.pristine = path, path.read_bytes()
    yield office
    database.dispose()


def _shown(here: list[Office], form: str) -> str:
    now = here[0].now if here else START
    return now.strftime(form.replace("%f", "%S.") + f"{now.microsecond // 1000:03}")


@pytest.mark.slow
@pytest.mark.timeout(14400)
def test_the_promises_hold_whatever_people_do(world: Office) -> None:
    Promises.world = world
    run_state_machine_as_test(
        seed(SEED)(Promises),
        settings=settings(
            max_examples=RUNS,
            database=None,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    assert {"publish", "take_down"} <= Promises.seen, "chance never got anything out, or back"


def test_a_held_gate_always_names_somebody(world: Office) -> None:
    story_id = world.reach(State.CLEARED)
    with world.database.reading() as session:
        gates = session.scalars(select(Gate).where(Gate.story_id == story_id)).all()
        assert all(g.decided_by_id for g in gates if g.state is GateState.HELD)
