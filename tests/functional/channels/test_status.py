"""How each channel stands, in one answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from syndicate import clock
from syndicate.db import Database
from syndicate.models import Channel
from syndicate.policy import Actor
from syndicate.publishing.port import Token
from syndicate.services import channel_status, channels, credentials
from syndicate.services.channel_status import ChannelStatus, Waiting
from tests.functional.channels.conftest import Office
from tests.functional.delivery.stage import Stage


def statuses(office: Office) -> dict[str, ChannelStatus]:
    """Every channel's status, by name."""
    world = office.world
    with world.database.reading() as session:
        found = channel_status.all_statuses(session, kit=world.kit, now=world.now)
        return {status.channel.name: status for status in found}


def change(office: Office, channel: Channel, **values: object) -> None:
    """The channel's row changes."""
    with office.world.database.begin() as session:
        row = session.get_one(Channel, channel.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_channel_without_account_has_nothing_to_tell(office: Office) -> None:
    blog = statuses(office)["blog"]

    assert not blog.connects
    assert (blog.credential, blog.connected_by, blog.endings) == (None, None, [])
    assert (blog.paused_until, blog.quiet_until, blog.left_today) == (None, None, None)
    assert (blog.freeze, blog.is_failing) == (None, False)
    assert blog.waiting == Waiting()


def test_an_account_tells_who_connected_it_until_when_and_who_can_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATE_LINKEDIN_VERSION", "202610")
    channel, world = office.add("linkedin"), office.world
    ends = world.now + timedelta(days=30)
    with world.database.begin() as session:
        credentials.store_token(
            session,
            session.get_one(Channel, channel.id),
            Token("t", expires_at=ends),
            ring=world.kit.ring,
            actor=world.actor("adam"),
            now=world.now,
        )

    status = statuses(office)["linkedin"]

    assert status.connects
    assert status.credential is not None
    assert status.connected_by is not None
    assert status.connected_by.email == "adam@example.com"
    assert [user.email for user in status.helpers] == ["adam@example.com"]
    assert [ending.name for ending in status.endings] == ["token", "version 202610"]
    assert status.endings[0].at == ends


def test_what_holds_a_channel_is_told(office: Office) -> None:
    channel, world = office.webhook(), office.world
    change(
        office,
        channel,
        failures=5,
        paused_until=world.now + timedelta(minutes=5),
        quiet=["00:00-23:59"],
        daily_quota=3,
        quota_day=world.now.date(),
        quota_used=1,
    )
    with world.database.begin() as session:
        row = session.get_one(Channel, channel.id)
        adam = Actor(world.actor("adam").way, user=world.users["adam"])
        channels.freeze(session, reason="Careful.", channel=row, actor=adam, now=world.now)

    status = statuses(office)["webhook"]

    assert status.is_failing
    assert status.paused_until == world.now + timedelta(minutes=5)
    assert status.quiet_until is not None
    assert status.left_today == 2
    assert status.freeze is not None
    assert status.freeze.reason == "Careful."
    world.later(hours=1)
    assert statuses(office)["webhook"].paused_until is None


def test_settings_that_are_wrong_leave_the_page_standing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add("linkedin")
    monkeypatch.setenv("SYNDICATE_LINKEDIN_VERSION", "never")

    assert statuses(office)["linkedin"].endings == []


def test_what_waits_is_counted_for_each_channel(database: Database, tmp_path: Path) -> None:
    stage = Stage(database, tmp_path)
    stage.blog.plan("publish", "refused")
    stage.story("blog")
    stage.deliver()
    stage.story("blog")
    stage.story("feed")
    with database.reading() as session:
        found = channel_status.all_statuses(session, kit=stage.kit, now=clock.now())

    blog, feed = (status.waiting for status in found)

    assert (blog.ready, blog.stuck) == (1, 1)
    assert (feed.ready, feed.stuck) == (1, 0)
    assert blog.oldest is not None
    assert feed.oldest is not None
    assert blog.oldest <= feed.oldest
