"""Story texts as people read them inside: rendered by the same code that publishes them."""

from __future__ import annotations

import re

from markupsafe import Markup

from syndicate.errors import SyndicateError
from syndicate.models import Revision, Story
from syndicate.rendering.build import Draft, build_post, suggest_slug
from syndicate.rendering.post import ImageRef
from syndicate.services.releases import image_refs
from syndicate.web.assets import media_url
from syndicate.web.request import now, settings

_MEDIA = re.compile(r'src="media:([0-9a-f]{64}\.(?:jpg|png))"')


def body_html(story: Story, revision: Revision) -> Markup | None:
    """The body as sanitised HTML with its images; None when it cannot be rendered yet."""
    draft = Draft(
        title=revision.title or "–",
        body_markdown=revision.body,
        language=revision.language,
        slug=story.slug or suggest_slug(revision.title, story.id, now()),
        url="https://example.invalid/",
        images=tuple(image_refs(revision.images)),
    )
    try:
        html = build_post(draft, first_pass=settings().use_bleach).html
    except SyndicateError:
        return None
    shown = _MEDIA.sub(lambda found: f'src="{media_url(found[1])}" loading="lazy"', html)
    return Markup(shown)  # noqa: S704 - what build_post gives has been sanitised twice


def hero_of(revision: Revision) -> ImageRef | None:
    """The first image, which stands above the text."""
    refs = image_refs(revision.images)
    return refs[0] if refs else None


def whole_text(revision: Revision) -> str:
    """Title, summary and body as one text, for comparing."""
    return "\n\n".join(part for part in (revision.title, revision.summary, revision.body) if part)


def source_text(story: Story) -> str:
    """The internal post with its title, for comparing."""
    source = story.source_post
    starts_with_title = source.text.lstrip("# ").startswith(source.title)
    return source.text if starts_with_title else f"{source.title}\n\n{source.text}"
