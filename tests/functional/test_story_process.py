"""The default process, from a nomination to the moment before sending."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from syndicate import audit
from syndicate.db import Database
from syndicate.models import Delivery, State, Story
from tests.factories.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def test_a_story_goes_through_all_gates_and_leaves_deliveries(world: World) -> None:
    story_id = world.reach(State.PUBLISHING)

    with world.database.reading() as session:
        deliveries = session.scalars(select(Delivery)).all()
        story = session.get_one(Story, story_id)
        assert story.release is not None
        assert [d.payload_sha256 for d in deliveries] == [p.sha256 for p in story.release.payloads]
        assert audit.verify(audit.stored(session)).broken is None
