"""Posting and editing: the two acts whose outcome must be certain before a delivery is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from publishers.linkedin import reading
from publishers.linkedin.api import Api
from publishers.linkedin.classify import Duplicate
from publishers.linkedin.content import Content, to_api
from syndicate.publishing.errors import PublishError, Refused, UnknownOutcome
from syndicate.publishing.port import Order, Receipt

_EDIT_SHOWS_AFTER = (0.0, 1.5)
"""Seconds before each look; with all calls at their slowest, an update still ends in time."""


@dataclass(frozen=True)
class Posted:
    """A post that stands at LinkedIn, and LinkedIn's name for each image hash in it."""

    urn: str
    images: dict[str, str]


def publish(api: Api, page: str, order: Order, urns: Mapping[str, str]) -> Posted:
    """Post `order` with images already uploaded as `urns`, by one create."""
    content = Content.from_bytes(order.payload.body)
    try:
        return Posted(api.create_post(to_api(content, page, urns)), dict(urns))
    except Duplicate as duplicate:
        return _adopted(api, page, order, duplicate)


def update(api: Api, order: Order, *, escape_urls: bool, sleep: Callable[[float], None]) -> None:
    """Give the live post the new text, and read it back until it shows."""
    receipt = live(order)
    shown = reading.shown(api, order, receipt, escape_urls=escape_urls)
    if shown is None:
        raise Refused("The post is no longer at LinkedIn.")
    wanted = Content.from_bytes(order.payload.body)
    if set(reading.differences(shown.content, wanted)) - {"commentary"}:
        raise Refused(
            "LinkedIn can change the text of a post but not its card or pictures. Take the post"
            " down and publish it again, or keep title, summary and images as they were."
        )
    if shown.content.commentary == wanted.commentary:
        return
    api.edit_post(receipt.remote_id, wanted.commentary)
    for pause in _EDIT_SHOWS_AFTER:
        sleep(pause)
        shown = reading.shown(api, order, receipt, escape_urls=escape_urls)
        if shown and shown.content == wanted:
            return
    # Reported of the Posts API: 204 for an edit that never shows.
    raise Refused(
        "LinkedIn accepted the edit but still shows the old text. Take the post down and publish"
        " it again."
    )


def live(order: Order) -> Receipt:
    """The receipt an update or a take-down acts on."""
    if order.receipt is None:
        raise Refused("There is no LinkedIn post on record for this story.")
    return order.receipt


def _adopted(api: Api, page: str, order: Order, duplicate: Duplicate) -> Posted:
    """The post LinkedIn calls a duplicate, when it is this very delivery's."""
    for urn in duplicate.urns:
        try:
            post = api.post(urn)
        except PublishError as error:
            detail = f"{duplicate.detail} It could not be read: {error.detail}"
            raise UnknownOutcome(detail) from error
        if post and reading.is_ours(post, page, order.payload, order.published_at):
            return Posted(urn, reading.image_hashes(post, order.payload))
    detail = (
        f"{duplicate.detail} What it names is not a post of this story, or is deleted already."
        " LinkedIn may refuse the same words for up to two days: change the text, or wait."
    )
    raise Refused(detail) from duplicate
