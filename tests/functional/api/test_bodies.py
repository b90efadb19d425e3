"""Bodies nobody should send: each gets one clear sentence, and nothing is written."""

from __future__ import annotations

from typing import Any

from syndicate.models import State
from tests.functional.api.client import Api, draft, nomination

DEEP = 100_000


def post(api: Api, body: bytes, kind: str = "application/json") -> Any:
    """The answer to raw bytes."""
    return api.send("POST", "/nominations", data=body, content_type=kind)


BROKEN = [
    b"",
    b"nul",
    b"{",
    b'{"reason": 1,}',
    b'{"reason": "\xff\xfe"}',
    b'{"reason": "\\ud800"}',
    b'{"reason": "\\udc00\\ud800"}',
    b'{"reason": ' + b"1" * 5000 + b"}",
    b'{"reason": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    b'\xef\xbb\xbf{"reason": "x"}',
    b'{"reason": "\x00"}',
]


def test_what_is_not_json_is_malformed(api: Api) -> None:
    for body in BROKEN:
        answer = post(api, body)

        assert answer.status_code == 400, body[:40]
        assert "valid JSON" in answer.json["detail"]


def test_a_body_is_an_object(api: Api) -> None:
    for body in (b"[]", b"3", b'"text"', b"null", b"true"):
        answer = post(api, body)

        assert answer.status_code == 400
        assert "must be a JSON object" in answer.json["detail"]


def test_two_megabytes_are_too_large(api: Api) -> None:
    answer = api.nominate(source_text="x" * 2_000_000)

    assert answer.status_code == 413
    assert "1000 kB" in answer.json["detail"]


def test_a_text_over_its_limit_is_named(api: Api) -> None:
    answer = api.nominate(source_text="x" * 64_001)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "source_text"
    assert "64000" in answer.json["detail"]


def test_only_json_is_read(api: Api) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert post(api, b"{}", kind).status_code == 415


WRONG_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"reason": 7}, "reason"),
    ({"reason": None}, "reason"),
    ({"reason": ["x"]}, "reason"),
    ({"reason": ""}, "reason"),
    ({"reason": "\u200b \u3000"}, "reason"),
    ({"reason": "x" * 1001}, "reason"),
    ({"reason": "\ufb2c" * 400}, "reason"),
    ({"tags": "plants"}, "tags"),
    ({"tags": ["x"] * 11}, "tags"),
    ({"tags": ["x" * 41]}, "tags.0"),
    ({"people": [{}]}, "people.0"),
    ({"people": [{"name": "\u200b"}]}, "people.0"),
    ({"people": [{"email": "nobody"}]}, "people.0.email"),
    ({"people": [{"name": "x", "how": "painted"}]}, "people.0.how"),
    ({"people": [{"name": "x" * 81}]}, "people.0.name"),
    ({"people": [{"name": "x"}] * 31}, "people"),
    ({"images": [{}]}, "images.0.asset_id"),
    ({"author": "arthur"}, "author"),
    ({"author": "a@b@example.com"}, "author"),
    ({"author": 1}, "author"),
    ({"language": "fr"}, "language"),
    ({"posted_at": 0}, "posted_at"),
    ({"posted_at": "2026-11-02T09:30:00"}, "posted_at"),
    ({"posted_at": "0001-01-01T00:00:00+14:00"}, "posted_at"),
    ({"posted_at": "yesterday"}, "posted_at"),
    ({"source_url": "ftp://example.com/"}, "source_url"),
    ({"source_url": "http://[::1"}, "source_url"),
    ({"source_url": "http://" + "x" * 1993}, "source_url"),
    ({"source_text": " \n"}, "body"),
    ({"title": "x" * 121}, "title"),
    ({"colour": "red"}, "colour"),
    ({"reason": "a\0b"}, "reason"),
    ({"people": [{"name": "a\0b"}]}, "people.0.name"),
    ({"tags": ["ok", "a\0b"]}, "tags.1"),
]


def test_a_wrong_field_is_named(either_api: Api) -> None:
    for fields, field in WRONG_FIELDS:
        answer = either_api.nominate(**fields)

        assert answer.status_code == 422, (fields, answer.text)
        assert answer.json["errors"][0]["field"] == field
        assert answer.json["detail"] == answer.json["errors"][0]["message"]
    assert either_api.get("/stories")["items"] == []


def test_nothing_is_taken_for_something_else(api: Api) -> None:
    story_id = api.world.reach(State.DRAFTING)
    story = api.story(story_id)
    for version in (str(story["version"]), True, story["version"] + 0.5):
        answer = api.send(
            "PUT", f"/stories/{story_id}/draft", json=draft(story) | {"version": version}
        )
        assert answer.status_code == 422
        assert answer.json["errors"][0]["field"] == "version"


def test_a_whole_number_may_be_written_with_a_point(api: Api) -> None:
    story_id = api.world.reach(State.DRAFTING)
    story = api.story(story_id)

    answer = api.send(
        "PUT",
        f"/stories/{story_id}/draft",
        json=draft(story) | {"version": float(story["version"])},
    )

    assert answer.status_code == 200


def test_a_name_with_a_nul_is_refused_wherever_it_stands(either_api: Api) -> None:
    story_id = either_api.world.reach(State.DRAFTING)
    story = either_api.story(story_id)

    answer = either_api.send(
        "PUT", f"/stories/{story_id}/draft", json=draft(story, channel_texts={"blog\0": "x"})
    )

    assert answer.status_code == 422
    assert "U+0000" in answer.json["detail"]


WRONG_PARAMETERS = [
    ("limit=0", "limit"),
    ("limit=101", "limit"),
    ("limit=1e2", "limit"),
    ("limit=٣", "limit"),
    ("limit=" + "9" * 30, "limit"),
    ("mine=yes", "mine"),
    ("mine=", "mine"),
    ("state=lost", "state"),
    ("waiting_for=godot", "waiting_for"),
    ("cursor=1", "cursor"),
    ("cursor=%00", "cursor"),
    ("q=a%00b", "q"),
    ("q=" + "x" * 201, "q"),
]


def test_a_wrong_parameter_is_named(either_api: Api) -> None:
    for query, field in WRONG_PARAMETERS:
        answer = either_api.send("GET", f"/stories?{query}")

        assert answer.status_code == 422, (query, answer.text)
        assert answer.json["errors"][0]["field"] == field


def test_a_wrong_parameter_of_the_audit_is_named(api: Api) -> None:
    for query in ("cursor=-1", "cursor=x", "limit=201", "story=1"):
        assert api.send("GET", f"/events?{query}", "adam").status_code == 422


def test_bytes_in_a_query_that_are_no_text_are_harmless(either_api: Api) -> None:
    assert either_api.send("GET", "/stories?q=%ff%fe").status_code == 200


def test_a_step_takes_no_field_with_a_strange_name(api: Api) -> None:
    story_id = api.nominate().json["id"]
    story = api.story(story_id)

    for fields in ({"": None}, {"x y": "z"}, {"comment": {"deep": []}}, {"comment": 4}):
        answer = api.step(story, "accept", "petra", **fields)
        assert answer.status_code == 422, answer.text


def test_a_step_refuses_fields_it_does_not_ask_for(api: Api) -> None:
    story = api.story(api.nominate().json["id"])

    answer = api.step(story, "accept", "petra", colour="red")

    assert answer.status_code == 422
    assert answer.json["errors"] == [{"field": "colour", "message": "There is no such field."}]


def test_a_nomination_is_complete_in_itself(api: Api) -> None:
    assert api.post("/nominations", nomination(), "nina").status_code == 201
