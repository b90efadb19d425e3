"""Accounts and roles, for administrators."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from syndicate.errors import Forbidden
from syndicate.models import Role, User
from syndicate.policy import Actor, Way
from syndicate.services import accounts
from tests.factories.world import World
from tests.functional.web.visitor import Visitor

Visit = Callable[[str | None], Visitor]
NEW = {
    "email": "Yui@Example.com",
    "family": "山本",
    "given": "結衣",
    "reading": "やまもと ゆい",
    "romaji": "Yui Yamamoto",
    "display_order": "family_first",
    "department": "開発",
    "locale": "ja",
    "roles": ["pr", "privacy"],
    "password": "several words in a row",
}


def person(world: World, email: str) -> User:
    with world.database.reading() as session:
        found = accounts.find(session, email)
        assert found is not None
        return found


def test_somebody_new_gets_an_account(visit: Visit, world: World) -> None:
    adam = visit("adam")

    adam.post("/admin/users", NEW)

    assert "yui@example.com has an account now." in adam.read("/admin/users")
    yui = person(world, "yui@example.com")
    assert (yui.full_name, yui.name_in("en")) == ("山本結衣", "Yui Yamamoto")
    assert yui.roles == {Role.PR, Role.PRIVACY}
    assert accounts.password_matches(yui, "several words in a row")


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"email": "petra@example.com"}, 409, "already an account"),
        ({"email": "nonsense"}, 422, "not a mail address"),
        ({"family": "", "given": ""}, 422, "Please give a name."),
        ({"roles": ["king"]}, 422, "Please choose one of"),
        ({"locale": "xx"}, 422, "no such language"),
        ({"password": "short"}, 422, "at least 12"),
        ({"family": "x" * 81}, 422, "at most 80"),
    ],
)
def test_an_account_that_cannot_be_is_refused_whole(
    visit: Visit, world: World, fields: dict[str, object], status: int, sentence: str
) -> None:
    page = visit("adam").post("/admin/users", NEW | fields, status=status).text

    assert sentence in page
    with world.database.reading() as session:
        assert accounts.find(session, "yui@example.com") is None


def test_roles_are_exactly_what_was_ticked(visit: Visit, world: World) -> None:
    adam, otto = visit("adam"), world.users["otto"].id

    adam.post(f"/admin/users/{otto}/roles", {"roles": ["pr", "nonsense"]})
    assert person(world, "otto@example.com").roles == {Role.PR}
    adam.post(f"/admin/users/{otto}/roles", {"roles": ["pr"]})
    adam.post(f"/admin/users/{otto}/roles")
    assert person(world, "otto@example.com").roles == frozenset()


def test_nobody_takes_their_own_administration(visit: Visit, world: World) -> None:
    adam, own = visit("adam"), world.users["adam"].id

    adam.post(f"/admin/users/{own}/roles", {"roles": ["pr"]}, status=403)
    adam.post(f"/admin/users/{own}/active", {"active": "false"}, status=403)
    assert person(world, "adam@example.com").roles == {Role.ADMIN}


def test_closing_an_account_ends_its_sessions_and_tokens_at_once(
    visit: Visit, world: World
) -> None:
    adam, petra, own = visit("adam"), visit("petra"), world.users["petra"].id
    petra.post("/account/tokens", {"label": "x", "days": ""}, status=200)

    adam.post(f"/admin/users/{own}/active", {"active": "false"})
    petra.get("/", status=303)
    assert "Closed" in adam.read("/admin/users")
    adam.post(f"/admin/users/{own}/active", {"active": "false"})

    adam.post(f"/admin/users/{own}/active", {"active": "true"})
    petra.get("/", status=303)
    visit("petra").get("/")


def test_a_lost_password_is_replaced(visit: Visit, world: World) -> None:
    adam, own = visit("adam"), world.users["otto"].id

    adam.post(f"/admin/users/{own}/password", {"password": "short"}, status=422)
    adam.post(f"/admin/users/{own}/password", {"password": "a long way to the bench"})

    assert accounts.password_matches(person(world, "otto@example.com"), "a long way to the bench")


def test_an_account_that_is_not_there_is_told(visit: Visit) -> None:
    visit("adam").post("/admin/users/nonsense/roles", status=404)


def test_only_the_shell_and_administrators_manage_accounts(world: World) -> None:
    data = accounts.NewUser(email="new@example.com", given="New")
    with world.database.begin() as session, pytest.raises(Forbidden):
        accounts.add_user(session, data, actor=world.actor("petra"), now=world.now)
    with world.database.begin() as session:
        accounts.add_user(session, data, actor=Actor(Way.CLI), now=world.now)
