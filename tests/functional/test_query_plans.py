"""Every question workers, desks and programs ask is answered by an index, however long we run.

The questions are collected from a company that works, and either database is asked how it would
answer each: what reads a whole table that grows has no index.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from syndicate import clock
from syndicate.app import create_app
from syndicate.db import Database
from syndicate.jobs.worker import Worker
from syndicate.models import Delivery, State
from tests.factories.world import World
from tests.functional.api.client import Api
from tests.functional.plans import overheard, whole_reads
from tests.functional.web.visitor import Visitor

LOOKS = {
    "nina": ["/", "/nominate", "/stories", "/stories?mine=1", "/account", "/account/consents"],
    "arthur": ["/", "/stories"],
    "petra": [
        "/",
        "/stories",
        "/stories?state=live",
        "/reviews/pr",
        "/reviews/routes",
        "/calendar",
        "/published",
        "/channels",
    ],
    "vera": ["/", "/reviews/privacy"],
    "adam": ["/", "/channels", "/admin/users", "/admin/audit", "/admin/cautions", "/metrics"],
}


LISTS = (
    "/me",
    "/me/consents",
    "/me/mails",
    "/stories",
    "/stories?limit=2",
    "/stories?state=live",
    "/stories?mine=true",
    "/stories?waiting_for=pr",
    "/events",
    "/events?cursor=5&limit=2",
    "/gates",
    "/deputies",
    "/routes",
    "/cautions",
    "/rules",
    "/metrics/stories",
    "/metrics/channels",
)
OF_A_STORY = (
    "",
    "/deliveries",
    "/gates",
    "/payloads",
    "/consents",
    "/findings",
    "/evidence",
)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    """A company on either database, with a story at each stage of the way."""
    world = World(database, tmp_path, start=clock.now())
    world.reach(State.PUBLISHING)
    world.deliver()
    for state in (State.NOMINATED, State.AWAITING_AUTHOR, State.IN_REVIEW, State.CLEARED):
        _reach(world, state)
    return world


def _reach(world: World, state: State) -> str:
    """Another story at `state`; the world's own way always nominates the same post."""
    story_id = world.nominate(source_text=f"Another bench, {state}.")
    for _goal, act in world._route(story_id):
        if world.state(story_id) is state:
            break
        act()
    return story_id


def test_nothing_a_worker_asks_reads_a_table_that_grows(world: World) -> None:
    story_id = _reach(world, State.CLEARED)
    world.take(story_id, "publish", "petra")

    with overheard(world.database) as questions:
        worker = Worker(world.kit, name="tess", kind="worker")
        worker.round()
        world.take(story_id, "withdraw", "petra")
        for chore in worker._chores:
            chore.due = 0.0
        worker.round()

    assert len(questions) > 60
    assert whole_reads(world.database, questions) == []


def test_no_desk_and_no_list_reads_a_table_that_grows(world: World) -> None:
    app = create_app(world.settings, kit=world.kit)
    story_id = _reach(world, State.IN_REVIEW)
    with world.database.reading() as session:
        delivery_id = session.scalars(select(Delivery.id)).first()

    with overheard(world.database) as questions:
        for name, paths in LOOKS.items():
            visitor = Visitor(app, world, name)
            for path in [*paths, f"/stories/{story_id}"] if name == "petra" else paths:
                visitor.get(path)
        Visitor(app, world, "petra").get(f"/deliveries/{delivery_id}")

    assert len(questions) > 60
    assert whole_reads(world.database, questions) == []


def test_no_list_of_the_api_reads_a_table_that_grows(world: World) -> None:
    api = Api(world)
    story_id = _reach(world, State.IN_REVIEW)

    with overheard(world.database) as questions:
        for by in ("petra", "vera", "nina", "adam"):
            for path in LISTS:
                assert api.send("GET", path, by).status_code in (200, 403, 422), path
        for path in OF_A_STORY:
            api.get(f"/stories/{story_id}{path}")
        api.get(f"/events?story={story_id}", by="vera")
        page = api.get("/stories?limit=1")
        api.get(f"/stories?limit=1&cursor={page['next_cursor']}")

    assert len(questions) > 40
    assert whole_reads(world.database, questions) == []
