"""Caution days, and which mails the caller gets."""

from __future__ import annotations

from typing import Any

import pytest

from syndicate.models import State
from tests.functional.api.client import Api


def test_a_caution_day_is_added_and_removed(either_api: Api) -> None:
    api = either_api
    added = api.post("/cautions", {"day": "03-11", "reason": "The earthquake."}, "petra").json
    assert added["items"] == [{"day": "03-11", "reason": "The earthquake."}]
    assert (added["quiet_hours"], added["overnight_hold"], added["zone"]) == ([], False, "UTC")
    assert api.get("/cautions", "vera") == added
    again = api.post("/cautions", {"day": "03-11", "reason": "Again."}, "petra")
    assert again.status_code == 409

    gone = api.post("/cautions", {"day": "03-11", "remove": True}, "adam").json

    assert gone["items"] == []
    assert api.post("/cautions", {"day": "03-11", "remove": True}, "adam").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{"day": "soon", "reason": "x"}, {"day": "03-11"}, {"day": "03-11", "reason": " "}, {}],
)
def test_a_caution_day_needs_a_date_and_a_reason(api: Api, body: dict[str, Any]) -> None:
    assert api.post("/cautions", body, "petra").status_code == 422


def test_the_caller_chooses_which_mails_they_get(api: Api) -> None:
    before = api.get("/me/mails", "petra")
    assert set(before["ways"].values()) == {"at_once"}
    assert before["never_muted"] == ["alert", "asked"]

    after = api.send(
        "PUT",
        "/me/mails",
        "petra",
        json={"digest": ["desk"], "never": ["channels"], "digest_time": "07:30"},
    ).json

    assert (after["ways"]["desk"], after["ways"]["channels"]) == ("digest", "never")
    assert after["digest_time"] == "07:30"
    back = api.send("PUT", "/me/mails", "petra", json={"at_once": ["desk"]}).json
    assert (back["ways"]["desk"], back["ways"]["channels"]) == ("at_once", "never")


@pytest.mark.parametrize(
    "body",
    [{"never": ["asked"]}, {"digest": ["alert"]}, {"digest_time": "25:00"}, {"never": ["x"]}],
)
def test_what_cannot_be_wished_is_refused(api: Api, body: dict[str, Any]) -> None:
    assert api.send("PUT", "/me/mails", "petra", json=body).status_code == 422


def test_a_caution_is_told_to_programs_and_acknowledged_by_them(api: Api) -> None:
    story_id = api.world.reach(State.CLEARED)
    api.post("/cautions", {"day": f"{api.world.now:%m-%d}", "reason": "Mourning."}, "petra")
    seen = _seen(api, story_id)

    refused = api.post(f"/stories/{story_id}/steps/publish", seen, "petra")
    assert refused.status_code == 409
    assert [block["code"] for block in refused.json["blocks"]] == ["caution:day"]
    assert api.get(f"/stories/{story_id}", "petra")["blocks"] == refused.json["blocks"]

    done = api.post(f"/stories/{story_id}/steps/publish", seen | {"acknowledge": True}, "petra")
    assert done.json["state"] == "publishing"


def _seen(api: Api, story_id: str) -> dict[str, Any]:
    story = api.get(f"/stories/{story_id}", "petra")
    return {"revision": story["revision"]["id"], "release": story["release"]["sha256"]}
