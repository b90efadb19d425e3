"""Orders to the simulator, and what it keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from publishers.linkedin.simulator.app import Simulator
from publishers.linkedin.simulator.world import World
from tests.channels.linkedin.calling import OTHER, PNG, Caller, code_of, upload
from tests.channels.linkedin.channel import TOKEN, Channel
from tests.services.web import serving


def test_an_address_it_does_not_know_is_not_found(call: Caller) -> None:
    assert call("GET", "/rest/unknown").json() == {"status": 404, "code": "NOT_FOUND"}


def test_faults_and_quirks_are_set_from_outside(channel: Channel, call: Caller) -> None:
    rules = [{"kind": "status", "times": 2, "rate": 1.0, "status": 503}]

    assert call("PUT", "/_control/faults", {"rules": rules, "seed": 7}).json()["seed"] == 7
    assert call("GET", "/_control/faults").json()["rules"][0]["status"] == 503
    assert [call.post().status_code for _ in range(3)] == [503, 503, 201]

    assert call("PUT", "/_control/modes", {"visible_after": 5}).json()["visible_after"] == 5
    assert call("GET", "/_control/modes").json()["visible_after"] == 5
    assert len(call("GET", "/_control/posts").json()["posts"]) == 1


def test_a_share_of_requests_can_fail_the_same_way_each_time(call: Caller) -> None:
    def statuses() -> list[int]:
        rules = [
            {"kind": "status", "times": None, "rate": 0.5},
            {"kind": "throttle", "path": "/rest/other"},
        ]
        call("PUT", "/_control/faults", {"rules": rules, "seed": 3})
        return [call("POST", "/rest/posts", {}).status_code for _ in range(20)]

    first = statuses()

    assert set(first) == {502, 400}
    assert statuses() == first


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("PUT", "/_control/faults", {"rules": [{"kind": "fire"}]}, 422),
        ("PUT", "/_control/modes", {"unknown": 1}, 422),
        ("POST", "/_control/clock", {"seconds": -1}, 422),
        ("POST", "/_control/clock", {"seconds": 10}, 200),
        ("POST", "/_control/tokens", {"member": "nobody"}, 404),
        ("POST", "/_control/posts/urn:li:share:1/activity", {}, 404),
        ("POST", "/_control/reset", {}, 204),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    call: Caller, method: str, path: str, sent: dict[str, Any], status: int
) -> None:
    assert call(method, path, sent).status_code == status


def test_counts_it_does_not_know_are_refused(call: Caller) -> None:
    urn = call.post().headers["x-restli-id"]

    response = call("POST", f"/_control/posts/{urn}/activity", {"smiles": 3})

    assert response.status_code == 422


def test_a_token_can_be_issued_and_ended_from_outside(call: Caller) -> None:
    issued = call("POST", "/_control/tokens", {"organizations": [OTHER]}).json()
    other = Caller(call.url, issued["access_token"])
    assert other.post(author=OTHER).status_code == 201

    call("POST", "/_control/tokens/revoke")

    assert code_of(other.post(author=OTHER)) == "REVOKED_ACCESS_TOKEN"
    call("POST", "/_control/reset")
    assert call.post().status_code == 201, "the first token is there again"


def test_only_this_machine_gives_orders(simulator: Simulator) -> None:
    client = simulator._app.test_client()  # type: ignore[attr-defined] # it is the Flask app

    response = client.get("/_control/faults", environ_base={"REMOTE_ADDR": "192.0.2.1"})

    assert response.status_code == 403


def test_without_a_first_token_nobody_is_signed_in() -> None:
    assert World("").grants == {}


def test_posts_images_and_tokens_survive_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "linkedin.json"
    first = Simulator("", data=data, token=TOKEN)
    with serving(first) as url:
        first.world.url = url
        call = Caller(url)
        image, address = upload(call)
        requests.put(address, data=PNG, timeout=5)
        urn = call.post(content={"media": {"id": image}}).headers["x-restli-id"]

    second = World("", data, TOKEN)

    assert second.posts[urn].content == {"media": {"id": image}}
    assert second.image_bytes[image] == PNG
    assert TOKEN in second.grants
    assert second.new_number() > int(urn.rpartition(":")[2])
