"""A look at the page somebody posted to: best effort, since many show nothing to strangers."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from http import HTTPStatus

from publishers.manual.content import Content
from syndicate.publishing.errors import PublishError
from syndicate.publishing.port import Payload, Presence, ReadBack
from syndicate.publishing.safe_http import SafeHttp

MOST_BYTES = 2_000_000
_SPACE = re.compile(r"\s+")
_SILENT = frozenset({"script", "style", "template", "noscript"})
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def look(http: SafeHttp, address: str, payload: Payload) -> ReadBack:
    """What stands at `address`, without a hash where its words cannot be compared."""
    headers = {"Accept": "text/html", "User-Agent": "syndicate"}
    try:
        answer = http.request("GET", address, headers=headers)
    except PublishError as error:
        return ReadBack(Presence.THERE, None, f"It cannot be read from here: {error.detail}")
    if answer.status in _GONE:
        return ReadBack(Presence.GONE, None, f"The link answers HTTP {answer.status}.")
    if answer.status != HTTPStatus.OK:
        return ReadBack(Presence.THERE, None, f"It cannot be read: HTTP {answer.status}.")
    return compare(answer.body.decode("utf-8", "replace"), payload)


def compare(html: str, payload: Payload) -> ReadBack:
    """Whether the page says all of `payload`, some of it, or nothing that can be compared."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    shown = _SPACE.sub("", "".join(reader.pieces))
    found = [_SPACE.sub("", part) in shown for part in Content.from_payload(payload).paragraphs]
    if all(found):
        return ReadBack(Presence.THERE, payload.sha256)
    if any(found):
        return ReadBack(Presence.DIFFERENT, None, "Not every paragraph is to be found there.")
    return ReadBack(Presence.THERE, None, "The page does not show its words to strangers.")


class _Reader(HTMLParser):
    """The words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in _SILENT), 0)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)
