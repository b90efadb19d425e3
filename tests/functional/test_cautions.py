"""Caution days, quiet hours and the night after the clearing: what waits, and who may say so."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from syndicate.db import Database
from syndicate.errors import Blocked, Conflict, Forbidden, Invalid, NotFound
from syndicate.models import Event, Freeze, State, Story
from syndicate.policy import Actor, Way
from syndicate.services import cautions
from syndicate.services.kit import Kit
from tests.factories.world import World

TOKYO = {"time_zone": "Asia/Tokyo"}
SHELL = Actor(Way.CLI)


def world_with(database: Database, folder: Path, **settings: Any) -> World:
    """A company with such settings; its day begins on Tuesday, 1 December 2026, 18:00 in Tokyo."""
    world = World(database, folder)
    world.settings = world.settings.model_copy(update=settings)
    world.kit = Kit(world.settings, database, world.kit.registry)
    return world


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path) -> World:
    return world_with(sqlite_database, tmp_path, **TOKYO)


def caution(world: World, day: str, reason: str = "The day of the earthquake.") -> None:
    with world.database.begin() as session:
        cautions.add(session, day, reason, actor=world.actor("petra"), now=world.now)


def events(world: World, name: str) -> list[Event]:
    with world.database.reading() as session:
        return list(session.scalars(select(Event).where(Event.name == name)))


def codes(world: World, story_id: str) -> list[str]:
    return [block.code for block in world.blocks(story_id)]


def schedule(world: World, story_id: str, at: str, **fields: Any) -> State:
    return world.take(story_id, "schedule", "petra", at=at, zone="Asia/Tokyo", **fields)


def test_publishing_on_a_caution_day_needs_a_word_that_the_event_keeps(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    caution(world, "12-01")

    with pytest.raises(Blocked, match="2026-12-01 is a caution day: The day of the earthquake"):
        world.take(story_id, "publish", "petra")
    assert codes(world, story_id) == ["caution:day"]

    assert world.take(story_id, "publish", "petra", acknowledge=True) is State.PUBLISHING
    assert events(world, "story:release:published")[0].data["acknowledged"] == ["2026-12-01"]
    world.deliver()
    assert world.state(story_id) is State.LIVE


def test_scheduling_for_a_caution_day_warns_at_once(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    caution(world, "03-11")

    with pytest.raises(Blocked, match="2027-03-11 is a caution day"):
        schedule(world, story_id, "2027-03-11T10:00")
    schedule(world, story_id, "2027-03-11T10:00", acknowledge=True)

    assert events(world, "story:schedule:set")[0].data["acknowledged"] == ["2027-03-11"]
    assert codes(world, story_id) == []
    schedule(world, story_id, "2027-03-12T10:00")
    with world.database.reading() as session:
        assert session.get_one(Story, story_id).acknowledged == [], "it was said of another day"


def test_a_caution_day_named_after_the_scheduling_holds_the_story(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    schedule(world, story_id, "2026-12-03T10:00")
    caution(world, "2026-12-03", "An accident at the plant.")
    assert codes(world, story_id) == ["caution:day"]

    world.now = datetime.fromisoformat("2026-12-03T10:05+09:00")
    assert world.settle(story_id) is State.SCHEDULED
    assert "acknowledge" in world.offered(story_id, "petra")
    world.take(story_id, "acknowledge", "petra", comment="It is about the plant's safety.")

    assert world.state(story_id) is State.PUBLISHING
    assert events(world, "story:schedule:acknowledged")[0].data["acknowledged"] == ["2026-12-03"]


def test_what_nobody_acknowledged_in_time_asks_for_a_new_time(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    schedule(world, story_id, "2026-12-03T10:00")
    caution(world, "2026-12-03")

    world.now = datetime.fromisoformat("2026-12-03T11:05+09:00")

    assert world.settle(story_id) is State.MISSED


def test_there_is_nothing_to_acknowledge_on_an_ordinary_day(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    assert "acknowledge" not in world.offered(story_id, "petra")
    schedule(world, story_id, "2026-12-03T10:00", acknowledge=True)
    assert "acknowledged" not in events(world, "story:schedule:set")[0].data
    assert "acknowledge" not in world.offered(story_id, "petra")


def test_a_live_story_is_not_held_up_by_the_day(world: World) -> None:
    story_id = world.reach(State.PUBLISHING)
    world.deliver()
    caution(world, "12-01")

    assert codes(world, story_id) == []
    assert "acknowledge" not in world.offered(story_id, "petra")


def test_quiet_hours_hold_what_nobody_asked_to_go_out_in_them(
    sqlite_database: Database, tmp_path: Path
) -> None:
    world = world_with(sqlite_database, tmp_path, quiet_hours=["22:00-07:00"], **TOKYO)
    story_id = world.reach(State.CLEARED)
    world.now = datetime.fromisoformat("2026-12-01T22:30+09:00")

    with pytest.raises(Blocked, match=r"end at 2026-12-02 07:00 \(Asia/Tokyo\)"):
        world.take(story_id, "publish", "petra")
    with pytest.raises(Blocked, match="quiet hours"):
        schedule(world, story_id, "2026-12-02T06:59")
    assert codes(world, story_id) == ["caution:quiet"]
    world.take(story_id, "publish", "petra", acknowledge=True)

    assert events(world, "story:release:published")[0].data["acknowledged"] == ["quiet"]


def test_an_emergency_goes_out_on_any_day_and_its_event_says_which(world: World) -> None:
    caution(world, "12-01")
    story_id = world.reach(State.IN_REVIEW)
    world.take(story_id, "agree", "arthur", channels=["blog"], name_form="full", photo=True)
    world.resolve_all(story_id)
    reason = "The evening paper prints it tomorrow, wrongly, and our people stand in it."
    world.take(story_id, "emergency_propose", "paul", reason=reason)

    assert world.take(story_id, "emergency_publish", "vera") is State.PUBLISHING

    assert events(world, "story:emergency:published")[0].data["acknowledged"] == ["2026-12-01"]
    assert codes(world, story_id) == []


def test_the_overnight_rule_waits_for_the_next_working_day(
    sqlite_database: Database, tmp_path: Path
) -> None:
    world = world_with(sqlite_database, tmp_path, overnight_hold=True, country="JP", **TOKYO)
    world.now = datetime.fromisoformat("2026-12-29T15:00+09:00")
    story_id = world.reach(State.CLEARED)

    with pytest.raises(Blocked, match=r"from 2026-12-30 09:00 \(Asia/Tokyo\) on"):
        world.take(story_id, "publish", "petra")
    with pytest.raises(Blocked, match="overnight rule"):
        schedule(world, story_id, "2026-12-30T08:59")
    assert codes(world, story_id) == ["rest:night"]

    world.now = datetime.fromisoformat("2026-12-30T09:00+09:00")
    assert codes(world, story_id) == []
    assert world.take(story_id, "publish", "petra") is State.PUBLISHING


def test_the_night_of_a_holiday_is_long(sqlite_database: Database, tmp_path: Path) -> None:
    world = world_with(sqlite_database, tmp_path, overnight_hold=True, country="JP", **TOKYO)
    world.now = datetime.fromisoformat("2027-01-08T15:00+09:00")  # Friday; Monday is a holiday
    story_id = world.reach(State.CLEARED)

    (block,) = world.blocks(story_id)
    assert "2027-01-12 09:00" in str(block.text)
    schedule(world, story_id, "2027-01-12T09:00")


def test_a_new_time_for_a_missed_story_begins_no_second_night(
    sqlite_database: Database, tmp_path: Path
) -> None:
    world = world_with(sqlite_database, tmp_path, overnight_hold=True, **TOKYO)
    story_id = world.reach(State.CLEARED)
    schedule(world, story_id, "2026-12-02T10:00")
    world.later(days=2)
    assert world.settle(story_id) is State.MISSED

    assert world.take(story_id, "publish", "petra") is State.PUBLISHING


def test_a_correction_of_what_is_live_waits_no_night(
    sqlite_database: Database, tmp_path: Path
) -> None:
    world = world_with(sqlite_database, tmp_path, overnight_hold=True)
    story_id = world.reach(State.CLEARED)
    world.later(days=1)
    world.take(story_id, "publish", "petra")
    world.deliver()
    world.take(story_id, "correct", "petra")
    world.draft(story_id, summary="How a meeting learned to stand, at last.")
    world.take(story_id, "submit", "petra")
    world.take(story_id, "agree", "arthur", channels=["blog"], name_form="full", photo=True)
    world.take(story_id, "approve", "paul")
    world.resolve_all(story_id)
    world.take(story_id, "clear", "vera")

    assert world.state(story_id) is State.CLEARED
    assert codes(world, story_id) == []


@pytest.mark.parametrize("day", ["", "tomorrow", "02-30", "2027-02-29", "13-01", "11-3"])
def test_a_caution_day_is_a_date_there_is(world: World, day: str) -> None:
    with pytest.raises(Invalid, match="2027-01-17"):
        caution(world, day)


def test_caution_days_are_kept_by_pr_and_administrators(world: World) -> None:
    caution(world, "０３-11")
    caution(world, "2027-01-17")
    with pytest.raises(Conflict, match="already"):
        caution(world, "03-11")
    with pytest.raises(Invalid, match="why"):
        caution(world, "08-15", " ")
    with world.database.begin() as session:
        assert [row.day for row in cautions.listed(session)] == ["03-11", "2027-01-17"]
        for name in ("arthur", "vera"):
            with pytest.raises(Forbidden):
                cautions.add(session, "08-15", "x", actor=world.actor(name), now=world.now)
        cautions.remove(session, "03-11", actor=world.actor("adam"), now=world.now)
        with pytest.raises(NotFound):
            cautions.remove(session, "03-11", actor=SHELL, now=world.now)
    assert [event.data["day"] for event in events(world, "site:caution:removed")] == ["03-11"]


def test_a_time_that_passed_in_a_freeze_is_missed_and_never_served_late(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    schedule(world, story_id, "2026-12-02T10:00")
    world.now = datetime.fromisoformat("2026-12-02T09:55+09:00")
    with world.database.begin() as session:
        session.add(Freeze(reason="A test.", created_at=world.now))
    world.later(minutes=10)
    assert world.settle(story_id) is State.SCHEDULED, "held while it is frozen"

    with world.database.begin() as session:
        session.scalars(select(Freeze)).one().lifted_at = world.now
    world.later(minutes=1)

    assert world.settle(story_id) is State.MISSED
    assert {"publish", "schedule"} <= set(world.offered(story_id, "petra"))
    world.later(minutes=timedelta(hours=1).seconds / 60)
    assert world.settle(story_id) is State.MISSED
