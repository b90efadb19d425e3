"""Posts at the simulator, as LinkedIn is documented and reported to answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
import requests

from publishers.linkedin.demo import ORGANIZATION
from publishers.linkedin.simulator.world import MEMBERS
from tests.channels.linkedin.calling import OTHER, Caller, body, code_of
from tests.channels.linkedin.channel import TOKEN, Channel


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
