"""My consents, leavers and erasure by a program."""

from __future__ import annotations

from syndicate.models import State
from tests.factories.world import AGREE
from tests.functional.api.client import Api

ARTHUR = "arthur@example.com"


def live(api: Api) -> str:
    """A story of Arthur's that is out."""
    story_id = api.world.reach(State.PUBLISHING)
    api.world.deliver()
    return story_id


def test_one_reads_ones_own_answers_and_nobody_elses(api: Api) -> None:
    story_id = api.world.reach(State.DRAFTING)

    [item] = api.get("/me/consents", "arthur")["items"]

    assert (item["story"], item["answer"], item["stands"]) == (story_id, "agreed", True)
    assert (item["channels"], item["name_form"]) == (AGREE["channels"], "full")
    assert item["text"]["title"] == "The meeting at the bench"
    assert api.get("/me/consents", "petra") == {"items": []}


def test_a_no_has_no_conditions(api: Api) -> None:
    story_id = api.world.reach(State.AWAITING_AUTHOR)
    api.world.take(story_id, "refuse", "arthur")

    [item] = api.get("/me/consents", "arthur")["items"]

    assert (item["answer"], item["name_form"], item["on_leaving"]) == ("declined", None, None)


def test_a_leaver_is_planned_and_swept(api: Api) -> None:
    story_id = live(api)
    body = {"email": ARTHUR}

    planned = api.post("/leavers", body | {"dry_run": True}, "adam").json
    assert planned["items"][0]["outcome"] == "withdrawn"
    assert api.world.state(story_id) is State.LIVE

    assert api.post("/leavers", body, "adam").json == planned
    assert api.world.state(story_id) is State.WITHDRAWING


def test_somebody_is_erased_when_everything_is_down(api: Api) -> None:
    story_id = live(api)
    body = {"email": ARTHUR, "confirm": ARTHUR}

    assert api.post("/erasures", body | {"confirm": "x"}, "vera").status_code == 422
    refused = api.post("/erasures", body, "vera")
    assert refused.status_code == 409
    assert refused.json["blocks"][0]["code"] == f"story:{story_id}"
    begun = api.post("/erasures", body | {"withdraw": True}, "vera")
    assert (begun.status_code, begun.json["waiting"]) == (202, [story_id])

    api.world.deliver()
    done = api.post("/erasures", body, "vera")

    assert done.status_code == 200
    assert done.json["erased"] is True
    assert done.json["texts_searched"] > 100
    assert "arthur" not in done.text
    assert api.post("/erasures", body, "vera").status_code == 404
