"""A story's way to LinkedIn and back, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from publishers.linkedin import PLUG
from publishers.linkedin.config import Form
from publishers.linkedin.images import KNOWN
from syndicate.errors import Misconfigured
from syndicate.publishing.errors import NeedsReconnect, Refused
from syndicate.publishing.port import Plug, Presence, Publisher
from syndicate.rendering.post import Post
from tests.channels.linkedin.channel import Channel


def test_the_plug_is_complete(channel: Channel) -> None:
    publisher: Publisher = channel.publisher

    assert isinstance(PLUG, Plug)
    assert (PLUG.kind, PLUG.limits.max_chars) == ("linkedin", 3_000)
    assert publisher.tend is not None


def test_every_text_of_a_story_comes_to_the_surface(channel: Channel, illustrated: Post) -> None:
    publisher = channel.publisher

    found = {
        surface.name: surface.text for surface in publisher.surfaces(publisher.render(illustrated))
    }

    assert found == {
        "body": illustrated.summary,
        "tag": "NightShift",
        "title": illustrated.title,
        "summary": illustrated.summary,
        "link": illustrated.url,
        "alt": "A server with a teapot on it",
    }


def test_a_story_is_posted_read_back_and_taken_down(channel: Channel, illustrated: Post) -> None:
    publisher = channel.publisher
    order = channel.order(illustrated)

    receipt = publisher.publish(order)

    assert publisher.read_back(order, receipt).presence is Presence.THERE
    assert publisher.read_back(order, receipt).sha256 == order.payload.sha256
    assert receipt.permalink == f"{channel.url}/feed/update/{receipt.remote_id}/"
    assert [post.urn for post in channel.stored] == [receipt.remote_id]
    article = channel.stored[0].content["article"]
    assert article["title"] == illustrated.title
    assert article["thumbnailAltText"] == "A server with a teapot on it"

    publisher.take_down(replace(order, receipt=receipt))

    assert publisher.read_back(order, receipt).presence is Presence.GONE
    publisher.take_down(replace(order, receipt=receipt))


def test_a_story_without_pictures_is_posted_too(channel: Channel, post: Post) -> None:
    order = channel.order(post)

    receipt = channel.publisher.publish(order)

    assert receipt.data == {"images": {}}
    assert channel.publisher.read_back(order, receipt).presence is Presence.THERE


@pytest.mark.parametrize(("count", "kind"), [(1, "share"), (3, "ugcPost")])
def test_pictures_are_posted_with_their_descriptions(
    channel: Channel, post: Post, count: int, kind: str
) -> None:
    channel.config["form"] = Form.IMAGES
    colours = ("red", "green", "blue")[:count]
    images = tuple(channel.media.add(colour, f"All {colour}", "PNG") for colour in colours)
    order = channel.order(replace(post, images=images))

    receipt = channel.publisher.publish(order)

    assert receipt.remote_id.startswith(f"urn:li:{kind}:")
    assert channel.publisher.read_back(order, receipt).presence is Presence.THERE
    assert set(receipt.data["images"]) == {image.sha256 for image in images}


def test_a_picture_used_twice_is_uploaded_once(channel: Channel, post: Post) -> None:
    channel.config["form"] = Form.IMAGES
    image = channel.media.add("red", "Red")
    order = channel.order(replace(post, images=(image, replace(image, alt="Red again"))))

    receipt = channel.publisher.publish(order)

    assert len(channel.world.images) == 1
    assert channel.publisher.read_back(order, receipt).presence is Presence.THERE


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"commentary": "Something else"}, "commentary"),
        ({"content": {}}, "article"),
        ({"visibility": "CONNECTIONS"}, "visibility"),
    ],
)
def test_a_read_back_tells_what_is_not_as_approved(
    channel: Channel, illustrated: Post, change: dict[str, object], parts: str
) -> None:
    order = channel.order(illustrated)
    receipt = channel.publisher.publish(order)
    for name, value in change.items():
        setattr(channel.stored[0], name, value)

    found = channel.publisher.read_back(order, receipt)

    assert found.presence is Presence.DIFFERENT
    assert found.sha256 != order.payload.sha256
    assert found.detail == f"Different at LinkedIn: {parts}."


def test_a_picture_that_was_never_approved_is_found_by_the_read_back(
    channel: Channel, post: Post
) -> None:
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    channel.stored[0].content["article"]["thumbnail"] = "urn:li:image:theirs"

    assert channel.publisher.read_back(order, receipt).presence is Presence.DIFFERENT


def test_a_post_linkedin_does_not_show_is_not_there(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    channel.stored[0].lifecycle = "PUBLISH_FAILED"

    found = channel.publisher.read_back(order, receipt)

    assert found.presence is Presence.DIFFERENT
    assert found.detail == "LinkedIn does not show it."


def test_alt_texts_that_linkedin_keeps_to_itself_are_no_difference(
    channel: Channel, illustrated: Post
) -> None:
    order = channel.order(illustrated)
    receipt = channel.publisher.publish(order)
    del channel.stored[0].content["article"]["thumbnailAltText"]

    assert channel.publisher.read_back(order, receipt).presence is Presence.THERE


def test_hashtags_given_back_in_another_form_are_no_difference(
    channel: Channel, post: Post
) -> None:
    channel.world.modes.bare_hashtags = True
    order = channel.order(post)
    receipt = channel.publisher.publish(order)

    assert channel.publisher.read_back(order, receipt).presence is Presence.THERE


def test_an_update_changes_the_text_and_sees_that_it_changed(channel: Channel, post: Post) -> None:
    receipt = channel.publisher.publish(channel.order(post))
    order = channel.order(replace(post, channel_text="Corrected (by two people)."), receipt)

    assert channel.publisher.update(order) == receipt

    assert channel.publisher.read_back(order, receipt).presence is Presence.THERE
    assert len(channel.stored) == 1


def test_an_update_without_a_change_asks_for_none(channel: Channel, post: Post) -> None:
    receipt = channel.publisher.publish(channel.order(post))

    channel.publisher.update(channel.order(post, receipt))

    assert not channel.stored[0].edited


def test_an_edit_linkedin_ignores_is_told(channel: Channel, post: Post) -> None:
    receipt = channel.publisher.publish(channel.order(post))
    channel.world.modes.ignored_edits = True

    with pytest.raises(Refused, match="still shows the old text") as refused:
        channel.publisher.update(channel.order(replace(post, channel_text="New"), receipt))

    assert refused.value.permanent


@pytest.mark.parametrize("change", [{"title": "Another"}, {"url": "https://blog.example.com/x/"}])
def test_an_update_of_the_card_is_refused_with_the_way_out(
    channel: Channel, post: Post, change: dict[str, Any]
) -> None:
    receipt = channel.publisher.publish(channel.order(post))

    with pytest.raises(Refused, match="Take the post down and publish it again") as refused:
        channel.publisher.update(channel.order(replace(post, **change), receipt))

    assert refused.value.permanent


def test_an_update_of_a_post_that_is_gone_is_refused(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    channel.publisher.take_down(replace(order, receipt=receipt))

    with pytest.raises(Refused, match="no longer at LinkedIn"):
        channel.publisher.update(replace(order, receipt=receipt))


def test_nothing_on_record_cannot_be_taken_down(channel: Channel, post: Post) -> None:
    with pytest.raises(Refused, match="no LinkedIn post on record"):
        channel.publisher.take_down(channel.order(post))


def test_an_image_known_from_an_earlier_attempt_is_not_sent_again(
    channel: Channel, illustrated: Post
) -> None:
    channel.fault("status", status=400, times=1)
    order = channel.order(illustrated)
    with pytest.raises(Refused):
        channel.publisher.publish(order)

    receipt = channel.publisher.publish(order)

    assert len(channel.world.images) == 1
    assert channel.publisher.read_back(order, receipt).presence is Presence.THERE


def test_an_image_linkedin_has_forgotten_is_sent_again(channel: Channel, illustrated: Post) -> None:
    sha256 = illustrated.images[0].sha256
    KNOWN.put(f"{channel.url} {channel.config['organization']}", sha256, "urn:li:image:old")

    receipt = channel.publisher.publish(channel.order(illustrated))

    assert list(channel.world.images) == list(receipt.data["images"].values())


def test_the_list_of_known_images_does_not_grow_for_ever() -> None:
    known = type(KNOWN)(most=2)
    for number in range(5):
        known.put("here", f"{number}", f"urn:{number}")

    assert [known.get("here", f"{number}") for number in range(5)] == [
        None,
        None,
        None,
        "urn:3",
        "urn:4",
    ]


def test_a_channel_without_a_page_cannot_publish(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    channel.config = {}

    with pytest.raises(NeedsReconnect, match="No LinkedIn page is chosen"):
        channel.publisher.publish(order)


def test_a_setting_that_is_wrong_is_named(channel: Channel) -> None:
    channel.config = {"organization": "example-company"}

    with pytest.raises(Misconfigured, match="setting organization"):
        PLUG.open(channel.bench)


def test_linkedin_needs_no_upkeep(channel: Channel, post: Post) -> None:
    assert channel.publisher.tend(channel.order(post).published_at) is None
