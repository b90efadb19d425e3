"""Every text in a payload that a reader or a crawler will see, for the privacy scan."""

from __future__ import annotations

from collections.abc import Iterator

from publishers.culture_blog.content import Content
from publishers.culture_blog.reading import Reading
from syndicate.publishing.port import Surface


def surfaces(content: Content) -> Iterator[Surface]:
    """The texts of `content`, in the order in which they are met."""
    yield Surface("title", content.title)
    yield Surface("summary", content.summary)
    yield Surface("byline", content.byline)
    reading = Reading(content.body_html)
    yield Surface("body", reading.text)
    for link in reading.links:
        yield Surface("link", link)
    for alt in dict.fromkeys((*reading.alts, *(image.alt for image in content.images))):
        yield Surface("alt", alt)
    for tag in content.tags:
        yield Surface("tag", tag)
    yield Surface("slug", content.slug)
