"""What stands before every page: tokens of forms, headers, and errors that say what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr
from structlog.testing import capture_logs

from syndicate.app import create_app
from syndicate.services.kit import Kit
from syndicate.settings import Mode, Settings
from tests.factories.world import World
from tests.functional.web.visitor import ORIGIN, Visitor, words

Visit = Callable[[str | None], Visitor]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)


@pytest.mark.parametrize("token", ["", "wrong", "ｗｉｄｅ"])
def test_a_form_without_its_token_does_nothing(visit: Visit, token: str) -> None:
    response = visit("petra").post("/account/language", {"csrf_token": token}, status=403)

    assert "no longer good" in response.text


def test_a_stranger_has_a_token_of_their_own(visit: Visit) -> None:
    one, other = visit(None), visit(None)
    other.csrf = one.token_of("/sign-in")

    other.post("/sign-in", status=403)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_another_site_does_nothing(visit: Visit, headers: dict[str, str]) -> None:
    response = visit("petra").post(
        "/account/language", {"locale": "ja"}, status=403, headers=headers
    )

    assert "another site" in response.text


@pytest.mark.parametrize("headers", [{"Origin": ORIGIN}, {"Sec-Fetch-Site": "same-origin"}, {}])
def test_a_form_of_ours_is_taken(visit: Visit, headers: dict[str, str]) -> None:
    visit("petra").post("/account/language", {"locale": "ja"}, headers=headers)


def test_every_form_of_every_method_but_a_look_needs_the_token(app: Flask, visit: Visit) -> None:
    petra = visit("petra")
    petra.csrf = "wrong"
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    pages = [rule for rule in rules if rule.endpoint.startswith("web.")]
    for rule in pages:
        petra.post(_filled(rule.rule), status=403)
    assert len(pages) > 20


def _filled(rule: str) -> str:
    return re.sub(r"<(int:)?[^>]*>", lambda part: "1" if part[1] else "x", rule)


def test_every_answer_carries_the_strict_headers(visit: Visit) -> None:
    petra = visit("petra")
    for path, status in [("/", 200), ("/nope", 404), ("/api/v1/me", 401), ("/help", 200)]:
        headers = petra.get(path, status=status).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


@pytest.fixture
def secure(world: World, tmp_path: Path) -> Flask:
    settings = Settings(
        mode=Mode.PRODUCTION,
        base_url="https://stories.example.com",
        site_url="https://blog.example.com",
        secret_keys=[SecretStr("a" * 32)],
        token_keys=[SecretStr("b" * 32)],
        media_store=str(tmp_path),
    )
    return create_app(settings, kit=Kit(settings, world.database, world.kit.registry))


def test_over_https_cookies_and_headers_are_bound_to_it(secure: Flask) -> None:
    client = secure.test_client()
    proxy = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    response = client.get("/sign-in", base_url="http://stories.example.com", headers=proxy)

    assert response.status_code == 200
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-syndicate-page=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert response.headers["Content-Security-Policy"] == f"{POLICY}; upgrade-insecure-requests"


def test_production_makes_its_own_app_from_safe_settings_only(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/new.db", media_store=str(tmp_path))

    app = create_app(settings)

    app.extensions["syndicate.kit"].database.dispose()


def test_another_host_name_is_refused(app: Flask) -> None:
    response = app.test_client().get("/sign-in", base_url="http://evil.example")

    assert response.status_code == 400
    assert response.text == "This is not the address of syndicate.\n"


def test_an_unknown_address_says_so_in_the_readers_language(visit: Visit) -> None:
    assert "There is no page at this address." in visit("petra").read("/nope", status=404)
    japanese = visit(None).get("/nope", status=404, headers={"Accept-Language": "ja-JP"})
    assert '<html lang="ja">' in japanese.text


def test_a_wrong_method_says_which_is_right(visit: Visit) -> None:
    response = visit("petra").get("/sign-out", status=405)

    assert "use the buttons of the page" in words(response)
    assert "POST" in response.headers["Allow"]


def test_too_much_at_once_is_refused_with_the_limit(visit: Visit) -> None:
    petra = visit("petra")
    response = petra.post("/nominate", {"source_text": "x" * 5_000_000}, status=413)

    assert "Images can have 15 MB" in words(response)


def test_the_api_refuses_in_problem_documents(visit: Visit) -> None:
    petra = visit("petra")
    for path, status in [("/api/v1/nope", 404), ("/api/v1/me", 401)]:
        response = petra.get(path, status=status)
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["status"] == status


def test_a_fault_of_ours_is_logged_and_told_without_its_inside(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        msg = "the secret inside"
        raise RuntimeError(msg)

    monkeypatch.setattr("syndicate.services.stories.search", broken)
    with capture_logs() as logs:
        page = visit("petra").read("/stories", status=500)
        api = visit("petra").client.get("/api/v1/me", base_url=ORIGIN)

    assert "Nothing was changed." in page
    assert "secret inside" not in page
    assert "Traceback" not in page
    assert logs[0]["reference"] in page
    assert api.status_code == 401


def test_a_fault_of_ours_in_the_api_is_a_problem_document(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("syndicate.api.edge.tokens.authenticate", broken)
    headers = {"Authorization": "Bearer x"}
    with capture_logs():
        response = visit(None).get("/api/v1/me", status=500, headers=headers)

    assert response.get_json()["title"] == "Something went wrong on our side"
