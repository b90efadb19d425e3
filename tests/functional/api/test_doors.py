"""Who gets in, which addresses there are, and what a refusal looks like."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from flask import Response

from syndicate.api.blueprint import OPERATIONS
from syndicate.policy import SYSTEM
from syndicate.services import accounts, tokens
from tests.functional.api.client import ORIGIN, Api, nomination

SOME_ID = "0" * 26


def path_of(path: str) -> str:
    """An operation's path with ids that lead nowhere."""
    return path.replace("{id}", SOME_ID).replace("{step}", "approve").replace("{gate}", "pr")


def test_nobody_gets_in_without_a_token(api: Api) -> None:
    wrong: list[dict[str, str]] = [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}]
    for operation, headers in itertools.product(OPERATIONS, wrong):
        answer = api.send(operation.method, path_of(operation.path), None, headers=headers)

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.mimetype == "application/problem+json"
        assert answer.json["title"] == "Please sign in"


def test_a_token_is_asked_for_before_anything_is_read(api: Api) -> None:
    answer = api.send("POST", "/nominations", None, data=b"{" * 2_000_000)

    assert answer.status_code == 401


def test_a_revoked_expired_or_orphaned_token_opens_nothing(api: Api) -> None:
    world = api.world
    otto = world.users["otto"]
    with world.database.begin() as session:
        row, revoked = tokens.add(session, otto, "old", actor=SYSTEM, now=world.now)
        tokens.revoke(session, otto, row.id, actor=SYSTEM, now=world.now)
        _row, expired = tokens.add(
            session, otto, "short", actor=SYSTEM, now=world.now, lives=timedelta(0)
        )
        _row, orphaned = tokens.add(
            session, world.users["nina"], "left", actor=SYSTEM, now=world.now
        )
        nina = accounts.get(session, world.users["nina"].id)
        accounts.set_active(session, nina, active=False, actor=SYSTEM, now=world.now)

    for secret in (revoked, expired, orphaned):
        answer = api.send("GET", "/me", None, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 401
        assert "unknown, expired or revoked" in answer.json["detail"]


def test_me_says_who_the_token_speaks_for(api: Api) -> None:
    me = api.get("/me", "both")

    assert me["email"] == "both@example.com"
    assert me["name"] == "Bo Botha"
    assert me["roles"] == ["pr", "privacy"]


def test_an_unknown_address_is_a_problem_document(api: Api) -> None:
    for path in ("/api/v1", "/api/v1/", "/api/v1/story", "/api/v2/me", "/api/"):
        answer = api.app.test_client().get(path, base_url=ORIGIN)

        assert answer.status_code == 404
        assert answer.mimetype == "application/problem+json"
        assert "/api/openapi.json" in answer.json["detail"]


def test_what_no_id_looks_like_is_not_found(either_api: Api) -> None:
    for wrong in ("1", "%00", "..%2f..", "0" * 27, "ＡＢＣ"):
        answer = either_api.send("GET", f"/stories/{wrong}")

        assert answer.status_code == 404
        assert answer.mimetype == "application/problem+json"


def test_what_no_step_looks_like_is_not_found(api: Api) -> None:
    story_id = api.nominate().json["id"]

    answer = api.post(f"/stories/{story_id}/steps/%00", {"revision": "x"})

    assert answer.status_code == 404


def test_a_wrong_method_says_which_are_right(api: Api) -> None:
    answer = api.send("DELETE", f"/stories/{SOME_ID}/consents")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.json["title"] == "This address does not take that"


def test_head_is_get_without_the_body(api: Api) -> None:
    answer = api.send("HEAD", "/me")

    assert answer.status_code == 200
    assert answer.data == b""


def test_options_list_the_methods(api: Api) -> None:
    answer = api.send("OPTIONS", "/nominations", None)

    assert answer.status_code == 200
    assert set(answer.allow) == {"OPTIONS", "POST"}


LANGUAGES = {
    "en": "Not found",
    "ja": "見つかりません",
    "ja-JP,ja;q=0.9,en;q=0.5": "見つかりません",
    "de": "Not found",
}


def test_refusals_are_in_the_language_of_the_caller(api: Api) -> None:
    for language, title in LANGUAGES.items():
        answer = api.send("GET", f"/stories/{SOME_ID}", headers={"Accept-Language": language})

        assert answer.json["title"] == title
        assert answer.json["status"] == 404
        assert answer.json["type"] == "/help/problems#not-found"


def test_answers_are_never_cached(api: Api) -> None:
    for answer in (api.send("GET", "/me"), api.send("GET", "/nowhere")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_fault_of_ours_says_so_in_one_sentence(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over(*_: object, **__: object) -> Response:
        raise RuntimeError("the secret is 42")

    token = api.token("petra")
    monkeypatch.setattr("syndicate.api.show.me", fall_over)

    answer = api.send("GET", "/me", None, headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "Nothing was changed" in answer.json["detail"]
    assert "42" not in answer.text


def test_query_parameters_nobody_knows_are_refused(api: Api) -> None:
    answer = api.send("GET", "/me?admin=true")

    assert answer.status_code == 422
    assert answer.json["errors"] == [{"field": "admin", "message": "There is no such field."}]


def test_a_refused_request_leaves_nothing(api: Api) -> None:
    answer = api.nominate(images=[{"asset_id": "nothing"}])

    assert answer.status_code == 409
    assert api.get("/stories")["items"] == []


def test_an_answer_in_japanese_carries_the_fields_too(api: Api) -> None:
    answer = api.post(
        "/nominations",
        nomination() | {"reason": "  "},
        headers={"Accept-Language": "ja"},
    )

    assert answer.status_code == 422
    assert [entry["field"] for entry in answer.json["errors"]] == ["reason"]
    assert not answer.json["errors"][0]["message"].isascii()
