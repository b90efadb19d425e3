"""A person who speaks to syndicate through its API, as any program would."""

from __future__ import annotations

from typing import Any

import requests

from syndicate.ids import new_id

TIMEOUT_SECONDS = 30


class ApiProblem(Exception):
    """The API said no; `detail` is its sentence."""

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        reasons = [entry.get("message", "") for entry in document.get("errors", [])]
        self.detail = str(document.get("detail", f"HTTP {status}"))
        self.status = status
        self.document = document
        super().__init__(" ".join([self.detail, *(r for r in reasons if r != self.detail)]))


class Caller:
    """One person with a token."""

    def __init__(self, url: str, token: str, name: str) -> None:
        self.name = name
        self._url = f"{url}/api/v1"
        self._http = requests.Session()
        self._http.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> dict[str, Any]:
        """The answer to a GET. Raises `ApiProblem`."""
        return self._answer(self._http.get(self._url + path, timeout=TIMEOUT_SECONDS))

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a POST with a key of its own. Raises `ApiProblem`."""
        headers = {"Idempotency-Key": new_id()}
        return self._answer(
            self._http.post(self._url + path, json=body, headers=headers, timeout=TIMEOUT_SECONDS)
        )

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a PUT. Raises `ApiProblem`."""
        return self._answer(self._http.put(self._url + path, json=body, timeout=TIMEOUT_SECONDS))

    def upload(self, data: bytes) -> dict[str, Any]:
        """The image as syndicate keeps it. Raises `ApiProblem`."""
        headers = {"Content-Type": "application/octet-stream", "Idempotency-Key": new_id()}
        return self._answer(
            self._http.post(
                f"{self._url}/assets", data=data, headers=headers, timeout=TIMEOUT_SECONDS
            )
        )

    def step(self, story: dict[str, Any], name: str, **fields: Any) -> dict[str, Any]:
        """Take a step having seen `story` as it was given. Raises `ApiProblem`."""
        release = story["release"] or story["live_release"]
        body = {
            "revision": story["revision"]["id"],
            "release": release["sha256"] if release else None,
            **fields,
        }
        return self.post(f"/stories/{story['id']}/steps/{name}", body)

    @staticmethod
    def _answer(response: requests.Response) -> dict[str, Any]:
        document: dict[str, Any] = response.json()
        if not response.ok:
            raise ApiProblem(response.status_code, document)
        return document
