"""Where things stand on the culture blog: every address, and the file behind it."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote, urlsplit

from syndicate.i18n import LOCALES, _
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Order, Receipt
from syndicate.rendering.limits import MAX_SLUG_CHARS
from syndicate.rendering.slug import SLUG
from syndicate.validation import FieldError

PER_ARCHIVE_PAGE = 20
PER_SITEMAP = 1_000
GONE_MARK = ".gone"
"""A file beside a page that a server should answer with 410."""
_DOORS = frozenset(
    {"index.html", "sitemap.xml", ".state/look", *(f"{code}/index.html" for code in LOCALES)}
)
_DOORS_ZIPPED = frozenset(f"{name}.gz" for name in _DOORS)
_LONGEST_TAG = 120
"""Bytes of a tag that stands in its address as it is; file systems allow 255 a name."""


def home(language: str) -> str:
    """The front page of a language."""
    return f"/{language}/"


def about(language: str) -> str:
    """How we publish stories, and whom to ask for a removal."""
    return f"/{language}/about/"


def story(language: str, slug: str) -> str:
    """The page of a story."""
    return f"/{language}/stories/{slug}/"


def pasted(order: Order, permalink: str) -> Receipt:
    """The receipt of the page at a link somebody pasted; raises `FieldError` for another page."""
    path = story(order.language, order.slug)
    if not unquote(urlsplit(permalink).path).rstrip("/").endswith(path.rstrip("/")):
        raise FieldError(
            _("This is not the page of this story. Its address ends with %(path)s.", path=path)
        )
    return Receipt(f"{order.language}/{order.slug}", permalink, {"path": path})


def tag(language: str, name: str) -> str:
    """The page of a tag, percent-encoded."""
    return f"/{language}/tags/{quote(tag_segment(name))}/"


def tag_segment(name: str) -> str:
    """One path segment for `name`: itself where that is safe, else a likeness and a hash."""
    safe = all(c.isalnum() or c in "-_" for c in name)
    if safe and 0 < len(name.encode()) <= _LONGEST_TAG and not _HASHED.search(name):
        return name
    likeness = "-".join(re.findall(r"[^\W_]+", name.lower()))[:30]
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{likeness}-{digest}" if likeness else digest


_HASHED = re.compile(r"(?:^|-)[0-9a-f]{8}$")


def archive(language: str, number: int) -> str:
    """An archive page; 1 holds the oldest stories."""
    return f"/{language}/archive/{number}/"


def archive_number(ordinal: int) -> int:
    """The archive page that holds the story with this ordinal."""
    return (ordinal - 1) // PER_ARCHIVE_PAGE + 1


def sitemap(language: str, ordinal: int) -> str:
    """The part of the sitemap that holds the story with this ordinal."""
    return f"/sitemaps/{language}-{(ordinal - 1) // PER_SITEMAP + 1}.xml"


def media(file_name: str) -> str:
    """An image of a story."""
    return f"/media/{file_name}"


def demand_slug(slug: str) -> None:
    """Raise `Refused` for a slug that must not become a folder's name."""
    if not SLUG.fullmatch(slug) or len(slug) > MAX_SLUG_CHARS:
        msg = f"“{slug}” cannot be the address of a story."
        raise Refused(msg)


def is_door(name: str) -> bool:
    """Whether readers and machines find everything else by way of this file."""
    return name in _DOORS or name in _DOORS_ZIPPED


def file_for(path: str) -> str:
    """The file, relative to the site's folder, that a web server answers `path` with."""
    name = unquote(path).removeprefix("/")
    return f"{name}index.html" if name.endswith("/") or not name else name
