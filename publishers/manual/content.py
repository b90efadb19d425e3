"""The payload: the text a person copies, and the pictures that go with it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from publishers.manual.config import Form, ManualConfig
from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Payload, Surface
from syndicate.rendering.canonical import canonical_json
from syndicate.rendering.post import Post

MEDIA_TYPE = "application/vnd.syndicate.manual+json"
_NOT_IN_TAGS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Content:
    """What stands there once somebody has posted it."""

    language: str
    title: str
    """Empty where the place has no titles."""
    text: str
    link: str
    hashtags: tuple[str, ...]
    alts: tuple[str, ...]

    @classmethod
    def from_payload(cls, payload: Payload) -> Content:
        """The content of a payload; raises `Refused` when the bytes are not one of ours."""
        try:
            value = json.loads(payload.body)
            return cls(
                language=value["language"],
                title=value["title"],
                text=value["text"],
                link=value["link"],
                hashtags=tuple(value["hashtags"]),
                alts=tuple(image["alt"] for image in value["images"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("The payload is not one of a channel served by hand.") from error

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The words a reader must find there, a paragraph each."""
        parts = (self.title, *self.text.split("\n"))
        return tuple(part.strip() for part in parts if part.strip())


def render(post: Post, config: ManualConfig) -> Payload:
    """The payload for `post`; raises `Invalid` when it is longer than the place takes."""
    is_article = config.form is Form.ARTICLE
    short = post.channel_text or post.summary or post.title
    value = {
        "language": post.language,
        "title": post.title if is_article else "",
        "text": post.text if is_article else short,
        "link": post.url,
        "hashtags": _hashtags(post.tags) if config.hashtags else [],
        "images": [{"sha256": image.sha256, "alt": image.alt} for image in post.images],
    }
    payload = Payload(canonical_json(value), MEDIA_TYPE, post.images)
    over = len(to_copy(payload)) - config.max_chars if config.max_chars else 0
    if over > 0:
        raise Invalid.field(
            "body" if is_article else "channel_text",
            _("The text is %(over)s characters too long for this place.", over=over),
        )
    return payload


def to_copy(payload: Payload) -> str:
    """The whole text as it is pasted: title, text, the address of the story, hashtags."""
    content = Content.from_payload(payload)
    tags = " ".join(f"#{tag}" for tag in content.hashtags)
    parts = (content.title, content.text, content.link, tags)
    return "\n\n".join(part for part in parts if part)


def surfaces(payload: Payload) -> list[Surface]:
    """Every text a reader will see."""
    content = Content.from_payload(payload)
    found = [
        Surface("title", content.title),
        Surface("body", content.text),
        Surface("link", content.link),
        *(Surface("tag", tag) for tag in content.hashtags),
        *(Surface("alt", alt) for alt in dict.fromkeys(content.alts)),
    ]
    return [surface for surface in found if surface.text]


def _hashtags(tags: Sequence[str]) -> list[str]:
    words = (_NOT_IN_TAGS.sub("", tag) for tag in tags)
    return [word for word in dict.fromkeys(words) if word]
