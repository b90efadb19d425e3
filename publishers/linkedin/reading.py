"""Finding our post at LinkedIn, and telling whether it still says what was approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers.linkedin.api import PAGE, Api
from publishers.linkedin.classify import AccessDenied
from publishers.linkedin.content import Content, from_api, image_urns
from publishers.linkedin.little import parse, visible
from syndicate.publishing.port import CannotTell, Order, Payload, Receipt

CLOCKS_DIFFER_BY = timedelta(minutes=5)
"""How far our clock may be ahead of LinkedIn's."""
MOST_POSTS_READ = 200


@dataclass(frozen=True)
class Shown:
    """A post as it stands at LinkedIn."""

    content: Content
    is_public: bool


def shown(api: Api, order: Order, receipt: Receipt, *, escape_urls: bool) -> Shown | None:
    """What stands at `receipt`, or None when it is gone."""
    post = api.post(receipt.remote_id)
    if post is None:
        return None
    hashes = {urn: sha256 for sha256, urn in receipt.data.get("images", {}).items()}
    expected = Content.from_bytes(order.payload.body)
    return Shown(
        from_api(post, hashes, escape_urls=escape_urls, expected=expected),
        is_public=post.get("lifecycleState", "PUBLISHED") == "PUBLISHED",
    )


def find(
    api: Api, page: str, payload: Payload, since: datetime
) -> dict[str, Any] | CannotTell | None:
    """The one post of `page` that shows `payload` and came after `since`; None for none."""
    earliest = since - CLOCKS_DIFFER_BY
    matches: dict[str, dict[str, Any]] = {}
    seen = older = 0
    try:
        for post in api.posts_of(page, MOST_POSTS_READ):
            seen += 1
            older = older + 1 if _moment(post, "lastModifiedAt") < earliest else 0
            if older == PAGE:
                break
            if is_ours(post, page, payload, since):
                matches[str(post.get("id"))] = post
        else:
            if seen >= MOST_POSTS_READ and not matches:
                return CannotTell("The page has too many new posts to look through.")
    except AccessDenied as error:
        return CannotTell(error.detail)
    if len(matches) > 1:
        return CannotTell(f"LinkedIn shows it more than once: {', '.join(sorted(matches))}.")
    return next(iter(matches.values()), None)


def listed(api: Api, page: str, since: datetime) -> tuple[list[str], datetime]:
    """The posts of `page` made after `since`, and from when on none can be missing.

    A page with more posts than are read is told from the moment the oldest one read was changed.
    """
    posts = list(api.posts_of(page, MOST_POSTS_READ))
    if len(posts) >= MOST_POSTS_READ:
        since = max(since, min(_moment(post, "lastModifiedAt") for post in posts))
    return [str(post["id"]) for post in posts if _moment(post, "createdAt") >= since], since


def is_ours(post: Mapping[str, Any], page: str, payload: Payload, since: datetime) -> bool:
    """Whether `post` is what a lost answer was about: same page, words and link, and new enough."""
    content = Content.from_bytes(payload.body)
    article = (post.get("content") or {}).get("article") or {}
    return (
        post.get("author") == page
        and visible(parse(str(post.get("commentary") or ""))) == content.text
        and article.get("source") == content.link
        and len(image_urns(post)) == len(payload.images)
        and _moment(post, "createdAt") >= since - CLOCKS_DIFFER_BY
    )


def image_hashes(post: Mapping[str, Any], payload: Payload) -> dict[str, str]:
    """LinkedIn's name for each image of `payload` in a post of ours, told by their order."""
    pairs = zip(payload.images, image_urns(post), strict=True)
    return {image.sha256: urn for image, urn in pairs}


def differences(ours: Content, theirs: Content) -> list[str]:
    """The names of the parts in which two posts differ."""
    names = ("commentary", "article", "pictures", "visibility")
    return [name for name in names if getattr(ours, name) != getattr(theirs, name)]


def _moment(post: Mapping[str, Any], name: str) -> datetime:
    value = post.get(name)
    milliseconds = value if isinstance(value, int) else 0
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
