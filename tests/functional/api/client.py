"""People who speak to the API in one process, each with a token of their own."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from syndicate.app import create_app
from syndicate.policy import SYSTEM
from syndicate.services import tokens
from tests.factories.world import AGREE, World

ORIGIN = "http://127.0.0.1:8000"


class Api:
    """The API of a world; every call is one person's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.app: Flask = create_app(world.settings, kit=world.kit)
        self._tokens: dict[str, str] = {}

    def token(self, name: str) -> str:
        """The secret of somebody's token."""
        if name not in self._tokens:
            with self.world.database.begin() as session:
                _row, self._tokens[name] = tokens.add(
                    session, self.world.users[name], "test", actor=SYSTEM, now=self.world.now
                )
        return self._tokens[name]

    def send(
        self,
        method: str,
        path: str,
        by: str | None = "petra",
        *,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> TestResponse:
        """The answer to one request of `by`; None sends no token."""
        sent = {"Authorization": f"Bearer {self.token(by)}"} if by else {}
        return self.app.test_client().open(
            f"/api/v1{path}",
            method=method,
            headers=sent | (headers or {}),
            base_url=ORIGIN,
            **options,
        )

    def get(self, path: str, by: str = "petra", **options: Any) -> Any:
        """The JSON of a GET that must succeed."""
        answer = self.send("GET", path, by, **options)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, body: Any, by: str = "petra", **options: Any) -> TestResponse:
        """The answer to a POST."""
        return self.send("POST", path, by, json=body, **options)

    def nominate(self, by: str = "nina", **fields: Any) -> TestResponse:
        """The answer to a nomination."""
        return self.post("/nominations", nomination() | fields, by)

    def step(self, story: Any, name: str, by: str, **fields: Any) -> TestResponse:
        """The answer to a step by somebody who has read `story` as it is given."""
        return self.post(f"/stories/{story['id']}/steps/{name}", seen(story) | fields, by)

    def story(self, story_id: str, by: str = "petra") -> Any:
        """A story as somebody reads it now."""
        return self.get(f"/stories/{story_id}", by)


def nomination() -> dict[str, Any]:
    """What a nominating employee sends."""
    return {
        "source_text": "We moved the standing meeting to the bench.",
        "title": "The meeting at the bench",
        "author": "arthur@example.com",
        "reason": "Worth telling.",
    }


def draft(story: Any, **fields: Any) -> dict[str, Any]:
    """What an editor sends who changes nothing but `fields`."""
    return {
        "version": story["version"],
        "title": story["title"],
        "summary": "How a meeting learned to stand.",
        "body": story["revision"]["body"],
    } | fields


def seen(story: Any) -> dict[str, Any]:
    """What somebody has before their eyes who has just read `story`."""
    release = story["release"] or story["live_release"]
    return {
        "revision": story["revision"]["id"],
        "release": release["sha256"] if release else None,
    }


def agreement(story: Any, **fields: Any) -> dict[str, Any]:
    """A yes to everything, as `POST /stories/{id}/consents` takes it."""
    return {"answer": "agree", **seen(story), **AGREE, **fields}
