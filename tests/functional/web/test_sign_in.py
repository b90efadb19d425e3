"""The door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from syndicate.models import Event, UserSession
from syndicate.policy import Actor, Way
from syndicate.services import accounts, sessions
from tests.factories.world import World
from tests.functional.web.conftest import PASSWORD
from tests.functional.web.visitor import HOST, Visitor

Visit = Callable[[str | None], Visitor]


@pytest.fixture
def stranger(world: World, visit: Visit) -> Visitor:
    with world.database.begin() as session:
        petra = session.merge(world.users["petra"])
        accounts.set_password(session, petra, PASSWORD, actor=Actor(Way.CLI), now=world.now)
    return visit(None)


def sign_in(visitor: Visitor, *, status: int = 303, **fields: str) -> str:
    visitor.token_of("/sign-in")
    data = {"email": "petra@example.com", "password": PASSWORD, "next": "/"} | fields
    response = visitor.post("/sign-in", data, status=status)
    return response.headers.get("Location", "") if status == 303 else response.text


def test_the_right_password_opens_the_door(stranger: Visitor, world: World) -> None:
    assert sign_in(stranger, next="/stories?mine=1") == "/stories?mine=1"

    stranger.get("/stories")
    with world.database.reading() as session:
        assert "account:session:opened" in session.scalars(select(Event.name)).all()


def test_the_address_may_be_typed_in_full_width_and_capitals(stranger: Visitor) -> None:
    assert sign_in(stranger, email=" ＰＥＴＲＡ＠example.com ") == "/"


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "wrong horse battery"},
        {"email": "nobody@example.com"},
        {"email": "paul@example.com"},
        {"password": ""},
        {"email": ""},
        {"email": "\x00", "password": "\x00" * 300},
    ],
)
def test_anything_else_does_not_and_says_the_same(
    stranger: Visitor, fields: dict[str, str]
) -> None:
    answer = sign_in(stranger, status=422, **fields)

    assert "The address or the password is not right." in answer
    assert stranger.client.get_cookie("syndicate") is None


def test_a_closed_account_cannot_sign_in(stranger: Visitor, world: World) -> None:
    with world.database.begin() as session:
        petra = session.merge(world.users["petra"])
        accounts.set_active(session, petra, active=False, actor=Actor(Way.CLI), now=world.now)

    sign_in(stranger, status=422)


def test_after_ten_failures_the_account_must_wait(
    stranger: Visitor, clock: time_machine.Traveller
) -> None:
    for _try in range(10):
        sign_in(stranger, status=422, password="guess the password")

    answer = stranger.post(
        "/sign-in", {"email": "petra@example.com", "password": PASSWORD}, status=429
    )
    assert int(answer.headers["Retry-After"]) in (840, 900)
    assert "Please wait" in answer.text

    clock.shift(timedelta(minutes=15, seconds=1))
    assert sign_in(stranger) == "/"


def test_signing_in_gives_a_new_secret_whatever_was_there_before(
    stranger: Visitor, world: World
) -> None:
    stranger.client.set_cookie("syndicate", "planted-by-somebody-else", domain=HOST)
    sign_in(stranger)

    cookie = stranger.client.get_cookie("syndicate", domain=HOST)
    assert cookie is not None
    assert cookie.value != "planted-by-somebody-else"
    with world.database.reading() as session:
        stored = session.scalars(select(UserSession.token_sha256)).all()
    assert cookie.value not in stored


def test_signing_in_again_ends_the_session_before(stranger: Visitor, world: World) -> None:
    sign_in(stranger)
    with world.database.reading() as session:
        first = session.scalars(select(UserSession)).one()
    stranger.csrf = first.csrf_token

    stranger.post("/sign-in", {"email": "petra@example.com", "password": PASSWORD})

    with world.database.reading() as session:
        ended = {row.id: row.ended_at for row in session.scalars(select(UserSession))}
    assert ended.pop(first.id) is not None
    assert list(ended.values()) == [None]


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\tb"],
)
def test_nobody_is_sent_to_another_site(stranger: Visitor, wanted: str) -> None:
    assert sign_in(stranger, next=wanted) == "/"


def test_who_is_signed_in_goes_straight_on(visit: Visit) -> None:
    response = visit("petra").get("/sign-in?next=/stories", status=303)

    assert response.headers["Location"] == "/stories"


def test_strangers_are_sent_to_the_door_and_back(visit: Visit) -> None:
    response = visit(None).get("/stories?mine=1", status=303)

    assert response.headers["Location"] == "/sign-in?next=/stories?mine%3D1"


def test_signing_out_ends_the_session(visit: Visit, world: World) -> None:
    petra = visit("petra")
    cookie = petra.client.get_cookie("syndicate", domain=HOST)
    assert cookie is not None

    petra.post("/sign-out")

    assert petra.client.get_cookie("syndicate", domain=HOST) is None
    assert "You are signed out." in petra.read("/sign-in")
    petra.client.set_cookie("syndicate", cookie.value, domain=HOST)
    petra.get("/account", status=303)


def test_a_form_sent_after_signing_out_is_told_so(visit: Visit, world: World) -> None:
    petra = visit("petra")
    with world.database.begin() as session:
        sessions.end_all(session, world.users["petra"], now=world.now)

    assert "no longer good" in petra.post("/account/language", status=403).text


def test_a_stranger_with_a_good_form_is_asked_to_sign_in(stranger: Visitor) -> None:
    stranger.token_of("/sign-in")

    assert "Sign in again" in stranger.post("/account/language", status=401).text


def test_an_idle_session_ends_by_itself(visit: Visit, clock: time_machine.Traveller) -> None:
    petra = visit("petra")
    clock.shift(sessions.IDLE)

    petra.get("/account", status=303)


def test_a_busy_session_lives_for_twelve_hours_and_no_longer(
    visit: Visit, world: World, clock: time_machine.Traveller
) -> None:
    petra = visit("petra")
    for _hour in range(11):
        clock.shift(timedelta(hours=1))
        petra.get("/account")
    clock.shift(timedelta(hours=1))

    petra.get("/account", status=303)


def test_being_seen_is_written_down_once_a_minute(
    visit: Visit, world: World, clock: time_machine.Traveller
) -> None:
    petra = visit("petra")
    clock.shift(timedelta(seconds=30))
    petra.get("/account")
    assert _seen(world) == world.now

    clock.shift(timedelta(seconds=31))
    petra.get("/account")
    assert _seen(world) >= world.now + timedelta(seconds=61)


def _seen(world: World) -> datetime:
    with world.database.reading() as session:
        return session.scalars(select(UserSession.seen_at)).one()


def test_a_password_is_stored_hashed_only(stranger: Visitor, world: World, app: Flask) -> None:
    with world.database.reading() as session:
        stored = accounts.get(session, world.users["petra"].id).password_hash
    assert stored is not None
    assert stored.startswith("$argon2id$")
