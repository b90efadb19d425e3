"""From a draft to the neutral post every channel starts from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from syndicate.errors import Invalid
from syndicate.i18n import Text, _
from syndicate.rendering.limits import (
    MAX_IMAGES,
    MAX_TAGS,
    check_story,
    too_long,
)
from syndicate.rendering.markdown import parse, to_html
from syndicate.rendering.pictures import image_markdown
from syndicate.rendering.post import ImageRef, Post
from syndicate.rendering.prose import first_paragraph, to_text
from syndicate.rendering.sanitize import sanitize
from syndicate.rendering.slug import check_slug, suggest_slug
from syndicate.rendering.text import normalise, one_line, plain, truncate

__all__ = ["Draft", "build_post", "suggest_slug"]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_EXCERPT_CHARS = 200


@dataclass(frozen=True)
class Draft:
    """What a revision says, as it was written."""

    title: str
    body_markdown: str
    language: str
    slug: str
    url: str
    """Canonical address of the story on the culture blog."""
    summary: str = ""
    """Empty: the beginning of the body stands for it."""
    tags: tuple[str, ...] = ()
    images: tuple[ImageRef, ...] = ()
    """The first is the hero. Those the body does not place follow it."""
    byline: str = ""
    channel_text: str | None = None
    """Text PR wrote for one channel, or None."""


def build_post(draft: Draft, *, first_pass: bool = True) -> Post:
    """The neutral post of `draft`: the same draft gives the same post.

    Raises `TooLarge` for a body over the limit, and `Invalid` naming every field that does not
    pass. `first_pass=False` takes bleach out of the sanitising.
    """
    check_story(draft.body_markdown)
    tidy = _tidied(draft)
    problems = list(_problems(tidy))
    if problems:
        raise Invalid.fields(problems)
    tokens = _tokens(tidy)
    html = sanitize(to_html(tokens), first_pass=first_pass).strip()
    text = normalise(to_text(tokens)).strip()
    if not text and "<img " not in html:
        raise Invalid.field("body", _("The story is empty. Please write at least one sentence."))
    return Post(
        language=tidy.language,
        title=tidy.title,
        summary=tidy.summary or truncate(one_line(first_paragraph(tokens)), _EXCERPT_CHARS),
        html=html,
        text=text,
        tags=tidy.tags,
        byline=tidy.byline,
        images=tidy.images,
        slug=tidy.slug,
        url=tidy.url,
        channel_text=tidy.channel_text,
    )


def _tidied(draft: Draft) -> Draft:
    """`draft` with every text normalised; tags and images only once each."""
    images = {image.sha256: replace(image, alt=one_line(image.alt)) for image in draft.images}
    return replace(
        draft,
        title=one_line(draft.title),
        summary=one_line(draft.summary),
        body_markdown=normalise(draft.body_markdown),
        tags=_unique_tags(draft.tags),
        images=tuple(images.values()),
        byline=one_line(draft.byline),
        url=one_line(draft.url),
        channel_text=plain(draft.channel_text or "") or None,
    )


def _unique_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Without `#`, each once however it is written: `Go`, `go` and `ＧＯ` are one tag."""
    unique: dict[str, str] = {}
    for tag in tags:
        name = one_line(tag).lstrip("#＃ ")
        if name:
            unique.setdefault(unicodedata.normalize("NFKC", name).casefold(), name)
    return tuple(unique.values())


def _problems(draft: Draft) -> Iterator[tuple[str, Text]]:
    if not draft.title:
        yield "title", _("Please give the story a title.")
    yield from _too_long(draft)
    if not _LANGUAGE.fullmatch(draft.language):
        yield "language", _("The language is a code such as en or ja.")
    if len(draft.tags) > MAX_TAGS:
        yield "tags", _("At most %(limit)s tags are possible.", limit=MAX_TAGS)
    if len(draft.images) > MAX_IMAGES:
        yield "images", _("At most %(limit)s images can stand in a story.", limit=MAX_IMAGES)
    try:
        check_slug(draft.slug)
    except Invalid as refusal:
        yield from refusal.problems


def _too_long(draft: Draft) -> Iterator[tuple[str, Text]]:
    lines = [
        ("title", "title", draft.title),
        ("summary", "summary", draft.summary),
        ("byline", "byline", draft.byline),
        ("channel_text", "channel_text", draft.channel_text or ""),
        *(("tags", "tag", tag) for tag in draft.tags),
        *(("images", "alt", image.alt) for image in draft.images),
    ]
    for field, kind, text in lines:
        problem = too_long(kind, text)
        if problem:
            yield field, problem


def _tokens(draft: Draft) -> list[Token]:
    """The body, then the images it does not place, so that all that was approved is seen."""
    images = {image.sha256: image for image in draft.images}
    tokens, placed = parse(draft.body_markdown, images)
    for image in draft.images[1:]:
        if image.sha256 not in placed:
            tokens += parse(image_markdown(image.sha256), images)[0]
    return tokens
