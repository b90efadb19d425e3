"""LinkedIn's API called by hand, so that the simulator is tested without the client."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import requests

from publishers.linkedin.demo import ORGANIZATION
from tests.channels.linkedin.channel import TOKEN

OTHER = "urn:li:organization:5583111"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@dataclass
class Caller:
    """A client that does nothing by itself."""

    url: str
    token: str = TOKEN
    headers: dict[str, str] = field(
        default_factory=lambda: {
            "LinkedIn-Version": "202610",
            "X-Restli-Protocol-Version": "2.0.0",
        }
    )

    def __call__(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> requests.Response:
        sent = self.headers | {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method,
            f"{self.url}{path}",
            data=None if body is None else json.dumps(body),
            headers={name: value for name, value in sent.items() if value},
            timeout=5,
        )

    def post(self, **changes: Any) -> requests.Response:
        return self("POST", "/rest/posts", body(**changes))

    def finder(self, path: str) -> requests.Response:
        return self("GET", path, X_RestLi_Method="FINDER")


def body(**changes: Any) -> dict[str, Any]:
    """A post that is well formed, but for the changes; None takes a field away."""
    values = {
        "author": ORGANIZATION,
        "commentary": "Hello",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
    } | changes
    return {name: value for name, value in values.items() if value is not None}


def code_of(response: requests.Response) -> str:
    """The first code in an error answer."""
    data = response.json()
    errors = data.get("errorDetails", {}).get("inputErrors", [])
    return str(errors[0]["code"] if errors else data["code"])


def upload(call: Caller, owner: str = ORGANIZATION) -> tuple[str, str]:
    asked = call(
        "POST",
        "/rest/images?action=initializeUpload",
        {"initializeUploadRequest": {"owner": owner}},
    )
    value = asked.json()["value"]
    return value["image"], value["uploadUrl"]
