"""The rules of the privacy scan over the API."""

from __future__ import annotations

from typing import Any

from tests.functional.api.client import Api

WANTED = {
    "codename": ["Phoenix", "  two\twords\n", " "],
    "allowed": ["03-6000-1000"],
    "severities": {"handle": "block"},
    "small_team": 4,
    "checklist": ["背景を確認した"],
}


def put(api: Api, by: str) -> dict[str, Any]:
    """The rules as they are after they were set to what is wanted."""
    answer = api.send("PUT", "/rules", by, json=WANTED)
    assert answer.json is not None
    return dict(answer.json)


def test_rules_are_read_and_changed(api: Api) -> None:
    assert api.get("/rules", "adam")["number"] == 0

    changed = put(api, "vera")

    assert changed["number"] == 1
    assert changed["codename"] == ["Phoenix", "two words"]
    assert changed["severities"] == {"handle": "block"}
    assert changed["checklist"] == ["背景を確認した"]
    assert api.get("/rules", "adam") == changed
    assert put(api, "vera")["number"] == 1


def test_an_old_version_and_a_kind_that_always_blocks_are_refused(api: Api) -> None:
    api.send("PUT", "/rules", "adam", json=WANTED)

    assert api.send("PUT", "/rules", "adam", json={"number": 0}).status_code == 409
    lowered = api.send("PUT", "/rules", "adam", json={"severities": {"secret": "info"}})
    assert lowered.status_code == 422
