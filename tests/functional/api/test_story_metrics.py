"""A story's readers, counted by its channels."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from syndicate.models import MetricRow, PayloadRow, ReceiptRow, State
from syndicate.publishing.metrics import Metric, MetricName
from syndicate.services import post_metrics
from tests.functional.api.client import Api


@pytest.fixture
def story(either_api: Api) -> str:
    """A story with one copy, which was read a hundred times."""
    world = either_api.world
    story_id = world.reach(State.PUBLISHING)
    with world.database.begin() as session:
        payload = session.scalars(select(PayloadRow)).one()
        copy = ReceiptRow(
            story_id=story_id,
            channel_id=payload.channel_id,
            payload=payload,
            remote_id="1",
            permalink="https://blog.example.com/1",
            language="en",
            ordinal=1,
            published_at=world.now,
            modified_at=world.now,
        )
        session.add(copy)
        session.flush()
        told = [Metric("1", MetricName.IMPRESSIONS, 100), Metric("1", MetricName.LIKES, 7)]
        assert post_metrics.keep(session, [copy], told, world.now) == 2
    return story_id


def test_the_counts_of_each_copy_are_told(either_api: Api, story: str) -> None:
    (copy,) = either_api.get(f"/metrics/stories/{story}")["items"]

    assert copy["channel"] == "blog"
    assert copy["permalink"] == "https://blog.example.com/1"
    assert copy["counts"] == {"impressions": 100, "likes": 7}
    assert copy["read_at"]
    assert not copy["gone"]


def test_who_may_not_follow_a_story_learns_no_counts(either_api: Api, story: str) -> None:
    assert either_api.send("GET", f"/metrics/stories/{story}", by="otto").status_code == 404
    assert either_api.send("GET", "/metrics/stories/none").status_code == 404


def test_counts_are_rows_of_numbers_only(either_api: Api, story: str) -> None:
    with either_api.world.database.reading() as session:
        rows = session.scalars(select(MetricRow)).all()

    assert {(row.name, row.value) for row in rows} == {("impressions", 100), ("likes", 7)}
    assert set(MetricRow.__table__.columns.keys()) == {
        "id",
        "receipt_id",
        "name",
        "day",
        "value",
        "read_at",
    }
