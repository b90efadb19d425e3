"""What a payload of the culture blog says: made from a post, read from bytes, written back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from publishers.culture_blog.addresses import demand_slug, media
from publishers.culture_blog.reading import Reading
from syndicate.publishing.errors import Refused
from syndicate.rendering.canonical import canonical_json
from syndicate.rendering.post import ImageRef

MEDIA_TYPE = "application/vnd.syndicate.culture-blog+json"
BODY_OPEN = '<div class="e-content">'
BODY_CLOSE = "</div>"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_IMAGE_TYPES = {"image/jpeg", "image/png"}
# Written by `article._image`, where every quote and bracket in a value is escaped.
_OWN_IMAGE = re.compile(
    r'<img src="(?P<path>[^"]*)"(?: srcset="[^"]*" sizes="[^"]*")?(?P<rest>[^>]*?)'
    r' loading="lazy" decoding="async">'
)


@dataclass(frozen=True)
class Content:
    """Everything of a story that reaches a reader, whenever and wherever the page is made."""

    article_html: str
    """The whole `<article>`, as it stands in the page."""
    title: str
    summary: str
    language: str
    tags: tuple[str, ...]
    byline: str
    slug: str
    images: tuple[ImageRef, ...]

    @classmethod
    def from_bytes(cls, body: bytes) -> Content:
        """The content of a payload; raises `Refused` when the bytes are not one of ours."""
        try:
            return cls.from_value(json.loads(body))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("The payload is not one of the culture blog.") from error

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Content:
        """The content of a decoded payload; built-in errors tell that it is none."""
        article = value["article_html"]
        if BODY_OPEN not in article or BODY_CLOSE not in article:
            raise ValueError("the article has no body")
        return cls(
            article_html=article,
            title=value["title"],
            summary=value["summary"],
            language=value["language"],
            tags=tuple(value["tags"]),
            byline=value["byline"],
            slug=value["slug"],
            images=tuple(_image(each) for each in value["images"]),
        )

    def to_value(self) -> dict[str, Any]:
        """The payload as JSON values."""
        return {
            "article_html": self.article_html,
            "title": self.title,
            "summary": self.summary,
            "language": self.language,
            "tags": list(self.tags),
            "byline": self.byline,
            "slug": self.slug,
            "images": [
                {
                    "file_name": image.file_name,
                    "sha256": image.sha256,
                    "media_type": image.media_type,
                    "width": image.width,
                    "height": image.height,
                    "alt": image.alt,
                }
                for image in self.images
            ],
        }

    def to_bytes(self) -> bytes:
        """The payload's bytes."""
        return canonical_json(self.to_value())

    @property
    def hero(self) -> ImageRef | None:
        """The picture the story opens with."""
        return self.images[0] if self.images else None

    @property
    def body_html(self) -> str:
        """The story's text, as it stands inside the article."""
        start = self.article_html.index(BODY_OPEN) + len(BODY_OPEN)
        return self.article_html[start : self.article_html.rindex(BODY_CLOSE)].strip()

    @cached_property
    def text(self) -> str:
        """The story's text without markup, one block a line; read once, shown in several feeds."""
        return Reading(self.body_html).text

    def feed_html(self, site_url: str) -> str:
        """The text for feeds: hero first, absolute addresses, no break hints."""
        html = self.body_html.replace("<wbr>", "")
        html = _OWN_IMAGE.sub(rf'<img src="{site_url}\g<path>"\g<rest>>', html)
        if self.hero is None:
            return html
        source = f"{site_url}{media(self.hero.file_name)}"
        size = f'width="{self.hero.width}" height="{self.hero.height}"'
        return f'<p><img src="{source}" alt="{escape(self.hero.alt)}" {size}></p>\n{html}'

    def demand_safe_names(self) -> None:
        """Raise `Refused` for a slug or an image whose name must not become a file's name."""
        demand_slug(self.slug)
        for image in self.images:
            if not _SHA256.fullmatch(image.sha256) or image.media_type not in _IMAGE_TYPES:
                raise Refused("An image of the story is neither JPEG nor PNG.")


def _image(value: Mapping[str, Any]) -> ImageRef:
    return ImageRef(
        sha256=value["sha256"],
        media_type=value["media_type"],
        width=value["width"],
        height=value["height"],
        alt=value["alt"],
    )
