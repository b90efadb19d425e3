"""Nominating, listing, drafting and moving stories through the API."""

from __future__ import annotations

from typing import Any

from syndicate.models import State
from tests.factories.world import AGREE
from tests.functional.api.client import Api, agreement, draft, nomination, seen


def test_a_nomination_makes_a_story(either_api: Api) -> None:
    answer = either_api.nominate(
        people=[{"email": "mei@example.com", "how": "quoted"}, {"name": "Jo Guest"}],
        tags=["#bench", "bench", "ＱＡ"],
        place="#factory",
        posted_at="2026-11-02T09:30:00+09:00",
        source_url="https://Social.example.com/posts/7#top",
        language="ja",
    )

    story = answer.json
    assert answer.status_code == 201
    assert story["state"] == "nominated"
    assert story["supporters"] == ["Nina Novak"]
    assert story["source_url"] == "https://social.example.com/posts/7"
    assert {(p["name"], p["how"], p["is_author"]) for p in story["people"]} == {
        ("Arthur Aoki", "author", True),
        ("Mei Mori", "quoted", False),
        ("Jo Guest", "named", False),
    }
    assert story["revision"]["tags"][0] == "bench"
    assert len(story["revision"]["tags"]) == 2


def test_a_nomination_of_html_becomes_markdown(api: Api) -> None:
    story = api.nominate(source_text="", source_html="<p>A <b>bench</b><script>x()</script></p>")

    assert story.status_code == 201
    assert story.json["revision"]["body"] == "A **bench**"


def test_html_with_nothing_to_read_is_refused(api: Api) -> None:
    for html in ("<p><br></p>", "<b8"):
        answer = api.nominate(source_text="", source_html=html)

        assert answer.status_code == 409
        assert "it is empty" in answer.json["detail"]


def test_a_second_nomination_joins_the_story(api: Api) -> None:
    first = api.nominate().json

    second = api.nominate("otto", reason="I think so, too.")

    assert second.status_code == 200
    assert second.json["id"] == first["id"]
    assert second.json["supporters"] == ["Nina Novak", "Otto Olsen"]


def test_what_names_something_that_is_not_there_is_refused_as_such(api: Api) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"author": "nobody@example.com"}, "Nobody with the address"),
        ({"images": [{"asset_id": "0" * 26}]}, "upload it again"),
        ({"people": [{"email": "guest@example.org"}]}, "give the name too"),
    ]
    for fields, sentence in cases:
        answer = api.nominate(**fields)

        assert answer.status_code == 409
        assert answer.json["type"].endswith("#unresolved")
        assert sentence in answer.json["errors"][0]["message"]


def test_somebody_pictured_must_stand_among_the_people(api: Api) -> None:
    asset = api.world.upload()

    answer = api.nominate(images=[{"asset_id": asset, "people": ["Mei Mori"]}])

    assert answer.status_code == 409
    assert "not among the story's people" in answer.json["detail"]


def test_pages_follow_each_other_without_a_gap(api: Api) -> None:
    made = [api.nominate(source_text=f"Bench number {n}.").json["id"] for n in range(5)]
    found, cursor = [], ""
    while True:
        page = api.get(f"/stories?limit=2{cursor}")
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert found == made[::-1]


def test_a_list_can_be_narrowed(api: Api) -> None:
    bench = api.nominate(title="A bench").json["id"]
    tree = api.nominate("otto", title="A 100% tree", source_text="A tree.").json["id"]
    api.world.take(tree, "accept", "petra")

    def ids(query: str, by: str = "petra") -> list[str]:
        return [item["id"] for item in api.get(f"/stories?{query}", by)["items"]]

    assert ids("state=nominated") == [bench]
    assert ids("q=TREE") == [tree]
    assert ids("q=100%25") == [tree]
    assert ids("q=_") == []
    assert ids("mine=true") == []
    assert ids("mine=true", "otto") == [tree]
    assert ids("mine=false", "otto") == [tree]
    assert ids("waiting_for=author") == [tree]
    assert ids("waiting_for=pr") == [bench]


