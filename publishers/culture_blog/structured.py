"""What machines read in a page: schema.org in JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from publishers.culture_blog import addresses, look
from publishers.culture_blog.content import Content
from publishers.culture_blog.site import Site, rfc3339
from publishers.culture_blog.story import Story
from syndicate.rendering.post import ImageRef
from syndicate.rendering.text import truncate

_HEADLINE = 110
"""Longest headline search engines take."""


def script(graph: Sequence[dict[str, Any]]) -> Markup:
    """The graph for a `<script type="application/ld+json">`; no text can end the element."""
    whole = {"@context": "https://schema.org", "@graph": list(graph)}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704  # `<` is the only way out


def story_graph(site: Site, story: Story, variants: Sequence[Story]) -> list[dict[str, Any]]:
    """The story, its publisher and the way to it."""
    return [_posting(site, story, variants), organization(site), _way_to(site, story)]


def blog(site: Site, language: str, stories: Sequence[Story]) -> dict[str, Any]:
    """The blog in one language with its newest stories."""
    return {
        "@type": "Blog",
        "@id": f"{site.url}{addresses.home(language)}#blog",
        "name": site.name,
        "inLanguage": language,
        "url": f"{site.url}{addresses.home(language)}",
        "publisher": {"@id": _organization_id(site)},
        "blogPost": [{"@id": _post_id(site, story)} for story in stories],
    }


def organization(site: Site) -> dict[str, Any]:
    """The company that speaks."""
    return {
        "@type": "Organization",
        "@id": _organization_id(site),
        "name": site.company,
        "url": f"{site.url}/",
        "logo": {
            "@type": "ImageObject",
            "url": f"{site.url}{look.public_assets()['icon-512.png']}",
            "width": 512,
            "height": 512,
        },
    }


def _posting(site: Site, story: Story, variants: Sequence[Story]) -> dict[str, Any]:
    content, canonical = story.live, f"{site.url}{story.path}"
    posting: dict[str, Any] = {
        "@type": "BlogPosting",
        "@id": _post_id(site, story),
        "headline": truncate(content.title, _HEADLINE),
        "name": content.title,
        "description": content.summary,
        "inLanguage": content.language,
        "url": canonical,
        "mainEntityOfPage": {"@type": "WebPage", "@id": canonical},
        "datePublished": rfc3339(story.published_at),
        "dateModified": rfc3339(story.modified_at),
        "author": _author(site, content),
        "publisher": {"@id": _organization_id(site)},
        "keywords": list(content.tags),
        "isAccessibleForFree": True,
        "image": [_image(site, image) for image in content.images],
    }
    if content.tags:
        posting["articleSection"] = content.tags[0]
    if variants:
        posting["workTranslation"] = [{"@id": _post_id(site, other)} for other in variants]
    return posting


def _author(site: Site, content: Content) -> dict[str, Any]:
    """The person as they chose to be named, or the company."""
    if content.byline:
        return {"@type": "Person", "name": content.byline}
    return {"@id": _organization_id(site)}


def _image(site: Site, image: ImageRef) -> dict[str, Any]:
    return {
        "@type": "ImageObject",
        "url": f"{site.url}{addresses.media(image.file_name)}",
        "width": image.width,
        "height": image.height,
        "encodingFormat": image.media_type,
        "sha256": image.sha256,
        "caption": image.alt,
    }


def _way_to(site: Site, story: Story) -> dict[str, Any]:
    home = {"name": site.name, "item": f"{site.url}{addresses.home(story.language)}"}
    here = {"name": story.live.title, "item": f"{site.url}{story.path}"}
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, **item}
            for position, item in enumerate((home, here), start=1)
        ],
    }


def _organization_id(site: Site) -> str:
    return f"{site.url}/#organization"


def _post_id(site: Site, story: Story) -> str:
    return f"{site.url}{story.path}#post"
