"""Whatever goes wrong on the wire, at most one post stands, and it is found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from publishers.linkedin.demo import ORGANIZATION
from publishers.linkedin.reading import MOST_POSTS_READ
from syndicate.clock import now
from syndicate.publishing.errors import (
    NotSent,
    PublishError,
    Refused,
    Throttled,
    UnknownOutcome,
)
from syndicate.publishing.port import Absent, CannotTell, Found, Presence
from syndicate.rendering.post import Post
from tests.channels.linkedin.channel import Channel

FAULTS: list[tuple[dict[str, Any], type[PublishError] | None, int]] = [
    ({"kind": "reset"}, UnknownOutcome, 0),
    ({"kind": "reset", "point": "after"}, UnknownOutcome, 1),
    ({"kind": "hang", "seconds": 1.2}, UnknownOutcome, 0),
    ({"kind": "hang", "seconds": 1.2, "point": "after"}, UnknownOutcome, 1),
    ({"kind": "slow", "seconds": 0.05}, None, 1),
    ({"kind": "slow", "seconds": 0.05, "point": "after"}, None, 1),
    ({"kind": "slow", "seconds": 1.2, "point": "after"}, UnknownOutcome, 1),
    ({"kind": "no_id", "point": "after"}, UnknownOutcome, 1),
    ({"kind": "garbled", "point": "after"}, UnknownOutcome, 1),
    ({"kind": "status"}, UnknownOutcome, 0),
    ({"kind": "status", "point": "after"}, UnknownOutcome, 1),
    ({"kind": "status", "point": "after", "status": 504}, UnknownOutcome, 1),
    ({"kind": "throttle"}, Throttled, 0),
    ({"kind": "redirect"}, UnknownOutcome, 0),
]


@pytest.mark.parametrize(("fault", "error", "stored"), FAULTS, ids=str)
def test_at_most_one_post_stands_whatever_the_fault(
    channel: Channel,
    illustrated: Post,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, Any],
    error: type[PublishError] | None,
    stored: int,
) -> None:
    monkeypatch.setenv("SYNDICATE_LINKEDIN_READ_TIMEOUT", "1")
    publisher = channel.publisher
    order = channel.order(illustrated)
    channel.fault(**fault)

    if error is None:
        publisher.publish(order)
    else:
        with pytest.raises(error):
            publisher.publish(order)

    assert len(channel.stored) == stored
    looked = publisher.look_up(order, order.published_at)
    if stored:
        assert isinstance(looked, Found)
        assert publisher.read_back(order, looked.receipt).presence is Presence.THERE
        assert publisher.publish(order).remote_id == looked.receipt.remote_id, "422, and ours"
    else:
        assert isinstance(looked, Absent)
        assert publisher.publish(order).remote_id
    assert len(channel.stored) == 1


def test_a_post_stored_late_is_found_when_it_is_there(
    channel: Channel, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel.world.modes.visible_after = 30
    order = channel.order(post)
    channel.fault("reset", point="after")
    with pytest.raises(UnknownOutcome):
        channel.publisher.publish(order)

    assert channel.publisher.look_up(order, order.published_at) == Absent()
    channel.world.ahead = 31
    assert isinstance(channel.publisher.look_up(order, order.published_at), Found)


def test_the_same_story_of_another_page_or_another_time_is_not_ours(
    channel: Channel, post: Post
) -> None:
    order = channel.order(post)
    channel.publisher.publish(order)

    assert channel.publisher.look_up(order, now() + timedelta(minutes=6)) == Absent()
    channel.stored[0].author = "urn:li:organization:5583111"
    assert channel.publisher.look_up(order, order.published_at) == Absent()


@pytest.mark.parametrize("count", [1, 2])
def test_lost_pictures_are_found_again(channel: Channel, post: Post, count: int) -> None:
    channel.config["form"] = "images"
    images = tuple(channel.media.add(colour) for colour in ("red", "blue")[:count])
    order = channel.order(replace(post, images=images))
    channel.fault("reset", point="after")
    with pytest.raises(UnknownOutcome):
        channel.publisher.publish(order)

    looked = channel.publisher.look_up(order, order.published_at)

    assert isinstance(looked, Found)
    assert channel.publisher.read_back(order, looked.receipt).presence is Presence.THERE


def test_a_story_that_stands_twice_is_for_a_person(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    twin = channel.stored[0].model_copy(update={"urn": "urn:li:share:99"})
    channel.world.posts[twin.urn] = twin

    looked = channel.publisher.look_up(order, order.published_at)

    assert isinstance(looked, CannotTell)
    assert receipt.remote_id in looked.reason
    assert twin.urn in looked.reason


def _fill(channel: Channel, post: Post, count: int, age: float) -> None:
    channel.publisher.publish(channel.order(replace(post, channel_text="Something else")))
    first = channel.stored[-1]
    for number in range(count):
        urn = f"urn:li:share:{number}"
        moment = channel.world.now() - age
        channel.world.posts[urn] = first.model_copy(
            update={"urn": urn, "created_at": moment, "modified_at": moment}
        )


@pytest.mark.parametrize("shuffled", [False, True])
def test_our_post_is_found_among_many_newer_ones(
    channel: Channel, post: Post, shuffled: bool
) -> None:
    channel.world.modes.shuffled_pages = shuffled
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    _fill(channel, post, 120, age=0)

    looked = channel.publisher.look_up(order, order.published_at)

    assert isinstance(looked, Found)
    assert looked.receipt == receipt


def test_the_look_up_stops_at_posts_older_than_the_send(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    _fill(channel, post, 120, age=3600)
    channel.world.calls.clear()

    assert channel.publisher.look_up(order, order.published_at) == Absent()
    assert sum(channel.world.calls.values()) == 2


def test_too_many_new_posts_leave_it_to_a_person(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    _fill(channel, post, MOST_POSTS_READ, age=0)

    looked = channel.publisher.look_up(order, order.published_at)

    assert isinstance(looked, CannotTell)


def test_an_account_that_may_not_list_posts_leaves_it_to_a_person(
    channel: Channel, post: Post
) -> None:
    grant = channel.world.grants[channel.tokens.token.access_token]
    grant.scopes.remove("r_organization_social")

    looked = channel.publisher.look_up(channel.order(post), now())

    assert isinstance(looked, CannotTell)
    assert "scopes" in looked.reason


def test_a_look_that_fails_proves_nothing(channel: Channel, post: Post) -> None:
    channel.fault("status", method="GET", status=500)

    with pytest.raises(Refused) as failed:
        channel.publisher.look_up(channel.order(post), now())

    assert not failed.value.permanent


def test_a_finder_answer_without_elements_holds_no_posts(channel: Channel, post: Post) -> None:
    channel.fault("garbled", method="GET", point="after")

    with pytest.raises(Refused, match="could not be read"):
        channel.publisher.look_up(channel.order(post), now())


def test_an_update_cut_off_half_way_is_looked_up_at_its_receipt(
    channel: Channel, post: Post
) -> None:
    receipt = channel.publisher.publish(channel.order(post))
    order = channel.order(replace(post, channel_text="Corrected"), receipt)

    assert channel.publisher.look_up(order, now()) == Absent()
    channel.publisher.update(order)
    assert channel.publisher.look_up(order, now()) == Found(receipt)


def test_a_duplicate_of_an_older_post_is_not_adopted(channel: Channel, post: Post) -> None:
    first = channel.order(post)
    channel.publisher.publish(first)
    later = replace(first, published_at=first.published_at + timedelta(hours=1))

    with pytest.raises(Refused, match="not a post of this story") as refused:
        channel.publisher.publish(later)

    assert refused.value.permanent
    assert len(channel.stored) == 1


def test_a_ghost_duplicate_is_held_for_a_person(channel: Channel, post: Post) -> None:
    channel.world.modes.ghost_duplicates = True
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    channel.publisher.take_down(replace(order, receipt=receipt))

    with pytest.raises(Refused, match="deleted already") as refused:
        channel.publisher.publish(order)
    assert refused.value.permanent

    channel.world.ahead = 25 * 3600
    assert channel.publisher.publish(order).remote_id != receipt.remote_id


def test_a_duplicate_that_cannot_be_read_is_an_unknown_outcome(
    channel: Channel, post: Post
) -> None:
    order = channel.order(post)
    channel.publisher.publish(order)
    channel.fault("status", method="GET", path="/rest/posts/*", status=500)

    with pytest.raises(UnknownOutcome, match="could not be read"):
        channel.publisher.publish(order)


@pytest.mark.parametrize(
    ("kind", "method", "path"),
    [
        ("reset", "POST", "/rest/images"),
        ("status", "POST", "/rest/images"),
        ("garbled", "POST", "/rest/images"),
        ("reset", "PUT", "/dms-uploads/*"),
        ("status", "PUT", "/dms-uploads/*"),
        ("reset", "GET", "/rest/images/*"),
        ("status", "GET", "/rest/images/*"),
        ("garbled", "GET", "/rest/images/*"),
    ],
)
def test_a_fault_while_images_are_sent_never_makes_a_post(
    channel: Channel, illustrated: Post, kind: str, method: str, path: str
) -> None:
    channel.fault(kind, method=method, path=path)
    order = channel.order(illustrated)

    with pytest.raises(Refused) as failed:
        channel.publisher.publish(order)

    assert not failed.value.permanent
    assert channel.stored == []
    channel.publisher.publish(order)


def test_no_linkedin_at_all_is_not_sent(
    channel: Channel, post: Post, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    order = channel.order(post)
    monkeypatch.setenv("SYNDICATE_LINKEDIN_API_URL", f"http://127.0.0.1:{free_port}")

    with pytest.raises(NotSent):
        channel.publisher.publish(order)


def test_deleting_over_a_broken_wire_may_be_repeated(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    order = replace(order, receipt=receipt)
    channel.fault("reset", method="DELETE", path="/rest/posts/*", point="after")

    with pytest.raises(Refused) as failed:
        channel.publisher.take_down(order)

    assert not failed.value.permanent
    channel.publisher.take_down(order)
    assert channel.publisher.read_back(order, receipt).presence is Presence.GONE


def test_every_other_post_may_be_of_the_other_kind(channel: Channel, post: Post) -> None:
    channel.world.modes.alternate_ids = True
    orders = [channel.order(replace(post, channel_text=text)) for text in ("One", "Two")]

    receipts = [channel.publisher.publish(order) for order in orders]

    assert [receipt.remote_id.split(":")[2] for receipt in receipts] == ["share", "ugcPost"]
    for order, receipt in zip(orders, receipts, strict=True):
        assert channel.publisher.look_up(order, order.published_at) == Found(receipt)


def test_a_look_up_asks_for_the_channels_own_page(channel: Channel, post: Post) -> None:
    channel.config = {"organization": "urn:li:organization:5583111"}
    channel.publisher.publish(channel.order(post))

    channel.config = {"organization": ORGANIZATION}

    assert channel.publisher.look_up(channel.order(post), now()) == Absent()
