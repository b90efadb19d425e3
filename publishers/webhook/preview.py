"""The preview of a payload: the story as a receiver may show it, and the JSON it is made from."""

from __future__ import annotations

import json

from markupsafe import Markup

from publishers.webhook.content import read, with_local_images
from syndicate.publishing import pages
from syndicate.publishing.port import Payload


def page(payload: Payload) -> str:
    """A whole HTML page without scripts, in the language of the story."""
    story = read(payload)
    names = [image.file_name for image in payload.images]
    return pages.page(
        "webhook",
        "preview.html",
        story["language"],
        story=story,
        body=Markup(with_local_images(story["html"], names)),  # noqa: S704 - sanitised before
        hero=payload.images[0] if payload.images else None,
        source=json.dumps(story, ensure_ascii=False, indent=2),
    )
