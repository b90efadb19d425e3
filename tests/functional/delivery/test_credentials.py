"""Tokens at rest and in use: sealed, bound to their row, refreshed by one worker at a time."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import cast

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from syndicate import clock
from syndicate.errors import Misconfigured
from syndicate.models import ChannelCredential
from syndicate.publishing.errors import NeedsReconnect
from syndicate.publishing.oauth import Connection
from syndicate.publishing.port import Token
from syndicate.services.credentials import ChannelTokens, reseal_all, store_token
from syndicate.services.sealing import KeyRing, Sealed
from tests.functional.delivery.stage import Stage

OLD, NEW = SecretStr("an old key of at least 32 characters"), SecretStr("a new key" * 5)
SECRET = "access-token-that-nobody-may-read"


class Provider:
    """An identity provider that gives a new refresh token each time."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def refresh(self, token: Token) -> Token:
        self.asked.append(token.refresh_token)
        return Token(
            "fresh",
            expires_at=clock.now() + timedelta(days=60),
            refresh_token=f"{token.refresh_token}+",
            scopes=token.scopes,
        )


def store(stage: Stage, token: Token, ring: KeyRing) -> str:
    """Somebody connects the feed; the id of the row."""
    with stage.database.begin() as session:
        row = store_token(
            session,
            session.merge(stage.channel("feed")),
            token,
            ring=ring,
            actor=stage.actor("adam"),
            now=clock.now(),
            account_name="Our page",
        )
        session.flush()
        return row.id


def tokens(stage: Stage, ring: KeyRing, provider: Provider | None = None) -> ChannelTokens:
    connection = cast("Connection | None", provider)  # no more than a refresh is asked of it
    return ChannelTokens(stage.database, ring, stage.channel("feed").id, connection)


def row(stage: Stage) -> ChannelCredential:
    with stage.database.reading() as session:
        return session.scalars(select(ChannelCredential)).one()


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing([NEW, OLD])


def test_a_token_comes_back_as_it_was_and_stands_nowhere_in_clear(
    stage_on_each: Stage, ring: KeyRing
) -> None:
    stage = stage_on_each
    token = Token(
        SECRET,
        expires_at=clock.now() + timedelta(days=60),
        refresh_token="refresh",
        refresh_expires_at=clock.now() + timedelta(days=365),
        scopes=("w_organization_social", "openid"),
    )

    store(stage, token, ring)

    assert tokens(stage, ring).current() == token
    assert SECRET.encode() not in row(stage).sealed
    assert row(stage).expires_at == token.expires_at
    assert row(stage).account_name == "Our page"
    assert row(stage).connected_by_id == stage.users["adam"].id


def test_connecting_again_makes_the_channel_work_again(stage: Stage, ring: KeyRing) -> None:
    stage.set_channel("feed", needs_reconnect=True, failures=7, last_problem="signed out")
    store(stage, Token("one"), ring)
    store(stage, Token("two"), ring)

    channel = stage.channel("feed")
    assert (channel.needs_reconnect, channel.failures, channel.last_problem) == (False, 0, "")
    assert tokens(stage, ring).current().access_token == "two"
    assert row(stage).version == 2


def test_a_sealed_token_moved_to_another_row_does_not_open(stage: Stage, ring: KeyRing) -> None:
    sealed = ring.seal(b"secret", owner="row 1")

    assert ring.open(sealed, owner="row 1") == b"secret"
    with pytest.raises(Misconfigured):
        ring.open(sealed, owner="row 2")
    with pytest.raises(Misconfigured):
        ring.open(Sealed(sealed.key_id, sealed.data[:-1] + b"x"), owner="row 1")


def test_the_same_secret_is_never_sealed_the_same(ring: KeyRing) -> None:
    assert ring.seal(b"x", owner="1").data != ring.seal(b"x", owner="1").data


def test_keys_rotate_and_an_old_one_can_go_when_everything_is_resealed(stage: Stage) -> None:
    old, both = KeyRing([OLD]), KeyRing([NEW, OLD])
    store(stage, Token(SECRET), old)
    assert tokens(stage, both).current().access_token == SECRET

    with stage.database.begin() as session:
        assert reseal_all(session, ring=both) == 1
    with stage.database.begin() as session:
        assert reseal_all(session, ring=both) == 0

    assert tokens(stage, KeyRing([NEW])).current().access_token == SECRET
    with pytest.raises(Misconfigured, match="SYNDICATE_TOKEN_KEYS"):
        tokens(stage, old).current()


def test_no_keys_at_all_are_refused() -> None:
    with pytest.raises(Misconfigured):
        KeyRing([])


def test_a_channel_nobody_connected_says_so(stage: Stage, ring: KeyRing) -> None:
    with pytest.raises(NeedsReconnect):
        tokens(stage, ring).current()


def test_a_token_about_to_end_is_refreshed_once_and_kept(stage: Stage, ring: KeyRing) -> None:
    provider = Provider()
    soon = clock.now() + timedelta(minutes=2)
    store(stage, Token("old", expires_at=soon, refresh_token="r1", scopes=("a",)), ring)

    first = tokens(stage, ring, provider).current()
    second = tokens(stage, ring, provider).current()

    assert first.access_token == second.access_token == "fresh"
    assert first.scopes == ("a",)
    assert provider.asked == ["r1"]
    assert row(stage).version == 2


def test_two_workers_refresh_once(stage_on_each: Stage, ring: KeyRing) -> None:
    stage = stage_on_each
    provider = Provider()
    store(stage, Token("old", expires_at=clock.now(), refresh_token="r1"), ring)
    got: list[str] = []
    workers = [
        threading.Thread(
            target=lambda: got.append(tokens(stage, ring, provider).current().access_token)
        )
        for _ in range(4)
    ]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert got == ["fresh"] * 4
    assert provider.asked == ["r1"]


def test_a_token_that_cannot_be_refreshed_is_used_until_it_ends(
    stage: Stage, ring: KeyRing
) -> None:
    store(stage, Token("old", expires_at=clock.now() + timedelta(minutes=2)), ring)
    assert tokens(stage, ring, Provider()).current().access_token == "old"

    store(stage, Token("old", expires_at=clock.now() - timedelta(minutes=2)), ring)
    with pytest.raises(NeedsReconnect):
        tokens(stage, ring, Provider()).current()
    with pytest.raises(NeedsReconnect):
        tokens(stage, ring).current()


def test_a_tampered_row_is_found_out(stage: Stage, ring: KeyRing) -> None:
    store(stage, Token(SECRET), ring)
    with stage.database.begin() as session:
        session.execute(update(ChannelCredential).values(sealed=b"0" * 40))

    with pytest.raises(Misconfigured):
        tokens(stage, ring).current()
