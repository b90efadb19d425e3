"""Somebody with a browser: signed in or not, with the forms' tokens filled in."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from syndicate.services import sessions
from tests.factories.world import World

HOST = "127.0.0.1"
ORIGIN = f"http://{HOST}:8000"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """A browser of its own; `name` is one of the world's people, or None for a stranger."""

    def __init__(self, app: Flask, world: World, name: str | None) -> None:
        self.client = app.test_client()
        self.csrf = ""
        if name is not None:
            with world.database.begin() as session:
                row, token = sessions.open_session(
                    session, world.users[name], user_agent="Test browser", now=world.now
                )
                self.csrf, self.session_id = row.csrf_token, row.id
            self.client.set_cookie("syndicate", token, domain=HOST)

    def get(self, path: str, *, status: int = 200, **options: Any) -> TestResponse:
        """The answer to a look; the status is checked."""
        response = self.client.get(path, base_url=ORIGIN, **options)
        assert response.status_code == status, (path, response.status_code, words(response)[:600])
        return response

    def read(self, path: str, *, status: int = 200, **options: Any) -> str:
        """The page as text without markup."""
        return words(self.get(path, status=status, **options))

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        status: int = 303,
        **options: Any,
    ) -> TestResponse:
        """The answer to a form with its token; by default a redirect is what is hoped for."""
        fields = {"csrf_token": self.csrf} | (data or {})
        response = self.client.post(path, base_url=ORIGIN, data=fields, **options)
        assert response.status_code == status, (path, response.status_code, words(response)[:600])
        return response

    def token_of(self, path: str) -> str:
        """The token of the form at `path`, for somebody who is not signed in."""
        found = _TOKEN.search(self.get(path).text)
        assert found is not None
        self.csrf = found[1]
        return self.csrf


def words(response: TestResponse) -> str:
    """A page without its markup, spaces made one."""
    text = re.sub(r"<[^>]+>", " ", response.text)
    return re.sub(r"\s+", " ", unescape(text)).strip()
