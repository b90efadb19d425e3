"""What LinkedIn accepts as a post."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from publishers.linkedin.simulator import little
from publishers.linkedin.simulator.answers import bad_field, field_not_permitted
from publishers.linkedin.simulator.images import status_of
from publishers.linkedin.simulator.modes import Modes
from publishers.linkedin.simulator.world import World

MAX_COMMENTARY = 3_000
MAX_TITLE = 400
MAX_ALT = 4_086
_AUTHOR = re.compile(r"urn:li:(organization:\d+|person:[\w-]+)")
_CLOSED = {
    "visibility": {"PUBLIC", "CONNECTIONS", "LOGGED_IN"},
    "lifecycleState": {"PUBLISHED", "DRAFT"},
}
_CONTENT = frozenset({"article", "media", "multiImage"})
_MULTI_IMAGE = range(2, 21)


def check_post(body: dict[str, Any], world: World) -> None:
    """Raise the answer LinkedIn gives to a post that is not well formed."""
    for name in ("author", "commentary", "visibility", "distribution", "lifecycleState"):
        if name not in body:
            raise bad_field(name, "MISSING_FIELD", f"Field {name} is required")
    if not isinstance(body["author"], str) or not _AUTHOR.fullmatch(body["author"]):
        raise bad_field("author", "INVALID_URN_TYPE", "The author is no organization or person")
    for name, values in _CLOSED.items():
        if body[name] not in values:
            raise bad_field(name, "INVALID_VALUE_FOR_FIELD", f"{name} has an unknown value")
    distribution = body["distribution"]
    feed = distribution.get("feedDistribution") if isinstance(distribution, dict) else None
    if feed not in {"MAIN_FEED", "NONE"}:
        raise bad_field(
            "distribution/feedDistribution", "INVALID_VALUE_FOR_FIELD", "Unknown distribution"
        )
    check_commentary(body["commentary"], world.modes)
    check_content(body.get("content") or {}, body["author"], world)


def check_commentary(commentary: object, modes: Modes) -> None:
    """Length in UTF-16 units with escapes; in strict mode, also that nothing would be cut."""
    if not isinstance(commentary, str):
        raise bad_field("commentary", "INVALID_VALUE_FOR_FIELD", "The commentary is no text")
    if len(commentary.encode("utf-16-le", "surrogatepass")) // 2 > MAX_COMMENTARY:
        raise bad_field(
            "commentary", "FIELD_LENGTH_TOO_LONG", f"Longer than {MAX_COMMENTARY} characters"
        )
    if modes.strict_text:
        cut_at = little.read(commentary, lenient_addresses=modes.lenient_addresses).cut_at
        if cut_at is not None:
            raise bad_field(
                "commentary",
                "INVALID_VALUE_FOR_FIELD",
                f"Unescaped {commentary[cut_at]!r} at {cut_at}: readers would not see the rest",
            )


def check_content(content: object, author: str, world: World) -> None:
    """At most one attachment, its images ready and the author's own."""
    if not isinstance(content, dict) or not set(content) <= _CONTENT or len(content) > 1:
        raise bad_field("content", "INVALID_VALUE_FOR_FIELD", "Exactly one kind of content")
    if "article" in content:
        _check_article(_record(content, "article"), author, world)
    if "media" in content:
        _check_image(_record(content, "media"), "content/media", author, world)
    if "multiImage" in content:
        images = _record(content, "multiImage").get("images")
        if not isinstance(images, list) or len(images) not in _MULTI_IMAGE:
            raise bad_field("content/multiImage", "INVALID_VALUE_FOR_FIELD", "2 to 20 images")
        for image in images:
            if not isinstance(image, dict):
                raise bad_field("content/multiImage", "INVALID_VALUE_FOR_FIELD", "No image")
            _check_image(image, "content/multiImage", author, world)


def _check_article(article: dict[str, Any], author: str, world: World) -> None:
    source = article.get("source")
    if not isinstance(source, str):
        raise bad_field("content/article/source", "MISSING_FIELD", "The source is required")
    if not _is_web_address(source):
        raise bad_field("content/article/source", "INVALID_URL", "The source is no web address")
    title = article.get("title")
    if not isinstance(title, str) or not title:
        raise bad_field("content/article/title", "MISSING_FIELD", "The title is required")
    if len(title.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TITLE:
        raise bad_field(
            "content/article/title", "FIELD_LENGTH_TOO_LONG", f"Longer than {MAX_TITLE}"
        )
    if thumbnail := article.get("thumbnail"):
        image = {"id": thumbnail, "altText": article.get("thumbnailAltText", "")}
        _check_image(image, "content/article/thumbnail", author, world)


def _check_image(image: dict[str, Any], path: str, author: str, world: World) -> None:
    found = world.images.get(str(image.get("id")))
    if found is None:
        raise bad_field(path, "INVALID_IMAGE_ID", "There is no such image")
    if found.owner != author:
        raise field_not_permitted("/" + path)
    status = status_of(found, world)
    if status != "AVAILABLE":
        code = "PROCESSING_FAILED" if status == "PROCESSING_FAILED" else "WAITING_UPLOAD"
        raise bad_field(path, f"MEDIA_ASSET_{code}", f"The image is {status}")
    if len(str(image.get("altText", ""))) > MAX_ALT:
        raise bad_field(path, "FIELD_LENGTH_TOO_LONG", f"Alt text longer than {MAX_ALT}")


def _is_web_address(source: str) -> bool:
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _record(content: dict[str, Any], name: str) -> dict[str, Any]:
    value = content[name]
    if not isinstance(value, dict):
        raise bad_field("content/" + name, "INVALID_VALUE_FOR_FIELD", "Not a record")
    return value
