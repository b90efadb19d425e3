"""The sitemap: an index, parts of a thousand stories, and what tells robots of it.

A part is kept as one line per story and changed line by line, so that a new story costs the same
in a part of ten as in a part of a thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from publishers.culture_blog import addresses
from publishers.culture_blog.site import Site, rfc3339
from publishers.culture_blog.story import Story

INDEX = "/sitemap.xml"
PAGES = "/sitemaps/pages.xml"
FOLDER = "sitemaps/"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
_OPEN, _CLOSE = f"<urlset {_NAMESPACES}>\n", "</urlset>\n"


def story_line(site: Site, story: Story, variants: Sequence[Story]) -> str:
    """The line of a live story with its versions in other languages."""
    links = ""
    if variants:
        both = sorted((story, *variants), key=lambda each: each.language)
        links = "".join(_alternate(each.language, f"{site.url}{each.path}") for each in both)
    changed = f"<lastmod>{rfc3339(story.modified_at)}</lastmod>"
    return f"{_loc(site, story.path)}{changed}{links}</url>"


def with_line(part: bytes | None, site: Site, story: Story, line: str | None) -> bytes | None:
    """The part with the story's line replaced, added or, for None, taken out; None when empty."""
    lines = (part or b"").decode().splitlines()
    ours = _loc(site, story.path)
    kept = [each for each in lines if each.startswith("<url>") and not each.startswith(ours)]
    return part_of([*kept, line] if line else kept)


def part_of(lines: Iterable[str]) -> bytes | None:
    """A part with these lines; None when there are none, for an empty part is not valid."""
    ordered = sorted(lines)
    if not ordered:
        return None
    return (_DECLARATION + _OPEN + "\n".join(ordered) + "\n" + _CLOSE).encode()


def pages(site: Site, tags: dict[str, Sequence[tuple[str, int]]]) -> bytes:
    """The part that holds front pages, the page about us, and the tags of each language."""
    lines = []
    for path in (addresses.home, addresses.about):
        links = [_alternate(each, f"{site.url}{path(each)}") for each in site.languages]
        joined = "".join(links) if len(links) > 1 else ""
        lines += [f"{_loc(site, path(each))}{joined}</url>" for each in site.languages]
    for language, names in tags.items():
        lines += [f"{_loc(site, addresses.tag(language, name))}</url>" for name, _count in names]
    return part_of(lines) or b""


def index(site: Site, files: Iterable[str]) -> bytes:
    """The sitemap index over these files of the folder `sitemaps`."""
    lines = "".join(
        f"<sitemap><loc>{escape(f'{site.url}/{file}')}</loc></sitemap>\n" for file in sorted(files)
    )
    namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return f"{_DECLARATION}<sitemapindex {namespace}>\n{lines}</sitemapindex>\n".encode()


def robots(site: Site) -> bytes:
    """Everybody may read everything."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.url}{INDEX}\n".encode()


def _loc(site: Site, path: str) -> str:
    return f"<url><loc>{escape(f'{site.url}{path}')}</loc>"


def _alternate(language: str, url: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(url)}"/>'