def test_a_story_says_what_the_caller_may_do_and_what_is_missing(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)

    story = api.story(story_id, "paul")

    steps = {step["name"]: step for step in story["steps"]}
    assert steps["approve"]["primary"]
    assert steps["approve"]["label"] == "Approve"
    assert "comment" in steps["approve"]["form"]["properties"]
    assert {block["code"] for block in story["blocks"]} >= {"gate:pr", "gate:privacy"}
    assert all(block["text"] for block in story["blocks"])


def test_labels_are_in_the_language_of_the_caller(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)

    story = api.get(f"/stories/{story_id}", headers={"Accept-Language": "ja"})

    assert story["state"] == "in_review"
    assert not story["state_label"].isascii()
    assert not any(step["label"].isascii() for step in story["steps"])


def test_an_editor_saves_the_draft(either_api: Api) -> None:
    story_id = either_api.world.reach(State.DRAFTING)
    before = either_api.story(story_id)

    answer = either_api.send(
        "PUT", f"/stories/{story_id}/draft", json=draft(before, body="Shorter.", slug="the-bench")
    )

    assert answer.status_code == 200
    assert answer.json["revision"]["body"] == "Shorter."
    assert answer.json["slug"] == "the-bench"
    assert answer.json["version"] == before["version"] + 1


def test_the_second_of_two_editors_sees_both_texts(either_api: Api) -> None:
    story_id = either_api.world.reach(State.DRAFTING)
    story = either_api.story(story_id)
    path = f"/stories/{story_id}/draft"
    either_api.send("PUT", path, "petra", json=draft(story, body="By Petra."))

    answer = either_api.send("PUT", path, "paul", json=draft(story, body="By Paul."))

    assert answer.status_code == 409
    assert answer.json["theirs"]["body"] == "By Petra."
    assert answer.json["yours"]["body"] == "By Paul."
    assert answer.json["version"] == story["version"] + 1
    assert either_api.story(story_id)["revision"]["body"] == "By Petra."


def test_an_address_that_is_taken_or_reserved_is_refused(api: Api) -> None:
    taken = api.world.reach(State.DRAFTING)
    path = f"/stories/{taken}/draft"
    api.send("PUT", path, json=draft(api.story(taken), slug="the-bench"))
    other = api.nominate(source_text="Another.").json["id"]
    api.world.take(other, "accept", "petra")
    api.world.take(other, "agree", "arthur", **AGREE)

    for slug, status in (("the-bench", 409), ("admin", 422), ("No", 422), ("a--b", 422)):
        answer = api.send("PUT", f"/stories/{other}/draft", json=draft(api.story(other), slug=slug))
        assert (slug, answer.status_code) == (slug, status)
        assert answer.json["errors"][0]["field"] == "slug"


def test_a_step_moves_the_story(api: Api) -> None:
    story = api.story(api.nominate().json["id"])

    answer = api.step(story, "accept", "petra", comment="Lovely.")

    assert answer.status_code == 200
    assert answer.json["state"] == "awaiting_author"


def test_a_decision_about_an_older_text_is_stale(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)
    old = api.story(story_id, "paul")
    api.world.take(story_id, "return", "paul", comment="One more line.")
    api.world.draft(story_id, body="One more line.")
    api.world.take(story_id, "submit", "petra")

    answer = api.step(old, "approve", "paul")

    assert answer.status_code == 409
    assert answer.json["type"].endswith("#stale")
    assert answer.json["latest_revision"] != old["revision"]["id"]


def test_a_gate_is_held_for_the_release_that_was_seen(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)
    story = api.story(story_id, "paul")

    answer = api.step(story, "approve", "paul", release=None)

    assert answer.status_code == 409
    assert answer.json["latest_release"] == story["release"]["sha256"]


def test_a_blocked_step_lists_every_reason(api: Api) -> None:
    story_id = api.world.reach(State.AWAITING_AUTHOR)
    api.world.take(story_id, "agree", "arthur", **AGREE)
    story = api.story(story_id)

    answer = api.step(story, "submit", "petra")

    assert answer.status_code == 409
    assert answer.json["type"].endswith("#blocked")
    assert [block["code"] for block in answer.json["blocks"]] == ["draft:missing"]
    assert answer.json["blocks"][0]["text"] == answer.json["detail"]


