"""Connecting a channel's account, with a connection that behaves like the real ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from publishers.culture_blog import PLUG
from syndicate.app import create_app
from syndicate.models import Channel, ChannelCredential, OAuthAttempt
from syndicate.policy import Actor, Way
from syndicate.publishing.errors import NeedsReconnect, Refused
from syndicate.publishing.oauth import Account
from syndicate.publishing.port import Token
from syndicate.registry import Registry
from syndicate.services import channels
from syndicate.services.kit import Kit
from tests.factories.world import World
from tests.functional.web.visitor import Visitor, words

CALLBACK = "http://127.0.0.1:8000/channels/place/callback"


class Settings(BaseModel):
    """What the place asks for."""

    model_config = ConfigDict(extra="forbid")

    page: str | None = None


@dataclass
class Connection:
    """A sign-in at a place with some accounts; `fails` names what goes wrong."""

    pages: list[Account] = field(default_factory=lambda: [Account("p1", "Page One")])
    fails: str = ""
    codes: list[str] = field(default_factory=list)
    account_setting: str = "page"

    def authorize_url(self, *, redirect_uri: str, state: str) -> str:
        assert redirect_uri == CALLBACK
        if self.fails == "authorize":
            raise Refused("No app is set up.")
        return f"https://place.example/authorize?state={state}"

    def exchange(self, *, code: str, redirect_uri: str) -> Token:
        assert redirect_uri == CALLBACK
        self.codes.append(code)
        if self.fails == "exchange":
            raise Refused("The code is too old.")
        return Token("the access token")

    def refresh(self, token: Token) -> Token:
        return token

    def accounts(self, token: Token) -> Sequence[Account]:
        assert token.access_token == "the access token"
        if self.fails == "accounts":
            raise NeedsReconnect("Sign in again.")
        return self.pages


@pytest.fixture
def connection() -> Connection:
    return Connection()


@pytest.fixture
def place(world: World, connection: Connection) -> Callable[[str], Visitor]:
    """Visitors of an app with a second channel, `place`, that needs an account."""
    plug = replace(PLUG, kind="place", title="Place", config=Settings, connect=connection)
    registry = Registry(plugs=[PLUG, plug])
    world.kit = Kit(world.settings, world.database, registry)
    with world.database.begin() as session:
        channels.add_channel(
            session,
            name="place",
            kind="place",
            title="Place",
            config={},
            languages=[],
            actor=Actor(Way.CLI),
            now=world.now,
            registry=registry,
        )
    app = create_app(world.settings, kit=world.kit)
    return lambda name: Visitor(app, copy(world), name)


def begin(visitor: Visitor) -> str:
    page = visitor.post("/channels/place/connect", status=200).text
    found = re.search(r'href="(https://place\.example/authorize\?state=([\w-]+))"', page)
    assert found is not None
    return found[2]


def stored(world: World, kind: Any) -> Any:
    with world.database.reading() as session:
        return session.scalars(select(kind)).one_or_none()


def test_an_account_is_connected_by_going_there_and_back(
    place: Callable[[str], Visitor], world: World, connection: Connection
) -> None:
    adam = place("adam")
    assert "Not connected yet" in adam.read("/channels")

    adam.get(f"/channels/place/callback?state={begin(adam)}&code=c1", status=303)

    assert "Place is connected as Page One." in adam.read("/channels")
    assert connection.codes == ["c1"]
    with world.database.reading() as session:
        assert channels.find(session, "place").config == {"page": "p1"}
        credential = session.scalars(select(ChannelCredential)).one()
    assert b"the access token" not in credential.sealed
    assert credential.account_name == "Page One"
    assert "Connect again" in adam.read("/channels")


def test_the_person_is_told_where_they_are_sent(place: Callable[[str], Visitor]) -> None:
    page = place("adam").post("/channels/place/connect", status=200)

    assert "Go to place.example" in words(page)


def test_a_state_is_good_once_and_for_whoever_began(
    place: Callable[[str], Visitor], world: World, connection: Connection
) -> None:
    adam = place("adam")
    state = begin(adam)
    with world.database.begin() as session:
        session.scalars(select(OAuthAttempt)).one().user_id = world.users["petra"].id
    adam.get(f"/channels/place/callback?state={state}&code=c1", status=410)

    state = begin(adam)
    adam.get(f"/channels/place/callback?state={state}&code=c1", status=303)
    adam.get(f"/channels/place/callback?state={state}&code=c2", status=410)
    adam.get("/channels/place/callback?state=invented&code=c3", status=410)
    assert connection.codes == ["c1"]


def test_a_state_ends_after_ten_minutes(
    place: Callable[[str], Visitor], connection: Connection, clock: time_machine.Traveller
) -> None:
    adam = place("adam")
    state = begin(adam)
    clock.shift(timedelta(minutes=10))

    page = adam.read(f"/channels/place/callback?state={state}&code=c1", status=410)

    assert "Begin it again." in page
    assert connection.codes == []


def test_a_refusal_at_the_place_is_told(place: Callable[[str], Visitor], world: World) -> None:
    adam = place("adam")

    page = adam.read(f"/channels/place/callback?state={begin(adam)}&error=denied", status=409)

    assert "it was refused there" in page
    assert stored(world, ChannelCredential) is None
    adam.get("/channels/place/callback", status=400)


@pytest.mark.parametrize("fails", ["exchange", "accounts"])
def test_what_the_place_says_no_with_is_shown(
    place: Callable[[str], Visitor], world: World, connection: Connection, fails: str
) -> None:
    adam = place("adam")
    state = begin(adam)
    connection.fails = fails

    page = adam.read(f"/channels/place/callback?state={state}&code=c1", status=409)

    assert "Place: " in page
    assert stored(world, ChannelCredential) is None


def test_a_place_that_is_not_set_up_says_so_before_anybody_leaves(
    place: Callable[[str], Visitor], world: World, connection: Connection
) -> None:
    connection.fails = "authorize"

    page = place("adam").post("/channels/place/connect", status=409)

    assert "No app is set up." in page.text
    assert stored(world, OAuthAttempt) is None


def test_one_of_several_accounts_is_chosen(
    place: Callable[[str], Visitor], world: World, connection: Connection
) -> None:
    connection.pages.append(Account("p2", "Page Two"))
    adam = place("adam")
    answer = adam.get(f"/channels/place/callback?state={begin(adam)}&code=c1", status=303)
    assert answer.headers["Location"] == "/channels/place/account"

    page = adam.get("/channels/place/account").text
    values = dict(re.findall(r'value="([^"]+)" required><label[^>]*>([^<]+)<', page))
    chosen = {title: value for value, title in values.items()}["Page Two"]
    adam.post("/channels/place/account", {"account": "p2"}, status=400)
    adam.post("/channels/place/account", {"account": chosen})

    assert "Place is connected as Page Two." in adam.read("/channels")
    adam.post("/channels/place/account", {"account": chosen})
    with world.database.reading() as session:
        rows = {channel.name: channel.config for channel in session.scalars(select(Channel))}
    assert rows["place"] == {"page": "p2"}
    adam.post("/channels/blog/account", {"account": chosen}, status=400)


def test_an_account_chosen_before_stays_when_it_is_connected_again(
    place: Callable[[str], Visitor], world: World, connection: Connection
) -> None:
    adam = place("adam")
    adam.get(f"/channels/place/callback?state={begin(adam)}&code=c1", status=303)
    connection.pages.append(Account("p2", "Page Two"))

    answer = adam.get(f"/channels/place/callback?state={begin(adam)}&code=c2", status=303)

    assert answer.headers["Location"] == "/channels"


def test_an_account_without_any_page_is_told(
    place: Callable[[str], Visitor], connection: Connection
) -> None:
    connection.pages.clear()
    adam = place("adam")
    adam.get(f"/channels/place/callback?state={begin(adam)}&code=c1", status=303)

    assert "may not publish for any page" in adam.read("/channels/place/account")
    connection.fails = "accounts"
    assert "Sign in again." in adam.read("/channels/place/account", status=409)


def test_a_place_without_accounts_cannot_be_connected(place: Callable[[str], Visitor]) -> None:
    adam = place("adam")

    adam.post("/channels/blog/connect", status=404)
    adam.post("/channels/nowhere/connect", status=404)
