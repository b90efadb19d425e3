"""Secrets shared with receivers: sealed at rest, several while they change, shown once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from syndicate.errors import Conflict, Forbidden, Invalid, NotFound
from syndicate.models import Channel, ChannelCredential
from syndicate.policy import Actor
from syndicate.publishing.errors import NeedsReconnect
from syndicate.services import shared_secrets
from tests.channels.webhook.receiver import SECRET
from tests.functional.channels.conftest import Office


def add(office: Office, channel: Channel, given: str | None = None, by: str = "adam") -> str:
    """Somebody adds a secret."""
    world = office.world
    with world.database.begin() as session:
        return shared_secrets.add_secret(
            session,
            session.get_one(Channel, channel.id),
            given,
            kit=world.kit,
            actor=world.actor(by),
            now=world.now,
        )


def drop(office: Office, channel: Channel, by: Actor) -> int:
    """Somebody drops the old ones."""
    world = office.world
    with world.database.begin() as session:
        row = session.get_one(Channel, channel.id)
        return shared_secrets.drop_old_secrets(session, row, kit=world.kit, actor=by, now=world.now)


def signing_with(office: Office, channel: Channel) -> list[str]:
    """The secrets the publisher gets."""
    return office.world.kit.tokens(channel).current().access_token.split()


def test_a_new_secret_stands_before_the_old_ones(office: Office) -> None:
    channel = office.webhook()
    assert add(office, channel, SECRET) == SECRET

    made = add(office, channel)

    assert signing_with(office, channel) == [made, SECRET]


def test_old_ones_are_dropped_when_the_receiver_has_the_new_one(office: Office) -> None:
    channel = office.webhook()
    add(office, channel, SECRET)
    made = add(office, channel)

    assert drop(office, channel, office.world.actor("adam")) == 1
    assert drop(office, channel, office.world.actor("adam")) == 0

    assert signing_with(office, channel) == [made]


def test_dropping_where_there_is_none_does_nothing(office: Office) -> None:
    channel = office.webhook()

    assert drop(office, channel, office.world.actor("adam")) == 0
    with pytest.raises(NeedsReconnect):
        signing_with(office, channel)


def test_what_is_stored_is_sealed(office: Office) -> None:
    channel = office.webhook()
    add(office, channel, SECRET)

    with office.world.database.reading() as session:
        row = session.scalars(select(ChannelCredential)).one()
        kept = session.get_one(Channel, channel.id)

    assert SECRET.encode() not in row.sealed
    assert SECRET not in str(kept.config)
    assert SECRET not in repr(office.world.kit.tokens(channel).current())


def test_a_channel_that_was_refused_works_again_with_a_new_secret(office: Office) -> None:
    channel = office.webhook()
    with office.world.database.begin() as session:
        session.get_one(Channel, channel.id).needs_reconnect = True

    add(office, channel)

    with office.world.database.reading() as session:
        assert not session.get_one(Channel, channel.id).needs_reconnect


def test_refusals_say_what_is_wrong(office: Office) -> None:
    channel, blog = office.webhook(), office.add("manual")

    with pytest.raises(NotFound, match="needs no secret"):
        add(office, blog)
    with pytest.raises(Invalid, match="whsec_"):
        add(office, channel, "abc")
    with pytest.raises(Forbidden):
        add(office, channel, by="petra")
    with pytest.raises(Forbidden):
        drop(office, channel, office.world.actor("petra"))
    add(office, channel, SECRET)
    with pytest.raises(Conflict, match="in use"):
        add(office, channel, SECRET)
    add(office, channel)
    add(office, channel)
    with pytest.raises(Conflict, match="Drop the old ones"):
        add(office, channel)
