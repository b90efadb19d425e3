"""The simulator answers as LinkedIn is documented and reported to answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from publishers.linkedin.demo import ORGANIZATION
from publishers.linkedin.simulator.app import Simulator
from publishers.linkedin.simulator.images import _upload_host
from publishers.linkedin.simulator.world import MEMBERS, World
from tests.channels.linkedin.conftest import TOKEN, Channel
from tests.services.web import serving

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


@pytest.fixture
def call(channel: Channel) -> Caller:
    """A caller with a good token."""
    return Caller(channel.url)


def code_of(response: requests.Response) -> str:
    """The first code in an error answer."""
    data = response.json()
    errors = data.get("errorDetails", {}).get("inputErrors", [])
    return str(errors[0]["code"] if errors else data["code"])


def test_a_post_is_created_with_an_empty_answer_and_its_name_in_a_header(call: Caller) -> None:
    response = call.post()

    assert (response.status_code, response.content) == (201, b"")
    assert response.headers["x-restli-id"].startswith("urn:li:share:")
    assert response.headers["x-restli-id"] == response.headers["x-linkedin-id"]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Authorization": ""}, 401, "EMPTY_ACCESS_TOKEN"),
        ({"Authorization": "Bearer nonsense"}, 401, "INVALID_ACCESS_TOKEN"),
        ({"LinkedIn_Version": ""}, 400, "VERSION_MISSING"),
        ({"LinkedIn_Version": "202504"}, 426, "NONEXISTENT_VERSION"),
        ({"LinkedIn_Version": "203001"}, 426, "NONEXISTENT_VERSION"),
        ({"LinkedIn_Version": "soon"}, 426, "NONEXISTENT_VERSION"),
        ({"X_Restli_Protocol_Version": ""}, 400, "INVALID_PROTOCOL_VERSION"),
        ({"Content_Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ],
)
def test_headers_are_checked_before_anything_is_stored(
    channel: Channel, call: Caller, headers: dict[str, str], status: int, code: str
) -> None:
    response = call("POST", "/rest/posts", body(), **headers)

    assert (response.status_code, code_of(response)) == (status, code)
    assert response.headers["x-restli-error-response"] == "true"
    assert channel.stored == []


def test_a_retired_version_is_named_with_its_day(call: Caller) -> None:
    response = call("POST", "/rest/posts", body(), LinkedIn_Version="202504")

    assert response.json() == {
        "status": 426,
        "code": "NONEXISTENT_VERSION",
        "message": "Requested version 20250401 is not active",
    }


ARTICLE = {"source": "https://x.jp/", "title": "T"}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"author": None}, 400, "MISSING_FIELD"),
        ({"commentary": None}, 400, "MISSING_FIELD"),
        ({"author": "urn:li:company:1"}, 400, "INVALID_URN_TYPE"),
        ({"author": 7}, 400, "INVALID_URN_TYPE"),
        ({"author": "urn:li:organization:1"}, 403, "ACCESS_DENIED"),
        ({"visibility": "EVERYBODY"}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"lifecycleState": "LIVE"}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"distribution": {}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"distribution": "x"}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"commentary": 7}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"commentary": "𠮷" * 1_501}, 400, "FIELD_LENGTH_TOO_LONG"),
        ({"content": []}, 201, ""),
        ({"content": ["article"]}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"poll": {}}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"article": ARTICLE, "media": {}}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"article": "x"}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"article": {}}}, 400, "MISSING_FIELD"),
        ({"content": {"article": ARTICLE | {"title": ""}}}, 400, "MISSING_FIELD"),
        ({"content": {"article": ARTICLE | {"title": "x" * 401}}}, 400, "FIELD_LENGTH_TOO_LONG"),
        ({"content": {"article": ARTICLE | {"source": "ftp://x"}}}, 400, "INVALID_URL"),
        ({"content": {"article": ARTICLE | {"source": "http://["}}}, 400, "INVALID_URL"),
        ({"content": {"article": ARTICLE | {"thumbnail": "urn:x"}}}, 400, "INVALID_IMAGE_ID"),
        ({"content": {"media": {"id": "urn:li:image:none"}}}, 400, "INVALID_IMAGE_ID"),
        ({"content": {"multiImage": {"images": []}}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"multiImage": {"images": [1, 2]}}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"article": ARTICLE}}, 201, ""),
    ],
)
def test_a_post_that_is_not_well_formed_is_refused(
    channel: Channel, call: Caller, changes: dict[str, Any], status: int, code: str
) -> None:
    response = call.post(**changes)

    assert response.status_code == status
    assert not code or code_of(response) == code
    assert len(channel.stored) == (status == 201)


@pytest.mark.parametrize("text", ["[1]", "{"])
def test_a_body_that_is_no_object_is_refused(channel: Channel, call: Caller, text: str) -> None:
    response = requests.post(
        f"{channel.url}/rest/posts",
        data=text,
        headers=call.headers
        | {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
        timeout=5,
    )

    assert (response.status_code, code_of(response)) == (400, "INVALID_JSON")


def test_text_that_would_be_cut_is_refused_only_in_strict_mode(
    channel: Channel, call: Caller
) -> None:
    assert call.post(commentary="cut (here)").status_code == 201

    channel.world.modes.strict_text = True

    response = call.post(commentary="cut (there)")
    assert code_of(response) == "INVALID_VALUE_FOR_FIELD"
    assert "'(' at 4" in response.json()["message"]
    assert call.post(commentary=r"not cut \(here\)").status_code == 201


def test_the_same_text_twice_is_a_duplicate_that_names_the_first(call: Caller) -> None:
    first = call.post().headers["x-restli-id"]

    response = call.post()

    assert (response.status_code, code_of(response)) == (422, "DUPLICATE_POST")
    assert response.json()["message"].endswith(f"Content is a duplicate of {first}")
    assert call.post(commentary="Other").status_code == 201
    assert call.post(content={"article": ARTICLE}).status_code == 201


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("w_organization_social", "POST", "/rest/posts"),
        ("w_organization_social", "POST", "/rest/images?action=initializeUpload"),
        ("w_organization_social", "POST", "/rest/posts/urn:li:share:1"),
        ("w_organization_social", "DELETE", "/rest/posts/urn:li:share:1"),
        ("r_organization_social", "GET", "/rest/posts?q=author"),
        ("r_organization_social", "GET", "/rest/posts/urn:li:share:1"),
        ("r_organization_social", "GET", "/rest/images/urn:li:image:1"),
        ("rw_organization_admin", "GET", "/rest/organizationAcls?q=roleAssignee"),
        ("rw_organization_admin", "GET", "/rest/organizationalEntityShareStatistics"),
        ("profile", "GET", "/v2/userinfo"),
    ],
)
def test_each_call_needs_its_scope(
    channel: Channel, call: Caller, scope: str, method: str, path: str
) -> None:
    channel.world.grants[TOKEN].scopes.remove(scope)

    response = call(method, path, {} if method == "POST" else None)

    assert (response.status_code, code_of(response)) == (403, "ACCESS_DENIED")


def test_another_persons_page_cannot_be_read_listed_edited_or_deleted(
    channel: Channel, call: Caller
) -> None:
    urn = call.post().headers["x-restli-id"]
    channel.world.grants[TOKEN].organizations = [OTHER]
    path = f"/rest/posts/{quote(urn, safe='')}"
    patch = {"patch": {"$set": {"commentary": "x"}}}

    answers = [
        call("GET", path),
        call.finder(f"/rest/posts?q=author&author={quote(ORGANIZATION, safe='')}"),
        call("POST", path, patch, X_RestLi_Method="PARTIAL_UPDATE"),
        call("DELETE", path),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4


def test_the_finder_lists_a_page_last_changed_first(channel: Channel, call: Caller) -> None:
    urns = [call.post(commentary=f"Post {n}").headers["x-restli-id"] for n in range(3)]
    channel.world.posts[urns[0]].modified_at += 60
    path = f"/rest/posts?q=author&author={quote(ORGANIZATION, safe='')}&count=2"

    first, second = call.finder(path).json(), call.finder(f"{path}&start=2").json()

    assert [post["id"] for post in first["elements"] + second["elements"]] == [
        urns[0],
        urns[2],
        urns[1],
    ]
    assert first["paging"] == {"start": 0, "count": 2, "links": [], "total": 3}
    by_creation = call.finder(f"{path}&sortBy=CREATED").json()
    assert [post["id"] for post in by_creation["elements"]] == [urns[2], urns[1]]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=owners&author=x", "INVALID_FINDER"),
        (f"q=author&author={MEMBERS[0].urn}", "ILLEGAL_ARGUMENT"),
        (f"q=author&author={ORGANIZATION}&count=x", "INVALID_PARAMETER"),
    ],
)
def test_a_finder_it_does_not_know_is_refused(call: Caller, query: str, code: str) -> None:
    assert code_of(call.finder(f"/rest/posts?{query}")) == code


def test_a_new_post_is_its_authors_alone_for_a_while(channel: Channel, call: Caller) -> None:
    channel.world.modes.visible_after = 60
    urn = call.post().headers["x-restli-id"]

    assert call("GET", f"/rest/posts/{urn}").status_code == 404
    assert call("GET", f"/rest/posts/{urn}?viewContext=AUTHOR").json()["commentary"] == "Hello"

    channel.world.ahead = 61
    assert call("GET", f"/rest/posts/{urn}").status_code == 200


@pytest.mark.parametrize(
    ("patch", "method", "status", "code"),
    [
        ({"patch": {"$set": {"commentary": "New"}}}, "PARTIAL_UPDATE", 204, ""),
        ({"patch": {"$set": {"lifecycleState": "DRAFT"}}}, "PARTIAL_UPDATE", 204, ""),
        ({"patch": {"$set": {"commentary": "New"}}}, "", 400, "INVALID_METHOD"),
        ({"patch": {"$set": {"content": {}}}}, "PARTIAL_UPDATE", 403, "ACCESS_DENIED"),
        ({"patch": {"$set": {}}}, "PARTIAL_UPDATE", 400, "MISSING_FIELD"),
        ({"patch": 1}, "PARTIAL_UPDATE", 400, "MISSING_FIELD"),
        (
            {"patch": {"$set": {"commentary": "x" * 3001}}},
            "PARTIAL_UPDATE",
            400,
            "FIELD_LENGTH_TOO_LONG",
        ),
    ],
)
def test_only_the_text_can_be_edited(
    call: Caller, patch: dict[str, Any], method: str, status: int, code: str
) -> None:
    urn = call.post().headers["x-restli-id"]

    response = call("POST", f"/rest/posts/{urn}", patch, X_RestLi_Method=method)

    assert response.status_code == status
    assert not code or code_of(response) == code


def test_an_edit_shows_that_it_was_one(call: Caller) -> None:
    urn = call.post().headers["x-restli-id"]
    patch = {"patch": {"$set": {"commentary": "New"}}}

    call("POST", f"/rest/posts/{urn}", patch, X_RestLi_Method="PARTIAL_UPDATE")

    shown = call("GET", f"/rest/posts/{urn}").json()
    assert shown["commentary"] == "New"
    assert shown["lifecycleStateInfo"] == {"isEditedByAuthor": True}
    assert shown["lastModifiedAt"] >= shown["createdAt"]


def test_deleting_twice_is_fine_and_what_is_deleted_is_gone(call: Caller) -> None:
    urn = call.post().headers["x-restli-id"]

    assert [call("DELETE", f"/rest/posts/{urn}").status_code for _ in range(2)] == [204, 204]
    assert call("GET", f"/rest/posts/{urn}").status_code == 404
    assert call("DELETE", "/rest/posts/urn:li:share:1").status_code == 404


def test_the_daily_quota_starts_anew_at_midnight_utc(channel: Channel, call: Caller) -> None:
    channel.world.modes.daily_quota = 2

    answers = [call.post(commentary=f"{n}").status_code for n in range(3)]
    refused = call.post()

    assert answers == [201, 201, 429]
    assert "Retry-After" not in refused.headers
    assert refused.json()["serviceErrorCode"] == 101
    assert call("GET", "/rest/organizations/5515715").status_code == 200, "counted by endpoint"
    channel.world.ahead = 24 * 3600
    assert call.post().status_code == 201


def _upload(call: Caller, owner: str = ORGANIZATION) -> tuple[str, str]:
    asked = call(
        "POST",
        "/rest/images?action=initializeUpload",
        {"initializeUploadRequest": {"owner": owner}},
    )
    value = asked.json()["value"]
    return value["image"], value["uploadUrl"]


def test_an_image_goes_to_another_host_and_through_its_states(
    channel: Channel, call: Caller
) -> None:
    channel.world.modes.image_seconds = 30
    urn, url = _upload(call)
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
    urn, url = _upload(call)
    requests.put(url, data=b"<html>", timeout=5)

    assert call("GET", f"/rest/images/{urn}").json()["status"] == "PROCESSING_FAILED"
    response = call.post(content={"media": {"id": urn}})
    assert code_of(response) == "MEDIA_ASSET_PROCESSING_FAILED"
    assert requests.get(f"{channel.url}/media/{urn.split(':')[-1]}", timeout=5).status_code == 404


def test_another_pages_image_cannot_be_used(channel: Channel, call: Caller) -> None:
    urn, url = _upload(call, OTHER)
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
    _urn, url = _upload(call)
    channel.world.ahead = 3600

    assert requests.put(url, data=PNG, timeout=5).status_code == 403
    assert requests.put(f"{channel.url}/dms-uploads/x", data=PNG, timeout=5).status_code == 404


def test_an_upload_can_be_too_large(channel: Channel, call: Caller) -> None:
    _urn, url = _upload(call)

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
        image, upload = _upload(call)
        requests.put(upload, data=PNG, timeout=5)
        urn = call.post(content={"media": {"id": image}}).headers["x-restli-id"]

    second = World("", data, TOKEN)

    assert second.posts[urn].content == {"media": {"id": image}}
    assert second.image_bytes[image] == PNG
    assert TOKEN in second.grants
    assert second.new_number() > int(urn.rpartition(":")[2])
