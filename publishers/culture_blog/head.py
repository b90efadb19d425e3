"""What stands in the head of a page, and what every page of the blog has around its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from publishers.culture_blog import addresses, look
from publishers.culture_blog.pictures import srcset
from publishers.culture_blog.site import LANGUAGE_NAMES, Site, rfc3339
from syndicate.i18n import show_date
from syndicate.rendering.text import truncate

INDEXED = "index,follow,max-image-preview:large"
FOLLOWED = "noindex,follow"
_DESCRIPTION = {"en": 160, "ja": 120}
_FEEDS = (
    ("RSS", "application/rss+xml", "feed.xml"),
    ("Atom", "application/atom+xml", "atom.xml"),
    ("JSON Feed", "application/feed+json", "feed.json"),
)


@dataclass(frozen=True)
class FeedLink:
    """One feed a page names."""

    name: str
    media_type: str
    title: str
    path: str
    url: str


@dataclass(frozen=True)
class Page:
    """What the frame of a page needs to know about it."""

    kind: str
    language: str
    title: str
    description: str = ""
    robots: str = INDEXED
    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    """Language and address of every version, this one included."""
    switch: tuple[tuple[str, str, str], ...] = ()
    """Language, name and path of where a reader of another language goes."""
    feeds: tuple[FeedLink, ...] = ()


def feed_links(site: Site, language: str, tag: str | None = None) -> tuple[FeedLink, ...]:
    """The three feeds of a language, or of one tag in it."""
    folder = addresses.home(language) if tag is None else addresses.tag(language, tag)
    title = f"{site.name} ({LANGUAGE_NAMES[language]})"
    if tag is not None:
        title = f"{tag} – {title}"
    return tuple(
        FeedLink(name, kind, f"{title} {name}", f"{folder}{file}", f"{site.url}{folder}{file}")
        for name, kind, file in _FEEDS
    )


def alternates(site: Site, paths: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """hreflang of every version, and of the one for readers of none; empty for a single one."""
    if len(paths) < 2:
        return ()
    ranked = sorted(paths, key=lambda pair: site.languages.index(pair[0]))
    found = [(language, f"{site.url}{path}") for language, path in ranked]
    return (*found, ("x-default", found[0][1]))


def switch(
    site: Site, language: str, paths: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[str, str, str], ...]:
    """Where the other languages are: this page's version, else their front page."""
    known = dict(paths)
    return tuple(
        (other, LANGUAGE_NAMES[other], known.get(other, addresses.home(other)))
        for other in site.languages
        if other != language
    )


def description(text: str, language: str) -> str:
    """`text`, cut to what a search result shows."""
    return truncate(text, _DESCRIPTION[language])


def render(name: str, site: Site, page: Page, **context: Any) -> str:
    """The page made of the template `name`."""
    frame: dict[str, Any] = {
        "base": "",
        "assets": look.public_assets(),
        "srcset": srcset,
        "stamp": rfc3339,
    }

    def day(moment: datetime) -> str:
        return _day(moment, site.zone.key, page.language)

    whole = {**frame, "day": day, **context}
    return look.template(name, page.language).render(site=site, page=page, **whole)


_day = lru_cache(4_096)(show_date)
"""Babel takes longer for a date than the template for the rest of a card."""
