"""Images, pages and statistics at the simulator."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
import requests

from publishers.linkedin.demo import ORGANIZATION
from publishers.linkedin.simulator.images import _upload_host
from publishers.linkedin.simulator.world import MEMBERS
from tests.channels.linkedin.calling import OTHER, PNG, Caller, code_of, upload
from tests.channels.linkedin.channel import TOKEN, Channel


def test_an_image_goes_to_another_host_and_through_its_states(
    channel: Channel, call: Caller
) -> None:
    channel.world.modes.image_seconds = 30
    urn, url = upload(call)
    path = f"/rest/images/{quote(urn, safe='')}"
    media = {"content": {"media": {"id": urn, "altText": "x"}}}

    assert url.startswith("http://localhost:")
    assert call("GET", path).json()["status"] == "WAITING_UPLOAD"
    assert code_of(call.post(**media)) == "MEDIA_ASSET_WAITING_UPLOAD"

    assert requests.put(url, data=PNG, timeout=5).status_code == 201
    assert call("GET", path).json()["status"] == "PROCESSING"

    channel.world.ahead = 31
    ready = call("GET", path).json()
    assert ready["status"] == "AVAILABLE"
    assert requests.get(ready["downloadUrl"], timeout=5).content == PNG
    assert code_of(call.post(content={"media": {"id": urn, "altText": "x" * 4087}})) == (
        "FIELD_LENGTH_TOO_LONG"
    )
    assert call.post(**media).status_code == 201


def test_an_image_that_failed_cannot_be_posted(channel: Channel, call: Caller) -> None:
    urn, url = upload(call)
    requests.put(url, data=b"<html>", timeout=5)

    assert call("GET", f"/rest/images/{urn}").json()["status"] == "PROCESSING_FAILED"
    response = call.post(content={"media": {"id": urn}})
    assert code_of(response) == "MEDIA_ASSET_PROCESSING_FAILED"
    assert requests.get(f"{channel.url}/media/{urn.split(':')[-1]}", timeout=5).status_code == 404


def test_another_pages_image_cannot_be_used(channel: Channel, call: Caller) -> None:
    urn, url = upload(call, OTHER)
    requests.put(url, data=PNG, timeout=5)

    assert call.post(content={"media": {"id": urn}}).status_code == 403
    channel.world.grants[TOKEN].organizations = [ORGANIZATION]
    assert call("GET", f"/rest/images/{urn}").status_code == 404


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/rest/images?action=finalize", {}, 400),
        ("/rest/images?action=initializeUpload", {}, 403),
        (
            "/rest/images?action=initializeUpload",
            {"initializeUploadRequest": {"owner": "urn:li:organization:1"}},
            403,
        ),
    ],
)
def test_an_upload_that_may_not_be_is_refused(
    call: Caller, path: str, sent: dict[str, Any], status: int
) -> None:
    assert call("POST", path, sent).status_code == status


def test_an_upload_address_is_good_for_a_while(channel: Channel, call: Caller) -> None:
    _urn, url = upload(call)
    channel.world.ahead = 3600

    assert requests.put(url, data=PNG, timeout=5).status_code == 403
    assert requests.put(f"{channel.url}/dms-uploads/x", data=PNG, timeout=5).status_code == 404


def test_an_upload_can_be_too_large(channel: Channel, call: Caller) -> None:
    _urn, url = upload(call)

    assert requests.put(url, data=PNG * 1_000_000, timeout=10).status_code == 413


@pytest.mark.parametrize(
    ("url", "upload"),
    [
        ("http://127.0.0.1:1", "http://localhost:1"),
        ("http://localhost:1", "http://127.0.0.1:1"),
        ("http://sim.example:1", "http://sim.example:1"),
    ],
)
def test_the_upload_host_is_another_name_of_the_same_server(url: str, upload: str) -> None:
    assert _upload_host(url) == upload


def test_roles_can_be_filtered(call: Caller) -> None:
    path = "/rest/organizationAcls?q=roleAssignee&state=APPROVED&role="

    roles = call.finder(f"{path}ADMINISTRATOR").json()["elements"]
    assert [role["organization"] for role in roles] == [ORGANIZATION, OTHER]
    assert {role["roleAssignee"] for role in roles} == {MEMBERS[0].urn}
    assert call.finder(f"{path}ANALYST").json()["elements"] == []
    assert code_of(call.finder("/rest/organizationAcls?q=organization")) == "INVALID_FINDER"


def test_pages_are_found_by_number_and_by_name(call: Caller) -> None:
    labs = {"id": 5583111, "localizedName": "Example Labs", "vanityName": "example-labs"}

    assert call("GET", "/rest/organizations/5583111").json() == labs
    found = call.finder("/rest/organizations?q=vanityName&vanityName=example-labs")
    assert found.json()["elements"] == [labs]
    assert call("GET", "/rest/organizations/1").status_code == 404
    assert code_of(call.finder("/rest/organizations?q=name")) == "INVALID_FINDER"


def test_the_token_tells_who_it_belongs_to(call: Caller) -> None:
    who = call("GET", "/v2/userinfo", LinkedIn_Version="").json()

    assert who["sub"] == MEMBERS[0].id
    assert who["locale"] == {"country": "JP", "language": "ja"}


STATISTICS = "/rest/organizationalEntityShareStatistics?q=organizationalEntity"


def test_statistics_leave_out_what_nobody_saw_and_may_be_negative(
    channel: Channel, call: Caller
) -> None:
    share = call.post().headers["x-restli-id"]
    channel.world.modes.alternate_ids = True
    ugc = call.post(commentary="Two").headers["x-restli-id"]
    call.post(commentary="Nobody saw this")
    page = f"{STATISTICS}&organizationalEntity={quote(ORGANIZATION, safe='')}"
    for urn, counts in (
        (share, {"impressionCount": 10, "likeCount": -1, "clickCount": 3}),
        (ugc, {"impressionCount": 5, "uniqueImpressionsCount": 4}),
    ):
        call("POST", f"/_control/posts/{urn}/activity", counts)

    every = call.finder(page).json()["elements"]
    shares = call.finder(f"{page}&shares=List({quote(share, safe='')})").json()["elements"]
    both = call.finder(f"{page}&shares=List({share})&ugcPosts=List({ugc})").json()["elements"]

    assert {element.get("share") or element.get("ugcPost") for element in every} == {share, ugc}
    assert shares[0]["totalShareStatistics"] == {
        "impressionCount": 10,
        "clickCount": 3,
        "likeCount": -1,
        "commentCount": 0,
        "shareCount": 0,
        "uniqueImpressionsCount": 0,
        "engagement": 0.2,
    }
    assert len(both) == 2


def test_statistics_by_day_are_spelled_otherwise_and_end_after_twelve_months(
    channel: Channel, call: Caller
) -> None:
    urn = call.post().headers["x-restli-id"]
    call("POST", f"/_control/posts/{urn}/activity", {"impressionCount": 7, "likeCount": 1})
    now = int(channel.world.now() * 1000)
    page = f"{STATISTICS}&organizationalEntity={ORGANIZATION}"
    times = f"(timeRange:(start:{now - 86_400_000},end:{now}),timeGranularityType:DAY)"

    element = call.finder(f"{page}&timeIntervals={times}").json()["elements"][0]
    assert element["timeRange"] == {"start": now - 86_400_000, "end": now}
    assert "uniqueImpressionsCounts" in element["totalShareStatistics"]

    channel.world.ahead = 366 * 24 * 3600
    channel.world.grants[TOKEN].expires_at += channel.world.ahead
    assert call.finder(page).json()["elements"] == []


@pytest.mark.parametrize(
    "query",
    [
        "shares=urn:li:share:1",
        "shares=List(urn:li:ugcPost:1)",
        "ugcPosts=List(urn:li:share:1)",
        "timeIntervals=yesterday",
        # what `requests` makes of params=
        "shares=List%2528urn%253Ali%253Ashare%253A1%2529",
    ],
)
def test_statistics_want_restli_values(call: Caller, query: str) -> None:
    response = call.finder(f"{STATISTICS}&organizationalEntity={ORGANIZATION}&{query}")

    assert code_of(response) == "ILLEGAL_ARGUMENT"
