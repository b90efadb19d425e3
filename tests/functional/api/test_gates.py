"""Gates, deputies and routes over the API; stale decisions are told what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from syndicate.models import State
from tests.functional.api.client import Api, draft, seen


def _gate(api: Api, story_id: str, name: str, by: str = "petra") -> Any:
    items = api.get(f"/stories/{story_id}/gates", by)["items"]
    return next(item for item in items if item["gate"] == name)


def test_an_approval_of_an_older_release_is_answered_with_the_diff(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)
    read = api.story(story_id, "paul")
    api.world.draft(story_id, title="The meeting beside the bench")
    api.world.take(story_id, "submit", "petra")

    answer = api.step(read, "approve", "paul")

    assert answer.status_code == 409
    assert answer.json["type"].endswith("#stale")
    title = next(part for part in answer.json["diff"] if part["part"] == "blog title")
    assert {"kind": "inserted", "text": "beside"} in title["pieces"]
    assert api.step(api.story(story_id, "paul"), "approve", "paul").status_code == 200


def test_an_answer_to_an_older_text_is_told_too(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)
    read = api.story(story_id, "arthur")
    api.world.draft(story_id, body="Shorter.")

    body = {"answer": "agree", **seen(read), "channels": ["blog"]}
    answer = api.post(f"/stories/{story_id}/consents", body, "arthur")

    assert answer.status_code == 409
    assert [part["part"] for part in answer.json["diff"]] == ["body"]


def test_what_saving_would_undo_can_be_asked(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)
    api.world.take(story_id, "approve", "paul")
    story = api.story(story_id)
    path = f"/stories/{story_id}/draft/consequences"

    same = api.post(path, draft(story))
    other = api.post(path, draft(story, title="Another"), headers={"Accept-Language": "ja"})

    assert same.json == {"items": []}
    assert any("Paul Prado" in line for line in other.json["items"])
    assert api.story(story_id)["version"] == story["version"]


def test_a_gate_is_taken_handed_on_given_back_and_decided(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)
    path = f"/stories/{story_id}/gates/pr"

    taken = api.post(f"{path}/claim", {}, "paul")
    handed = api.post(f"{path}/reassign", {"to": "both@example.com"}, "paul")
    back = api.post(f"{path}/release", {}, "both")
    api.step(api.story(story_id, "paul"), "approve", "paul", comment="Fine.")

    assert taken.json["claimed_by"] == "Paul Prado"
    assert taken.json["waits_for"] == ["Paul Prado"]
    assert handed.json["claimed_by"] == "Bo Botha"
    assert back.json["claimed_by"] is None
    gate = _gate(api, story_id, "pr")
    assert gate["state"] == "held"
    assert [(d["name"], d["comment"]) for d in gate["decisions"]] == [("Paul Prado", "Fine.")]


def test_the_queue_tells_mine_from_nobodys_and_overdue(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)
    api.post(f"/stories/{story_id}/gates/pr/claim", {}, "paul")

    def gates(by: str, whose: str) -> list[str]:
        return [g["gate"] for g in api.get(f"/gates?whose={whose}", by)["items"]]

    assert gates("both", "all") == ["pr", "privacy"]
    assert gates("paul", "mine") == ["pr"]
    assert gates("both", "nobodys") == ["privacy"]
    assert gates("both", "overdue") == []
    assert gates("nina", "all") == []


def test_a_deputy_is_named_acts_and_is_ended(api: Api, clock: time_machine.Traveller) -> None:
    story_id = api.world.reach(State.IN_REVIEW)
    until = (api.world.now + timedelta(days=3)).isoformat()
    named = api.post(
        "/deputies", {"deputy": "otto@example.com", "role": "pr", "until_at": until}, "paul"
    )
    assert named.status_code == 201
    assert api.get("/deputies", "otto")["items"] == [named.json]

    api.step(api.story(story_id, "otto"), "approve", "otto")
    clock.shift(timedelta(seconds=1))
    left = api.send("DELETE", f"/deputies/{named.json['id']}", "paul")

    assert left.json == {"items": []}
    decision = _gate(api, story_id, "pr")["decisions"][0]
    assert (decision["name"], decision["acting_for"]) == ("Otto Olsen", "Paul Prado")
    late = api.send("GET", f"/stories/{story_id}", "otto")
    assert late.status_code == 403
    assert "has ended" in late.json["detail"]


def test_a_route_is_set_chosen_and_seen_by_those_on_it(api: Api) -> None:
    for gate, name in (("superior", "otto"), ("approval", "mei"), ("final", "vera")):
        body = {"process": "ringi", "gate": gate, "members": [f"{name}@example.com"]}
        assert api.send("PUT", "/routes", "adam", json=body).status_code == 200
    chosen = api.send("PUT", "/routes/choice", "adam", json={"process": "ringi"})
    assert chosen.json["choices"] == {"": "ringi"}
    assert len(api.get("/routes", "adam")["items"]) == 3

    story_id = api.world.reach(State.IN_REVIEW)

    story = api.story(story_id, "otto")
    assert [step["name"] for step in story["steps"]] == ["return", "confirm"]
    assert [item["id"] for item in api.get("/stories", "otto")["items"]] == [story_id]
    assert [g["gate"] for g in api.get("/gates?whose=mine", "otto")["items"]] == ["superior"]
    assert api.step(story, "confirm", "otto").status_code == 200
    assert _gate(api, story_id, "approval", "otto")["state"] == "waiting"
