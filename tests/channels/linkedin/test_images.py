"""Images on their way to LinkedIn, in every state they can be in."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from publishers.linkedin.api import Api, Upload
from publishers.linkedin.images import Known, Uploader
from publishers.linkedin.settings import LinkedInSettings, load_settings
from syndicate.publishing.errors import PublishError, Refused
from syndicate.rendering.post import Post
from tests.channels.linkedin.channel import TOKEN, Channel


def test_an_image_is_waited_for_until_it_is_processed(channel: Channel, illustrated: Post) -> None:
    channel.world.modes.image_seconds = 10
    publisher = channel.publisher
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        channel.world.ahead += 3

    publisher._sleep = sleep

    publisher.publish(channel.order(illustrated))

    assert len(waited) == 4
    assert waited == sorted(waited)


def test_an_image_linkedin_cannot_process_leaves_no_post(
    channel: Channel, illustrated: Post
) -> None:
    channel.world.modes.image_fails = True

    with pytest.raises(Refused, match="could not process the image") as failed:
        channel.publisher.publish(channel.order(illustrated))

    assert not failed.value.permanent
    assert channel.stored == []


def test_a_file_that_is_no_image_leaves_no_post(channel: Channel, post: Post) -> None:
    broken = channel.media.keep(b"not an image")

    with pytest.raises(Refused, match="could not process the image"):
        channel.publisher.publish(channel.order(replace(post, images=(broken,))))


def test_images_that_take_too_long_leave_no_post(channel: Channel, illustrated: Post) -> None:
    channel.world.modes.image_seconds = 3600
    with Api(load_settings(), TOKEN) as api:
        uploader = Uploader(
            api,
            owner=channel.config["organization"],
            place=channel.url,
            media=channel.media,
            deadline=time.monotonic() + 0.2,
            known=Known(),
        )
        with pytest.raises(Refused, match="took too long") as failed:
            uploader.urns(illustrated.images)

    assert not failed.value.permanent


def test_an_upload_address_that_has_expired_may_be_asked_for_again(
    channel: Channel, illustrated: Post
) -> None:
    channel.world.modes.upload_seconds = -1

    with pytest.raises(Refused, match="had expired") as failed:
        channel.publisher.publish(channel.order(illustrated))

    assert not failed.value.permanent


def test_the_bytes_arrive_as_they_were_approved(channel: Channel, illustrated: Post) -> None:
    receipt = channel.publisher.publish(channel.order(illustrated))

    image = illustrated.images[0]
    urn = receipt.data["images"][image.sha256]
    assert channel.world.image_bytes[urn] == channel.media.read(image.sha256)


def test_an_upload_address_that_is_not_safe_is_not_used(channel: Channel) -> None:
    with Api(load_settings(), TOKEN) as api, pytest.raises(Refused, match="not safe"):
        api.put_image(Upload("http://linkedin.example/x", "urn:li:image:1"), b"", "image/png")


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://www.linkedin.com/dms-uploads/1", True),
        ("https://linkedin.com/dms-uploads/1", True),
        ("https://evil-linkedin.com/dms-uploads/1", False),
        ("https://linkedin.com.evil.example/1", False),
        ("http://localhost:1/dms-uploads/1", False),
        ("http://127.0.0.1:1/dms-uploads/1", True),
    ],
)
def test_the_token_goes_to_linkedins_own_hosts_only(url: str, ours: bool) -> None:
    settings = LinkedInSettings(api_url="http://127.0.0.1:1", auth_url="http://127.0.0.1:1")
    with Api(settings, TOKEN) as api:
        assert api._is_ours(url) is ours


def test_a_missing_image_in_our_own_store_is_told(channel: Channel, illustrated: Post) -> None:
    channel.media.files.clear()

    with pytest.raises((PublishError, Exception), match="no such image"):
        channel.publisher.publish(channel.order(illustrated))
