"""The pages of one story: live, withdrawn, and as a preview."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from publishers.culture_blog import addresses, head, look, structured
from publishers.culture_blog.content import Content
from publishers.culture_blog.head import Page
from publishers.culture_blog.site import LANGUAGE_NAMES, OG_LOCALES, Site
from publishers.culture_blog.story import Story
from syndicate.i18n import _

_READ_IN = {"en": "Read this story in English", "ja": "この記事を日本語で読む"}
"""Each in its own language, for readers of that language."""
_COPIES = re.compile(r'(<img [^>]*?) srcset="[^"]*" sizes="[^"]*"')


def story_page(site: Site, story: Story, variants: Sequence[Story]) -> str:
    """The page of a live story; `variants` are its versions in other languages."""
    content = story.live
    paths = [(each.language, each.path) for each in (story, *variants)]
    page = Page(
        kind="story",
        language=story.language,
        title=f"{content.title} | {site.name}",
        description=head.description(content.summary, story.language),
        canonical=f"{site.url}{story.path}",
        alternates=head.alternates(site, paths),
        switch=head.switch(site, story.language, paths),
        feeds=head.feed_links(site, story.language),
    )
    return head.render(
        "story.html",
        site,
        page,
        story=story,
        graph=structured.script(structured.story_graph(site, story, variants)),
        syndication=[(link, _place(link)) for link in story.links],
        archive=addresses.archive(story.language, addresses.archive_number(story.ordinal)),
        **_about_content(site, content, variants),
    )


def preview_page(site: Site, content: Content) -> str:
    """The page as it will stand, before anybody knows when; served by the app itself."""
    page = Page(
        kind="story",
        language=content.language,
        title=f"{content.title} | {site.name}",
        description=head.description(content.summary, content.language),
        robots="noindex",
        canonical=f"{site.url}{addresses.story(content.language, content.slug)}",
        switch=head.switch(site, content.language),
        feeds=head.feed_links(site, content.language),
    )
    frame = {**_about_content(site, content, ()), "article": _without_copies(content)}
    return head.render(
        "story.html",
        site,
        page,
        base=site.url,
        assets=look.preview_assets(),
        story=None,
        graph=None,
        syndication=[],
        archive=addresses.archive(content.language, 1),
        **frame,
    )


def gone_page(site: Site, language: str) -> str:
    """What stands where a story was withdrawn. It says nothing of the story."""
    return notice(
        site,
        language,
        heading=_("This story was withdrawn").in_(language),
        text=_(
            "It is no longer published. People may change their mind about a story they are in,"
            " and we respect that."
        ).in_(language),
    )


def missing_page(site: Site, language: str) -> str:
    """What answers an address where nothing ever stood."""
    return notice(
        site,
        language,
        heading=_("There is nothing here").in_(language),
        text=_("The address may be mistyped, or it is one we never had.").in_(language),
    )


def notice(site: Site, language: str, *, heading: str, text: str) -> str:
    """A short page that says why there is no story, and offers ways on."""
    page = Page(
        kind="notice",
        language=language,
        title=f"{heading} | {site.name}",
        robots="noindex",
        switch=head.switch(site, language),
        feeds=head.feed_links(site, language),
    )
    return head.render("notice.html", site, page, heading=heading, text=text)


def _about_content(site: Site, content: Content, variants: Sequence[Story]) -> dict[str, Any]:
    return {
        "content": content,
        "article": Markup(content.article_html),  # noqa: S704  # sanitised before it was approved
        "og_locale": OG_LOCALES[content.language],
        "og_locale_alternates": [OG_LOCALES[each.language] for each in variants],
        "variants": [(v.language, LANGUAGE_NAMES[v.language], v.path) for v in variants],
        "many_languages": len(site.languages) > 1,
        "read_in": _READ_IN,
    }


def _without_copies(content: Content) -> Markup:
    """The article without the smaller copies of its images, which exist on the blog only."""
    return Markup(_COPIES.sub(r"\1", content.article_html))  # noqa: S704  # only less of it


def _place(link: str) -> str:
    """`linkedin.com` for any address there."""
    return (urlsplit(link).hostname or link).removeprefix("www.")
