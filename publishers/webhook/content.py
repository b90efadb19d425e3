"""The payload: a story as JSON, in every form a receiver may want. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

from publishers.webhook.config import WebhookConfig
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Payload, Surface
from syndicate.rendering.canonical import canonical_json
from syndicate.rendering.post import ImageRef, Post

MEDIA_TYPE = "application/json"
_SOURCE = re.compile(r'(?<= src=")media:([^"]+)(?=")')


def render(post: Post, config: WebhookConfig) -> Payload:
    """The payload for `post`."""
    value = {
        "language": post.language,
        "title": post.title,
        "summary": post.channel_text or post.summary,
        "html": _placed(post.html, config.media_url),
        "text": post.text,
        "byline": post.byline,
        "tags": list(post.tags),
        "slug": post.slug,
        "url": post.url,
        "images": [_image(image, config.media_url) for image in post.images],
    }
    return Payload(canonical_json(value), MEDIA_TYPE, post.images)


def read(payload: Payload) -> dict[str, Any]:
    """The story in a payload; raises `Refused` when the bytes are not one of ours."""
    try:
        value = json.loads(payload.body)
        value["title"], value["html"], value["images"]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("The payload is not one of a webhook.") from error
    return dict(value)


def surfaces(payload: Payload) -> list[Surface]:
    """Every text a reader will see, read from the payload's bytes."""
    return [surface for surface in _surfaces(read(payload)) if surface.text]


def with_local_images(html: str, names: Sequence[str]) -> str:
    """`html` with its images where the app keeps them, for a preview."""
    for name in names:
        html = re.sub(rf'(?<= src=")[^"]*{re.escape(name)}(?=")', f"/media/{name}", html)
    return html


def _surfaces(story: dict[str, Any]) -> Iterator[Surface]:
    for name, part in (("title", "title"), ("summary", "summary"), ("byline", "byline")):
        yield Surface(name, story[part])
    yield Surface("body", story["text"])
    links = _Links()
    links.feed(story["html"])
    links.close()
    for link in dict.fromkeys(links.found):
        yield Surface("link", link)
    for alt in dict.fromkeys(image["alt"] for image in story["images"]):
        yield Surface("alt", alt)
    for tag in story["tags"]:
        yield Surface("tag", tag)
    yield Surface("slug", story["slug"])


def _placed(html: str, media_url: str) -> str:
    return _SOURCE.sub(lambda found: media_url + found[1], html) if media_url else html


def _image(image: ImageRef, media_url: str) -> dict[str, Any]:
    value = {
        "name": image.file_name,
        "sha256": image.sha256,
        "media_type": image.media_type,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
    }
    return value | ({"url": media_url + image.file_name} if media_url else {})


class _Links(HTMLParser):
    """Where the links in sanitised HTML lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.extend(value for name, value in attrs if name == "href" and value)
