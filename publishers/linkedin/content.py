"""What one LinkedIn post holds, between the payload's bytes and the API's JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publishers.linkedin import little
from syndicate.rendering.canonical import canonical_json


@dataclass(frozen=True)
class Picture:
    """An image by the hash of its bytes."""

    sha256: str
    alt: str = ""


@dataclass(frozen=True)
class Article:
    """The card under the text. Its strings are plain; LinkedIn fetches nothing itself."""

    source: str
    title: str
    description: str = ""
    thumbnail: Picture | None = None


@dataclass(frozen=True)
class Content:
    """A post: escaped commentary, and either a card or pictures."""

    commentary: str
    article: Article | None = None
    pictures: tuple[Picture, ...] = ()
    visibility: str = "PUBLIC"

    def to_bytes(self) -> bytes:
        """The payload's bytes."""
        return canonical_json(
            {"commentary": self.commentary, "visibility": self.visibility} | self._attachment()
        )

    @classmethod
    def from_bytes(cls, body: bytes) -> Content:
        """What `to_bytes` was given."""
        data = json.loads(body)
        article = data.get("article")
        return cls(
            commentary=data["commentary"],
            visibility=data["visibility"],
            article=_article(article) if article else None,
            pictures=tuple(Picture(item["sha256"], item.get("alt", "")) for item in data["images"])
            if "images" in data
            else (),
        )

    @property
    def text(self) -> str:
        """The commentary as a reader sees it."""
        return little.visible(little.parse(self.commentary))

    @property
    def link(self) -> str | None:
        """Where the card leads."""
        return self.article.source if self.article else None

    def _attachment(self) -> dict[str, Any]:
        if self.article:
            return {"article": _article_json(self.article)}
        if self.pictures:
            return {"images": [_drop_empty(vars(picture)) for picture in self.pictures]}
        return {}


def to_api(content: Content, organization: str, urns: Mapping[str, str]) -> dict[str, Any]:
    """The body of `POST /rest/posts`; `urns` gives LinkedIn's name for each image hash."""
    return {
        "author": organization,
        "commentary": content.commentary,
        "visibility": content.visibility,
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
        "content": _api_content(content, urns),
    }


def from_api(
    post: Mapping[str, Any], hashes: Mapping[str, str], *, escape_urls: bool, expected: Content
) -> Content:
    """What stands at LinkedIn, written the way `render` writes it.

    `hashes` gives our hash for each image URN; an image we never uploaded keeps its URN. Alt texts
    LinkedIn does not give back are taken from `expected`; everything else is what was read.
    """
    content = post.get("content") or {}
    commentary = little.encode(
        little.parse(str(post.get("commentary") or "")), escape_urls=escape_urls
    )
    article = content.get("article")
    images = (content.get("multiImage") or {}).get("images")
    if images is None:
        images = [content["media"]] if "media" in content else []
    return Content(
        commentary=commentary,
        visibility=str(post.get("visibility") or ""),
        article=_read_article(article, hashes, expected.article) if article else None,
        pictures=tuple(
            Picture(
                hashes.get(item.get("id", ""), item.get("id", "")), _alt(item, "altText", known)
            )
            for item, known in _beside(images, expected.pictures)
        ),
    )


def image_urns(post: Mapping[str, Any]) -> list[str]:
    """LinkedIn's names of the images in a post, in the order of the payload's images."""
    content = post.get("content") or {}
    if article := content.get("article"):
        return [article["thumbnail"]] if article.get("thumbnail") else []
    if media := content.get("media"):
        return [media["id"]]
    return [item["id"] for item in (content.get("multiImage") or {}).get("images", [])]


def _article(data: Mapping[str, Any]) -> Article:
    sha256 = data.get("thumbnail_sha256")
    return Article(
        source=data["source"],
        title=data["title"],
        description=data.get("description", ""),
        thumbnail=Picture(sha256, data.get("thumbnail_alt", "")) if sha256 else None,
    )


def _article_json(article: Article) -> dict[str, str]:
    thumbnail = article.thumbnail or Picture("")
    return _drop_empty(
        {
            "source": article.source,
            "title": article.title,
            "description": article.description,
            "thumbnail_sha256": thumbnail.sha256,
            "thumbnail_alt": thumbnail.alt,
        }
    )


def _api_content(content: Content, urns: Mapping[str, str]) -> dict[str, Any]:
    if content.article:
        return {"article": _api_article(content.article, urns)}
    images = [_api_picture(picture, urns) for picture in content.pictures]
    return {"media": images[0]} if len(images) == 1 else {"multiImage": {"images": images}}


def _api_article(article: Article, urns: Mapping[str, str]) -> dict[str, str]:
    thumbnail = article.thumbnail
    return _drop_empty(
        {
            "source": article.source,
            "title": article.title,
            "description": article.description,
            "thumbnail": urns[thumbnail.sha256] if thumbnail else "",
            "thumbnailAltText": thumbnail.alt if thumbnail else "",
        }
    )


def _api_picture(picture: Picture, urns: Mapping[str, str]) -> dict[str, str]:
    return _drop_empty({"id": urns[picture.sha256], "altText": picture.alt})


def _read_article(
    data: Mapping[str, Any], hashes: Mapping[str, str], expected: Article | None
) -> Article:
    known = expected.thumbnail if expected else None
    urn = data.get("thumbnail")
    return Article(
        source=str(data.get("source") or ""),
        title=str(data.get("title") or ""),
        description=str(data.get("description") or ""),
        thumbnail=Picture(hashes.get(urn, urn), _alt(data, "thumbnailAltText", known))
        if urn
        else None,
    )


def _alt(data: Mapping[str, Any], key: str, known: Picture | None) -> str:
    if key in data:
        return str(data[key] or "")
    return known.alt if known else ""


def _beside(
    images: list[Mapping[str, Any]], known: tuple[Picture, ...]
) -> list[tuple[Mapping[str, Any], Picture | None]]:
    padded = [*known, *[None] * len(images)]
    return list(zip(images, padded, strict=False))


def _drop_empty(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
