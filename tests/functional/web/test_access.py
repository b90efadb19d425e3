"""Who may open what: every page by every role, and strangers nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from syndicate.models import Delivery, State
from tests.factories.world import World
from tests.functional.web.visitor import Visitor

Visit = Callable[[str | None], Visitor]
ROLES = ("otto", "petra", "vera", "adam")
"""An employee, PR, privacy, an administrator."""

PAGES: dict[str, tuple[int, int, int, int]] = {
    "/": (200, 200, 200, 200),
    "/nominate": (200, 200, 200, 200),
    "/stories": (200, 200, 200, 200),
    "/published": (200, 200, 200, 200),
    "/published?gone=1": (200, 200, 200, 200),
    "/account": (200, 200, 200, 200),
    "/account/consents": (200, 200, 200, 200),
    "/account/consents.html": (200, 200, 200, 200),
    "/account/consents.json": (200, 200, 200, 200),
    "/account/deputies": (200, 200, 200, 200),
    "/help": (200, 200, 200, 200),
    "/help/parts": (200, 200, 200, 200),
    "/help/problems": (200, 200, 200, 200),
    "/consents/thanks": (200, 200, 200, 200),
    "/healthz": (200, 200, 200, 200),
    "/metrics": (200, 200, 200, 200),
    "/readyz": (200, 200, 200, 200),
    "/reviews/pr": (403, 200, 403, 403),
    "/reviews/privacy": (403, 403, 200, 403),
    "/reviews/routes": (200, 200, 200, 200),
    "/calendar": (403, 200, 200, 403),
    "/channels": (403, 200, 200, 200),
    "/admin/users": (403, 403, 403, 200),
    "/admin/leavers": (403, 403, 200, 200),
    "/admin/erasure": (403, 403, 200, 403),
    "/admin/routes": (403, 403, 403, 200),
    "/admin/rules": (403, 403, 200, 200),
    "/admin/suppressions": (403, 403, 200, 200),
    "/admin/cautions": (403, 200, 200, 200),
    "/admin/audit": (403, 403, 200, 200),
    "/admin/audit?verify=1": (403, 403, 200, 200),
}


@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_for_its_roles_only(visit: Visit, path: str) -> None:
    found = tuple(
        visit(name).client.get(path, base_url="http://127.0.0.1:8000").status_code for name in ROLES
    )

    assert found == PAGES[path]


def test_every_page_there_is_stands_in_a_table_of_these_tests(app: Flask) -> None:
    rules = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("web.") and "GET" in (rule.methods or ())
    }
    fixed = {path.partition("?")[0] for path in PAGES} | {"/sign-in"}

    assert {rule for rule in rules if "<" not in rule} == fixed


STORY_PAGES = (
    "/stories/{story}",
    "/stories/{story}?view=findings",
    "/stories/{story}/consent",
    "/stories/{story}/preview/blog",
    "/deliveries/{delivery}",
)
STORY_FORMS = (
    "/stories/{story}/steps/approve",
    "/stories/{story}/steps/withdraw",
    "/stories/{story}/steps/nonsense",
    "/stories/{story}/draft",
    "/stories/{story}/findings",
    "/stories/{story}/consent",
    "/deliveries/{delivery}/retry",
    "/deliveries/{delivery}/nonsense",
)


@pytest.fixture
def ids(world: World) -> dict[str, str]:
    story = world.reach(State.PUBLISHING)
    with world.database.reading() as session:
        delivery = session.scalars(select(Delivery.id)).one()
    return {"story": story, "delivery": delivery}


def test_somebody_without_a_part_in_a_story_cannot_know_of_it(
    visit: Visit, ids: dict[str, str]
) -> None:
    otto = visit("otto")
    for path in STORY_PAGES:
        otto.get(path.format(**ids), status=404)
    for path in STORY_FORMS:
        otto.post(path.format(**ids), {"finding": "x", "version": "1"}, status=404)
    assert "bench" not in otto.read("/stories")
    assert "bench" not in otto.read("/")


def test_an_administrator_reads_no_stories(visit: Visit, ids: dict[str, str]) -> None:
    adam = visit("adam")
    for path in STORY_PAGES:
        adam.get(path.format(**ids), status=404)


def test_strangers_are_sent_to_the_door_from_every_page(
    visit: Visit, app: Flask, ids: dict[str, str]
) -> None:
    stranger = visit(None)
    for path in (*PAGES, *(page.format(**ids) for page in STORY_PAGES)):
        if path.startswith(("/help", "/consents", "/healthz", "/metrics", "/readyz")):
            continue
        location = stranger.get(path, status=303).headers["Location"]
        assert location.startswith("/sign-in")


def test_what_does_not_exist_looks_the_same_as_what_one_may_not_see(
    visit: Visit, ids: dict[str, str]
) -> None:
    otto = visit("otto")

    hidden = otto.read(f"/stories/{ids['story']}", status=404)
    assert hidden == otto.read("/stories/nonsense", status=404)


def test_one_cannot_touch_anothers_sessions_and_tokens(visit: Visit, world: World) -> None:
    petra, otto = visit("petra"), visit("otto")

    otto.post(f"/account/sessions/{petra.session_id}", status=404)
    otto.post("/account/tokens/nonsense", status=404)
    petra.get("/account")


def test_only_administrators_manage_people(visit: Visit, world: World) -> None:
    target = world.users["otto"].id
    for name in ("otto", "petra", "vera"):
        visitor = visit(name)
        for path in ("", f"/{target}/roles", f"/{target}/active", f"/{target}/password"):
            visitor.post(f"/admin/users{path}", {"roles": "admin"}, status=403)
    assert world.users["otto"].roles == frozenset()


def test_only_some_may_freeze_and_only_administrators_connect(visit: Visit) -> None:
    otto, petra = visit("otto"), visit("petra")

    for path in ("/channels/freeze", "/channels/unfreeze", "/channels/blog/freeze"):
        otto.post(path, {"reason": "Because."}, status=403)
    for path in ("/channels/blog/connect", "/channels/blog/account"):
        petra.post(path, status=403)
    petra.get("/channels/blog/callback?state=x&code=y", status=403)
    petra.get("/channels/blog/account", status=403)