def test_a_step_that_is_over_says_where_the_story_is(api: Api) -> None:
    story = api.story(api.world.reach(State.DRAFTING))

    answer = api.step(story, "accept", "petra")

    assert answer.status_code == 409
    assert answer.json["state"] == "drafting"


def test_a_step_nobody_knows_is_not_found(api: Api) -> None:
    story = api.story(api.nominate().json["id"])

    assert api.step(story, "levitate", "petra").status_code == 404


def test_the_author_answers_for_herself(either_api: Api) -> None:
    story_id = either_api.world.reach(State.AWAITING_AUTHOR)
    story = either_api.story(story_id, "arthur")

    answer = either_api.post(f"/stories/{story_id}/consents", agreement(story), "arthur")

    assert answer.status_code == 200
    assert answer.json["state"] == "drafting"
    (given,) = either_api.get(f"/stories/{story_id}/consents")["items"]
    assert given["name"] == "Arthur Aoki"
    assert given["channels"] == ["blog"]
    assert given["covers_latest"]


def test_a_yes_says_to_which_channels(api: Api) -> None:
    story_id = api.world.reach(State.AWAITING_AUTHOR)
    story = api.story(story_id, "arthur")
    body = {"answer": "agree", **seen(story)}

    answer = api.post(f"/stories/{story_id}/consents", body, "arthur")

    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "channels"


def test_a_no_looks_like_silence(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)
    story = api.story(story_id, "arthur")
    body = {"answer": "refuse", **seen(story)}

    answer = api.post(f"/stories/{story_id}/consents", body, "arthur")

    assert answer.json["state"] == "declined"
    assert api.get(f"/stories/{story_id}/consents")["items"] == []
    assert not any(person["agreed"] for person in api.story(story_id)["people"])
    events = api.get(f"/events?story={story_id}&limit=200", "adam")["items"]
    [line] = [event for event in events if event["name"] == "story:not_used"]
    assert (line["actor"], line["way"], line["data"]) == (None, "hidden", {})
    assert "story:consent:answered" not in {event["name"] for event in events}


def test_payloads_are_shown_byte_for_byte(api: Api) -> None:
    drafting = api.world.reach(State.DRAFTING)
    assert api.get(f"/stories/{drafting}/payloads")["items"] == []
    api.world.draft(drafting)
    api.world.take(drafting, "submit", "petra")

    (payload,) = api.get(f"/stories/{drafting}/payloads")["items"]

    assert payload["channel"] == "blog"
    assert payload["body"] == api.world.payload(drafting)
    assert payload["size"] == len(payload["body"].encode())


def test_a_reviewer_resolves_a_finding(either_api: Api) -> None:
    world = either_api.world
    text = "Call 090-1234-5678."
    story_id = world.nominate(source_text=text)
    assert either_api.get(f"/stories/{story_id}/findings")["items"] == []
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id, body=text)
    world.take(story_id, "submit", "petra")
    found = either_api.get(f"/stories/{story_id}/findings", "vera")["items"]
    phone = next(item for item in found if item["kind"] == "phone")
    path = f"/findings/{phone['id']}/resolution"

    short = either_api.post(path, {"kind": "justified", "reason": "no"}, "vera")
    unknown = either_api.post(path, {"kind": "consented", "consent_id": "x"}, "vera")
    done = either_api.post(
        path, {"kind": "justified", "reason": "The number of the front desk."}, "vera"
    )

    assert (short.status_code, unknown.status_code, done.status_code) == (422, 409, 200)
    assert done.json["fingerprint"] == phone["fingerprint"]
    after = either_api.get(f"/stories/{story_id}/findings", "vera")["items"]
    assert {item["open"] for item in after if item["kind"] == "phone"} == {False}


def test_the_answer_to_a_nomination_is_the_story(api: Api) -> None:
    story = api.post("/nominations", nomination(), "nina").json

    assert story == api.story(story["id"], "nina")
