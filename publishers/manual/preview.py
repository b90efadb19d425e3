"""The preview: the very text a person will copy, and the pictures to go with it."""

from __future__ import annotations

from publishers.manual.config import ManualConfig
from publishers.manual.content import Content, to_copy
from syndicate.publishing import pages
from syndicate.publishing.port import Payload


def page(payload: Payload, config: ManualConfig) -> str:
    """A whole HTML page without scripts, in the language of the story."""
    text = to_copy(payload)
    return pages.page(
        "manual",
        "preview.html",
        Content.from_payload(payload).language,
        text=text,
        length=len(text),
        most=config.max_chars,
        config=config,
        images=payload.images,
    )
