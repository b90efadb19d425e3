"""From a neutral post to the payload, and what is read from its bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publishers.linkedin.config import ChannelConfig, Form
from publishers.linkedin.content import Content
from publishers.linkedin.render import render, surfaces
from publishers.linkedin.simulator import little as linkedin
from syndicate.errors import Invalid
from syndicate.rendering.post import ImageRef, Post
from tests.channels.linkedin.channel import Channel

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


def _post(values: dict[str, Any]) -> Post:
    images = tuple(ImageRef(**image) for image in values.pop("images", []))
    return Post(**values, images=images)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_post_gives_its_golden_bytes(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    expected = json.dumps(
        case["payload"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()

    payload = render(_post(case["post"]), ChannelConfig(**case.get("config", {})))

    assert payload.body == expected
    assert payload.media_type == "application/json"
    assert [image.sha256 for image in payload.images] == case["images"]
    assert [[s.name, s.text] for s in surfaces(payload)] == case["surfaces"]
    assert linkedin.read(case["payload"]["commentary"]).text == case["shown"]


def test_there_are_golden_posts() -> None:
    assert len(GOLDEN) >= 5


def test_bytes_and_content_say_the_same(illustrated: Post) -> None:
    payload = render(illustrated, ChannelConfig())

    assert Content.from_bytes(payload.body).to_bytes() == payload.body


def test_saving_without_a_change_gives_the_same_hash(post: Post) -> None:
    assert render(post, ChannelConfig()).sha256 == render(replace(post), ChannelConfig()).sha256


def test_a_text_of_three_thousand_units_fits_and_one_more_does_not(post: Post) -> None:
    fits = replace(post, tags=(), channel_text="𠮷" * 1_499 + "(")
    render(fits, ChannelConfig())

    with pytest.raises(Invalid, match="1 characters too long") as refused:
        render(replace(fits, channel_text=f"{fits.channel_text}a"), ChannelConfig())
    assert refused.value.problems[0][0] == "channel_text"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": "あ" * 401}, "title"), ({"summary": "あ" * 4_087}, "summary")],
)
def test_a_field_longer_than_linkedin_takes_is_refused(
    post: Post, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        render(replace(post, channel_text="Short", **change), ChannelConfig())
    assert refused.value.problems[0][0] == field


@pytest.mark.parametrize("form", list(Form))
def test_an_image_description_longer_than_linkedin_takes_is_refused(
    channel: Channel, post: Post, form: Form
) -> None:
    long = replace(post, images=(channel.media.add("red", "x" * 4_087),))

    with pytest.raises(Invalid, match="image description"):
        render(long, ChannelConfig(form=form))


def test_more_than_twenty_pictures_are_refused(channel: Channel, post: Post) -> None:
    many = replace(post, images=(channel.media.add("red"),) * 21)

    with pytest.raises(Invalid, match="at most 20 images"):
        render(many, ChannelConfig(form=Form.IMAGES))


def test_pictures_by_request_still_give_a_card_when_there_are_none(post: Post) -> None:
    assert Content.from_bytes(render(post, ChannelConfig(form=Form.IMAGES)).body).article
