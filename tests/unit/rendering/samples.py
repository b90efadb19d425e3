"""Drafts and images the rendering tests start from."""

from dataclasses import replace
from typing import Any

from syndicate.rendering.build import Draft
from syndicate.rendering.post import ImageRef

DESK = ImageRef("a" * 64, "image/jpeg", 1200, 800, "Two people at a standing desk")
CHART = ImageRef("b" * 64, "image/png", 600, 400, "A bar chart")

PLAIN = Draft(
    title="Our first open day",
    body_markdown="We opened the doors.",
    language="en",
    slug="our-first-open-day",
    url="https://blog.example.com/en/stories/our-first-open-day/",
)


def a_draft(body: str = PLAIN.body_markdown, **changes: Any) -> Draft:
    """A draft that passes, but for `changes`."""
    return replace(PLAIN, body_markdown=body, **changes)
