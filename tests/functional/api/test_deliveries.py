"""What a person decides about a delivery, told by a program."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from syndicate.models import Delivery, DeliveryKind, DeliveryState, Reason, State, Story
from syndicate.services import deliveries
from tests.functional.api.client import Api

LINK = "https://blog.example.com/en/stories/the-meeting-at-the-bench/"


@pytest.fixture
def stuck(either_api: Api) -> str:
    """A story whose one delivery waits for a person."""
    story_id = either_api.world.reach(State.PUBLISHING)
    stop(either_api, story_id, Reason.CANNOT_TELL)
    return story_id


def stop(api: Api, story_id: str, reason: Reason) -> None:
    """Let its newest delivery wait for a person."""
    with api.world.database.begin() as session:
        query = select(Delivery).where(Delivery.story_id == story_id).order_by(Delivery.id.desc())
        row = session.scalars(query).first()
        assert row is not None
        row.state, row.reason, row.in_doubt = DeliveryState.NEEDS_PERSON, reason, True


def only(api: Api, story_id: str) -> dict[str, object]:
    """The newest delivery as PR reads it."""
    found: dict[str, object] = api.get(f"/stories/{story_id}/deliveries")["items"][-1]
    return found


def test_a_delivery_says_what_may_be_decided_and_by_whom(either_api: Api, stuck: str) -> None:
    row = only(either_api, stuck)

    assert row["state"] == "needs_person"
    assert row["reason"] == "cannot_tell"
    assert row["decisions"] == ["confirm", "give_up", "retry"]
    (seen_by_nina,) = either_api.get(f"/stories/{stuck}/deliveries", "nina")["items"]
    assert seen_by_nina["decisions"] == []


def test_it_is_there(either_api: Api, stuck: str) -> None:
    row = only(either_api, stuck)

    answer = either_api.post(f"/deliveries/{row['id']}/confirm", {"permalink": LINK})

    assert answer.status_code == 200, answer.text
    assert answer.json["state"] == "done"
    assert answer.json["permalink"] == LINK
    assert either_api.story(stuck)["state"] == "live"
    assert either_api.story(stuck)["links"] == [LINK]


def test_a_copy_needs_the_whole_address(either_api: Api, stuck: str) -> None:
    row = only(either_api, stuck)

    for link in ("", "blog.example.com", "javascript:alert(1)", "https://" + "é" * 900):
        answer = either_api.post(f"/deliveries/{row['id']}/confirm", {"permalink": link})

        assert answer.status_code == 422
        assert answer.json["errors"][0]["field"] == "permalink"
    assert only(either_api, stuck)["state"] == "needs_person"


def test_it_is_not_there_so_it_is_sent(either_api: Api, stuck: str) -> None:
    row = only(either_api, stuck)

    answer = either_api.post(f"/deliveries/{row['id']}/retry", {"not_there": True})

    assert answer.json["state"] == "ready"


def test_another_look_first(either_api: Api, stuck: str) -> None:
    row = only(either_api, stuck)

    answer = either_api.post(f"/deliveries/{row['id']}/retry", {"gen": row["gen"]})

    assert answer.json["state"] == "uncertain"


def test_it_is_given_up(either_api: Api, stuck: str) -> None:
    row = only(either_api, stuck)

    answer = either_api.post(f"/deliveries/{row['id']}/give_up", {})

    assert answer.json["state"] == "given_up"
    assert answer.json["decisions"] == ["retry"]
    assert either_api.story(stuck)["state"] == "cleared"


def test_a_decision_about_an_older_state_is_refused(either_api: Api, stuck: str) -> None:
    row = only(either_api, stuck)
    path = f"/deliveries/{row['id']}"
    either_api.post(f"{path}/give_up", {"gen": row["gen"]})

    again = either_api.post(f"{path}/give_up", {"gen": row["gen"]})
    stale = either_api.post(f"{path}/retry", {"gen": row["gen"]})

    assert (again.status_code, stale.status_code) == (409, 409)
    assert "moved on" in stale.json["detail"]


def test_a_copy_that_is_gone_is_confirmed(api: Api) -> None:
    story_id = api.world.reach(State.PUBLISHING)
    stop(api, story_id, Reason.CANNOT_TELL)
    api.post(f"/deliveries/{only(api, story_id)['id']}/confirm", {"permalink": LINK})
    api.world.take(story_id, "withdraw", "arthur")
    stop(api, story_id, Reason.STILL_THERE)
    row = only(api, story_id)
    assert row["kind"] == DeliveryKind.TAKE_DOWN
    assert row["decisions"] == ["confirm", "retry"]

    refused = api.post(f"/deliveries/{row['id']}/give_up", {})
    answer = api.post(f"/deliveries/{row['id']}/confirm", {})

    assert refused.status_code == 409
    assert answer.json["state"] == "done"
    assert api.story(story_id)["state"] == "withdrawn"


def test_a_delivery_nobody_knows_is_not_found(api: Api) -> None:
    for decision in ("retry", "confirm", "give_up"):
        assert api.post(f"/deliveries/{'0' * 26}/{decision}", {}).status_code == 404


def test_deliveries_of_a_story_come_oldest_first(api: Api) -> None:
    story_id = api.world.reach(State.PUBLISHING)

    listed = api.get(f"/stories/{story_id}/deliveries")["items"]

    with api.world.database.reading() as session:
        story = session.get_one(Story, story_id)
        assert [item["id"] for item in listed] == [
            d.id for d in deliveries.of_story(session, story)
        ]
