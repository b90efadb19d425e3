"""The shelf tells a publisher which stories stand at its channel, and which stood there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from syndicate import clock
from syndicate.publishing.port import Receipt
from syndicate.services import receipts
from syndicate.services.shelf import SqlShelf
from tests.functional.delivery.stage import Stage


@pytest.fixture
def shelf(stage_on_each: Stage) -> SqlShelf:
    return SqlShelf(stage_on_each.database, stage_on_each.channel("blog").id)


def ordinals(shelved: object) -> list[int]:
    return [entry.order.ordinal for entry in shelved]  # type: ignore[attr-defined] # a list of Shelved


def now() -> datetime:
    return clock.now() + timedelta(seconds=1)


def test_an_empty_shelf_has_nothing_of_anything(shelf: SqlShelf) -> None:
    assert shelf.newest("en", limit=5, listed_before=now()) == []
    assert shelf.run("en", 1, 10) == []
    assert shelf.highest("en") == 0
    assert shelf.languages() == []
    assert shelf.tags("en") == []
    assert shelf.withdrawn_since("en", now() - timedelta(days=1)) == []
    assert shelf.everything() == []


def test_the_shelf_tells_what_stands_and_what_stood(stage_on_each: Stage, shelf: SqlShelf) -> None:
    stage = stage_on_each
    stories = [stage.story() for _ in range(3)]
    stage.story("blog", language="ja")
    stage.deliver()
    stage.withdraw(stories[1])
    stage.deliver()

    assert ordinals(shelf.newest("en", limit=5, listed_before=now())) == [3, 1]
    assert ordinals(shelf.newest("en", limit=1, listed_before=now())) == [3]
    assert ordinals(shelf.newest("en", tag="bench", limit=5, listed_before=now())) == [3, 1]
    assert shelf.newest("en", tag="none", limit=5, listed_before=now()) == []
    assert shelf.newest("en", limit=5, listed_before=now() - timedelta(minutes=10)) == []
    assert ordinals(shelf.run("en", 2, 3)) == [3]
    assert shelf.highest("en") == 3
    assert shelf.languages() == ["en", "ja"]
    assert shelf.tags("en") == [("bench", 2), ("work", 2)]
    assert ordinals(shelf.withdrawn_since("en", now() - timedelta(minutes=10))) == [2]
    assert shelf.withdrawn_since("en", now()) == []
    assert ordinals(shelf.everything()) == [1, 2, 3, 1]


def test_a_story_on_the_shelf_is_the_one_that_was_ordered(
    stage_on_each: Stage, shelf: SqlShelf
) -> None:
    stage = stage_on_each
    stage.story()
    stage.deliver()

    [entry] = shelf.newest("en", limit=5, listed_before=now())

    ordered = stage.blog.orders[0]
    for name in ("payload", "story_id", "slug", "language", "published_at", "modified_at"):
        assert getattr(entry.order, name) == getattr(ordered, name)
    assert entry.order.receipt is not None
    assert entry.order.receipt.remote_id == "post-100"
    assert entry.withdrawn_at is None
    assert entry.links == ("https://channel.example/post-200",)


def test_a_withdrawn_story_tells_when(stage_on_each: Stage, shelf: SqlShelf) -> None:
    stage = stage_on_each
    story = stage.story()
    stage.deliver()
    stage.withdraw(story)
    stage.deliver()

    [entry] = shelf.withdrawn_since("en", now() - timedelta(minutes=10))

    take_down = [order for order in stage.blog.orders if order.receipt][-1]
    assert entry.withdrawn_at == take_down.modified_at
    assert entry.links == ()


def test_a_publish_that_was_never_claimed_leaves_no_receipt(stage: Stage) -> None:
    story = stage.story("blog")

    with stage.database.begin() as session, pytest.raises(ValueError, match="never claimed"):
        receipts.save(
            session,
            session.merge(stage.row(story, "blog")),
            Receipt("1", "https://channel.example/1"),
            now=clock.now(),
        )
