"""From the neutral post to the payload: the article as it will stand in the page."""

from __future__ import annotations

import re
from html import escape, unescape

from markupsafe import Markup

from publishers.culture_blog import addresses
from publishers.culture_blog.content import Content
from publishers.culture_blog.look import template
from publishers.culture_blog.phrases import phrase_headings
from publishers.culture_blog.pictures import srcset
from syndicate.publishing.errors import Refused
from syndicate.rendering.post import ImageRef, Post

_IMG = re.compile(r"<img [^>]*>")
_SOURCE = re.compile(r' src="media:([^"]+)"')
_ALT = re.compile(r' alt="([^"]+)"')
BODY_SIZES = "(min-width: 46rem) 42rem, 92vw"


def content_of(post: Post) -> Content:
    """What the blog will show of `post`. The same post gives the same content."""
    return Content(
        article_html=_article(post),
        title=post.title,
        summary=post.summary,
        language=post.language,
        tags=post.tags,
        byline=post.byline,
        slug=post.slug,
        images=post.images,
    )


def _article(post: Post) -> str:
    hero = post.images[0] if post.images else None
    return template("article.html", post.language).render(
        post=post,
        hero=hero,
        hero_srcset=srcset(hero) if hero else "",
        body=Markup(_body(post)),  # noqa: S704  # sanitised before it became a post
        tags=[(tag, addresses.tag(post.language, tag)) for tag in post.tags],
    )


def _body(post: Post) -> str:
    """The story's HTML with its images by address, sized and loaded when they are near.

    The text may describe an image in its own words; else the image's description stands.
    """
    images = {image.file_name: image for image in post.images}

    def placed(found: re.Match[str]) -> str:
        source, alt = _SOURCE.search(found.group()), _ALT.search(found.group())
        if source is None or source[1] not in images:
            raise Refused("The text shows an image that is not one of the story's.")
        image = images[source[1]]
        return _image(image, unescape(alt[1]) if alt else image.alt)

    return phrase_headings(_IMG.sub(placed, post.html), post.language)


def _image(image: ImageRef, alt: str) -> str:
    candidates = srcset(image)
    offered = f' srcset="{candidates}" sizes="{BODY_SIZES}"' if candidates else ""
    return (
        f'<img src="{addresses.media(image.file_name)}"{offered} alt="{escape(alt)}"'
        f' width="{image.width}" height="{image.height}" loading="lazy" decoding="async">'
    )
