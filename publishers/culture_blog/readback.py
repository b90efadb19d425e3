"""What stands on the public site now, read over HTTP like any reader would, as a payload again."""

from __future__ import annotations

import hashlib
import json
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import requests

from publishers.culture_blog import addresses, pages
from publishers.culture_blog.content import Content
from publishers.culture_blog.site import Site
from syndicate.publishing.errors import NotSent
from syndicate.publishing.port import Order, Presence, ReadBack
from syndicate.rendering.post import ImageRef

_TIMEOUT = (5, 20)
"""Seconds to connect, and to wait for the next byte."""
_UNCACHED = {"Cache-Control": "no-cache"}
_CHUNK = 65_536
_GONE = {404, 410}
_LARGEST_PAGE = 4_000_000
_LARGEST_IMAGE = 40_000_000
_ARTICLE_OPEN, _ARTICLE_CLOSE = '<article class="story"', "</article>"


class _UnreadableError(Exception):
    """What stands there is not a page of ours; the message says why."""


def read_back(site: Site, order: Order) -> ReadBack:
    """What a reader finds at the story's address. Raises `NotSent` when the site cannot be read.

    A bucket alone answers 200 to everything it has, so exactly the notice of a withdrawal counts
    as gone: nothing of the story is in it.
    """
    site_url = site.url
    path = addresses.story(order.language, order.slug)
    with requests.Session() as session:
        try:
            status, page = _fetch(session, f"{site_url}{path}", _LARGEST_PAGE)
            if status != requests.codes.ok:
                presence = Presence.GONE if status in _GONE else Presence.DIFFERENT
                return ReadBack(presence, detail=f"{path} answers {status}.")
            if _is_notice(site, order.language, page):
                return ReadBack(Presence.GONE, detail=f"{path} shows the notice, but answers 200.")
            content = _content(session, site_url, page)
            detail = _where_listed(session, site_url, order)
        except _UnreadableError as error:
            return ReadBack(Presence.DIFFERENT, detail=str(error))
    sha256 = hashlib.sha256(content.to_bytes()).hexdigest()
    same = sha256 == order.payload.sha256
    return ReadBack(Presence.THERE if same else Presence.DIFFERENT, sha256, detail)


def _is_notice(site: Site, language: str, page: bytes) -> bool:
    return language in site.languages and page == pages.gone_page(site, language).encode()


def _content(session: requests.Session, site_url: str, page: bytes) -> Content:
    """The payload's content, rebuilt from the page and from the images it names."""
    html = page.decode("utf-8", "replace")
    start, end = html.find(_ARTICLE_OPEN), html.rfind(_ARTICLE_CLOSE)
    if start < 0 or end < start:
        raise _UnreadableError("The page holds no story.")
    posting = _posting(html)
    try:
        return Content(
            article_html=html[start : end + len(_ARTICLE_CLOSE)] + "\n",
            title=posting["name"],
            summary=posting["description"],
            language=posting["inLanguage"],
            tags=tuple(posting["keywords"]),
            byline=posting["author"].get("name", ""),
            slug=urlsplit(posting["url"]).path.rstrip("/").rpartition("/")[2],
            images=tuple(_image(session, site_url, each) for each in posting["image"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _UnreadableError("The page's description for machines is not ours.") from error


def _posting(html: str) -> dict[str, Any]:
    reader = _JsonLd()
    reader.feed(html)
    try:
        graph = json.loads(reader.text)["@graph"]
        return next(dict(part) for part in graph if part["@type"] == "BlogPosting")
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise _UnreadableError("The page has no description for machines.") from error


def _image(session: requests.Session, site_url: str, described: dict[str, Any]) -> ImageRef:
    """The image as described, with the hash of the bytes that a reader really gets."""
    path = urlsplit(described["url"]).path
    status, body = _fetch(session, f"{site_url}{path}", _LARGEST_IMAGE)
    if status != requests.codes.ok:
        msg = f"The image {path} answers {status}."
        raise _UnreadableError(msg)
    return ImageRef(
        sha256=hashlib.sha256(body).hexdigest(),
        media_type=described["encodingFormat"],
        width=described["width"],
        height=described["height"],
        alt=described["caption"],
    )


def _where_listed(session: requests.Session, site_url: str, order: Order) -> str:
    """Whether the front page or the archive leads to the story."""
    number = addresses.archive_number(order.ordinal)
    link = f'href="{addresses.story(order.language, order.slug)}"'.encode()
    for path in (addresses.home(order.language), addresses.archive(order.language, number)):
        status, page = _fetch(session, f"{site_url}{path}", _LARGEST_PAGE)
        if status == requests.codes.ok and link in page:
            return f"Listed on {path}."
    return "No page leads to it yet."


def _fetch(session: requests.Session, url: str, largest: int) -> tuple[int, bytes]:
    """Status and body; raises when the body is larger than anything of ours."""
    try:
        with session.get(
            url, timeout=_TIMEOUT, allow_redirects=False, stream=True, headers=_UNCACHED
        ) as answer:
            body = b""
            for chunk in answer.iter_content(_CHUNK):
                body += chunk
                if len(body) > largest:
                    raise _UnreadableError("The answer is larger than anything of ours.")
            return answer.status_code, body
    except requests.RequestException as error:
        raise NotSent("The public site does not answer.") from error


class _JsonLd(HTMLParser):
    """The text of the first JSON-LD script."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = (
            not self.text and tag == "script" and dict(attrs).get("type") == "application/ld+json"
        )

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data
