"""The last part of a story's address: ASCII, chosen once, unique for ever."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.rendering.limits import MAX_SLUG_CHARS
from syndicate.rendering.text import plain

SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
RESERVED = frozenset(
    {"admin", "api", "archive", "assets", "atom", "authors", "embed", "feed", "feeds", "index"}
    | {"media", "new", "null", "oembed", "page", "preview", "robots", "rss", "search", "sitemap"}
    | {"static", "stories", "story", "tag", "tags", "undefined", "withdrawn"}
)

_SUGGESTED_CHARS = 60
_SHORTEST_SUGGESTION = 3
_ID_CHARS = 8


def check_slug(slug: str) -> str:
    """`slug`, or `Invalid` saying what an address may look like."""
    if not SLUG.fullmatch(slug) or len(slug) > MAX_SLUG_CHARS:
        raise Invalid.field(
            "slug",
            _(
                "An address has up to %(limit)s small letters, digits and single hyphens, "
                "such as our-first-open-day.",
                limit=MAX_SLUG_CHARS,
            ),
        )
    if slug in RESERVED:
        raise Invalid.field(
            "slug", _("The address %(slug)s is used by the site itself.", slug=slug)
        )
    return slug


def suggest_slug(title: str, story_id: str, when: datetime) -> str:
    """A slug from `title` if it is in Latin letters, else `YYYY-MM-` and the end of the id.

    The month is that of `when` in its own zone.
    """
    folded = unicodedata.normalize("NFKD", plain(title)).casefold().replace("'", "")
    readable = "".join(letter for letter in folded if not unicodedata.combining(letter))
    if _is_latin(readable):
        slug = _shortened("-".join(re.findall(r"[a-z0-9]+", readable)))
        if len(slug) >= _SHORTEST_SUGGESTION and slug not in RESERVED:
            return slug
    return f"{when:%Y-%m}-{story_id[-_ID_CHARS:].lower()}"


def _is_latin(text: str) -> bool:
    """Whether leaving out all but ASCII loses no letter."""
    return all(letter.isascii() for letter in text if letter.isalpha())


def _shortened(slug: str) -> str:
    """Whole words only, where there is more than one."""
    if len(slug) <= _SUGGESTED_CHARS:
        return slug
    return slug[: _SUGGESTED_CHARS + 1].rpartition("-")[0] or slug[:_SUGGESTED_CHARS]
