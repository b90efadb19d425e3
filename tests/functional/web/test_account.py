"""What a person sets for themself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from syndicate.models import ApiToken, User, UserSession
from syndicate.policy import Actor, Way
from syndicate.services import accounts, tokens
from tests.factories.world import World
from tests.functional.web.conftest import PASSWORD
from tests.functional.web.visitor import HOST, ORIGIN, Visitor

Visit = Callable[[str | None], Visitor]
OTHER = "another bench entirely"


def person(world: World, name: str) -> User:
    with world.database.reading() as session:
        return accounts.get(session, world.users[name].id)


@pytest.fixture
def petra(world: World, visit: Visit) -> Visitor:
    with world.database.begin() as session:
        row = session.merge(world.users["petra"])
        accounts.set_password(session, row, PASSWORD, actor=Actor(Way.CLI), now=world.now)
    return visit("petra")


def test_the_switch_in_the_header_changes_the_language_for_good(
    petra: Visitor, visit: Visit, world: World
) -> None:
    where = petra.post("/account/language", {"locale": "ja", "next": "/stories"})

    assert where.headers["Location"] == "/stories"
    assert '<html lang="ja">' in petra.get("/stories").text
    assert person(world, "petra").locale == "ja"


def test_language_and_zone_are_kept(petra: Visitor, world: World) -> None:
    petra.post("/account/preferences", {"locale": "en", "time_zone": "Asia/Tokyo"})

    assert "JST" in petra.read("/account")
    assert person(world, "petra").time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    "fields", [{"locale": "xx"}, {"time_zone": "Mars/Olympus"}, {"time_zone": ""}]
)
def test_an_unknown_language_or_zone_is_refused(petra: Visitor, fields: dict[str, str]) -> None:
    data = {"locale": "en", "time_zone": "UTC"} | fields

    assert 'role="alert"' in petra.post("/account/preferences", data, status=422).text


def test_an_unknown_language_of_the_switch_is_refused(petra: Visitor) -> None:
    petra.post("/account/language", {"locale": "xx"}, status=422)


def test_a_new_password_signs_every_other_browser_out(
    petra: Visitor, visit: Visit, world: World
) -> None:
    elsewhere = visit("petra")
    before = petra.client.get_cookie("syndicate", domain=HOST)

    petra.post("/account/password", {"current": PASSWORD, "password": OTHER})

    assert "Your password is changed." in petra.read("/account")
    after = petra.client.get_cookie("syndicate", domain=HOST)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    elsewhere.get("/account", status=303)
    assert accounts.password_matches(person(world, "petra"), OTHER)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"current": "wrong"}, "This is not your current password."),
        ({"password": "short"}, "at least 12 characters"),
        ({"password": "x" * 201}, "at most 200 characters"),
        ({"password": "aaaaaaaaaaaaaa"}, "easy to guess"),
        ({"password": "Petra-and-more"}, "easy to guess"),
    ],
)
def test_a_password_that_will_not_do_is_refused(
    petra: Visitor, world: World, fields: dict[str, str], sentence: str
) -> None:
    data = {"current": PASSWORD, "password": OTHER} | fields

    assert sentence in petra.post("/account/password", data, status=422).text
    assert accounts.password_matches(person(world, "petra"), PASSWORD)


def test_one_browser_or_all_others_are_signed_out(petra: Visitor, visit: Visit) -> None:
    second, third = visit("petra"), visit("petra")
    petra.post(f"/account/sessions/{second.session_id}")
    second.get("/account", status=303)
    third.get("/account")
    petra.post(f"/account/sessions/{second.session_id}")

    petra.post("/account/sessions/others")

    third.get("/account", status=303)
    petra.get("/account")


def test_a_token_is_shown_once_and_opens_the_api(petra: Visitor, world: World) -> None:
    page = petra.post("/account/tokens", {"label": "Calendar", "days": "30"}, status=200).text

    found = re.search(r'id="new-token">(syn_[\w-]+)<', page)
    assert found is not None
    headers = {"Authorization": f"Bearer {found[1]}"}
    assert petra.client.get("/api/v1/me", base_url=ORIGIN, headers=headers).status_code == 200
    assert found[1] not in petra.get("/account").text
    with world.database.reading() as session:
        row = session.scalars(select(ApiToken)).one()
    assert row.expires_at is not None
    assert row.token_sha256 not in found[1]

    petra.post(f"/account/tokens/{row.id}")
    petra.post(f"/account/tokens/{row.id}")
    assert petra.client.get("/api/v1/me", base_url=ORIGIN, headers=headers).status_code == 401


def test_a_token_ends_by_itself(
    petra: Visitor, clock: time_machine.Traveller, world: World
) -> None:
    page = petra.post("/account/tokens", {"label": "Calendar", "days": "30"}, status=200).text
    secret = re.search(r"syn_[\w-]+", page)
    assert secret is not None
    clock.shift(timedelta(days=30))

    headers = {"Authorization": f"Bearer {secret[0]}"}
    assert petra.client.get("/api/v1/me", base_url=ORIGIN, headers=headers).status_code == 401


@pytest.mark.parametrize("label", ["", " ", "x" * 81])
def test_a_token_says_what_it_is_for(petra: Visitor, label: str) -> None:
    page = petra.post("/account/tokens", {"label": label, "days": ""}, status=422).text

    assert "what the token is for" in page


def test_there_are_only_so_many_tokens(petra: Visitor, world: World) -> None:
    with world.database.begin() as session:
        row = session.merge(world.users["petra"])
        for number in range(tokens.PER_PERSON):
            tokens.add(session, row, f"No. {number}", actor=Actor(Way.CLI), now=world.now)

    assert "Revoke a token first" in petra.post("/account/tokens", {"label": "x"}, status=422).text


def test_browsers_are_named_as_people_know_them(petra: Visitor, world: World) -> None:
    with world.database.begin() as session:
        row = session.scalars(select(UserSession)).one()
        row.user_agent = ""

    assert "Unknown" in petra.read("/account")
