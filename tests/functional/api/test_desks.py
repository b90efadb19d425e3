"""The audit, the freeze, the counts and the evidence."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise

from syndicate import audit
from syndicate.models import State
from tests.functional.api.client import Api


def test_the_audit_is_read_in_pages(either_api: Api) -> None:
    either_api.world.reach(State.IN_REVIEW)
    found, cursor = [], 0
    while True:
        page = either_api.get(f"/events?limit=3&cursor={cursor}", "vera")
        found += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]

    assert [event["seq"] for event in found] == list(range(1, len(found) + 1))
    assert found[0]["previous_sha256"] == audit.GENESIS
    assert all(b["previous_sha256"] == a["sha256"] for a, b in pairwise(found))


def test_the_audit_of_one_story(api: Api) -> None:
    story_id = api.nominate().json["id"]
    api.nominate("otto", source_text="Another.")

    events = api.get(f"/events?story={story_id}", "adam")["items"]

    assert {event["story"] for event in events} == {story_id}
    assert [event["name"] for event in events] == ["story:nomination:added"]


def test_a_freeze_holds_and_is_lifted(either_api: Api) -> None:
    frozen = either_api.post("/freeze", {"reason": "An accident."}, "vera").json["items"]
    one = either_api.post("/freeze", {"reason": "Broken.", "channel": "blog"}, "adam").json["items"]

    assert [(item["channel"], item["reason"]) for item in frozen] == [(None, "An accident.")]
    assert [item["channel"] for item in one] == [None, "blog"]
    assert either_api.post("/freeze", {"lift": True}).json["items"][0]["channel"] == "blog"
    assert either_api.post("/freeze", {"lift": True, "channel": "blog"}).json["items"] == []


def test_a_freeze_needs_a_reason_and_a_channel_that_is_there(api: Api) -> None:
    for reason in ("", "  ", "x" * 501):
        assert api.post("/freeze", {"reason": reason}).status_code == 422
    unknown = api.post("/freeze", {"reason": "x", "channel": "radio"})

    assert unknown.status_code == 404
    assert "There are: blog" in unknown.json["detail"]


def test_stories_are_counted_by_state(either_api: Api) -> None:
    either_api.world.reach(State.DRAFTING)
    either_api.nominate(source_text="Another.")

    counted = either_api.get("/metrics/stories", "adam")

    assert counted["total"] == 2
    assert counted["states"]["drafting"] == counted["states"]["nominated"] == 1
    assert set(counted["states"]) == {state.value for state in State}
    assert sum(counted["states"].values()) == 2


def test_deliveries_are_counted_by_channel(either_api: Api) -> None:
    either_api.world.reach(State.PUBLISHING)

    (counted,) = either_api.get("/metrics/channels")["items"]

    assert counted["channel"] == "blog"
    assert (counted["standing"], counted["taken_down"]) == (0, 0)
    assert counted["deliveries"]["ready"] == 1
    assert sum(counted["deliveries"].values()) == 1


def test_counts_name_nobody(api: Api) -> None:
    api.world.reach(State.PUBLISHING)
    text = api.send("GET", "/metrics/stories").text + api.send("GET", "/metrics/channels").text

    for name in ("Arthur", "Nina", "bench", "example.com"):
        assert name not in text


def test_evidence_is_a_zip_to_keep(api: Api) -> None:
    story_id = api.world.reach(State.CLEARED)

    answer = api.send("GET", f"/stories/{story_id}/evidence", "adam")

    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert f'filename="evidence-{story_id}.zip"' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        assert {"verify.py", "manifest.json", "events.jsonl"} <= set(bundle.namelist())
