"""RSS 2.0, Atom and JSON Feed 1.1 of one language, or of one tag in it: the same stories thrice."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from markupsafe import Markup

from publishers.culture_blog import addresses, head, look
from publishers.culture_blog.site import Site
from publishers.culture_blog.story import Story
from syndicate.i18n import _

NEWEST = 20
# Atom demands a time of change; W3C's validator takes none before 1990 for plausible.
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Feed:
    """What one feed says."""

    site: Site
    language: str
    tag: str | None
    stories: Sequence[Story]
    """The newest, the latest first."""
    withdrawn: Sequence[Story]
    """Stories that readers of the feed may still keep a copy of."""

    @property
    def title(self) -> str:
        """The blog's name, and the tag's."""
        return self.site.name if self.tag is None else f"{self.tag} – {self.site.name}"

    @property
    def description(self) -> str:
        """One sentence about the blog."""
        tagline = _(
            "Stories from inside %(company)s, told by the people who work there.",
            company=self.site.company,
        )
        return tagline.in_(self.language)

    @property
    def home(self) -> str:
        """The page the feed belongs to."""
        if self.tag is None:
            return f"{self.site.url}{addresses.home(self.language)}"
        return f"{self.site.url}{addresses.tag(self.language, self.tag)}"

    @property
    def changed_at(self) -> datetime | None:
        """When something in it last changed; None when there is nothing in it."""
        moments = [story.modified_at for story in (*self.stories, *self.withdrawn)]
        return max(moments, default=None)


def files(feed: Feed) -> dict[str, str]:
    """File name and text of each format."""
    return {"feed.xml": rss(feed), "atom.xml": atom(feed), "feed.json": json_feed(feed)}


def rss(feed: Feed) -> str:
    """RSS 2.0 with the whole text of each story."""
    return _xml("rss.xml", feed, date=format_datetime, cdata=_cdata)


def atom(feed: Feed) -> str:
    """Atom 1.0; of a withdrawn story it says so under the story's id."""
    return _xml("atom.xml", feed, date=datetime.isoformat, never=_NEVER)


def json_feed(feed: Feed) -> str:
    """JSON Feed 1.1; of a withdrawn story it says so under the story's id."""
    site, icons = feed.site, look.public_assets()
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": f"{feed.home}feed.json",
        "description": feed.description,
        "language": feed.language,
        "icon": f"{site.url}{icons['icon-512.png']}",
        "favicon": f"{site.url}{icons['icon-64.png']}",
        "authors": [{"name": site.company, "url": f"{site.url}/"}],
        "items": [
            *(_item(feed, story) for story in feed.stories),
            *(_withdrawn_item(feed, story) for story in feed.withdrawn),
        ],
    }
    return json.dumps(value, ensure_ascii=False) + "\n"


def _item(feed: Feed, story: Story) -> dict[str, Any]:
    content, site = story.live, feed.site
    item: dict[str, Any] = {
        "id": site.entry_id(story),
        "url": f"{site.url}{story.path}",
        "title": content.title,
        "content_html": content.feed_html(site.url),
        "content_text": content.text,
        "summary": content.summary,
        "date_published": story.published_at.isoformat(),
        "date_modified": story.modified_at.isoformat(),
        "authors": [{"name": content.byline or site.company}],
        "tags": list(content.tags),
        "language": content.language,
    }
    if content.hero:
        item["image"] = f"{site.url}{addresses.media(content.hero.file_name)}"
    if story.links:
        item["_syndication"] = {"urls": list(story.links)}
    return item


def _withdrawn_item(feed: Feed, story: Story) -> dict[str, Any]:
    return {
        "id": feed.site.entry_id(story),
        "title": withdrawn_title(feed.language),
        "content_text": withdrawn_text(feed.language),
        "date_published": story.published_at.isoformat(),
        "date_modified": story.modified_at.isoformat(),
        "language": feed.language,
        "_withdrawn": {"at": story.modified_at.isoformat()},
    }


def withdrawn_title(language: str) -> str:
    """The title a withdrawn story has in a feed."""
    return _("This story was withdrawn").in_(language)


def withdrawn_text(language: str) -> str:
    """What a feed says of a withdrawn story."""
    return _("It is no longer published. Please delete your copy.").in_(language)


def _xml(name: str, feed: Feed, *, date: Callable[[datetime], str], **context: Any) -> str:
    site = feed.site
    return look.template(name, feed.language).render(
        feed=feed,
        site=site,
        icon=f"{site.url}{look.public_assets()['icon-64.png']}",
        links=head.feed_links(site, feed.language, feed.tag),
        date=date,
        html=lambda story: story.live.feed_html(site.url),
        withdrawn_title=withdrawn_title(feed.language),
        withdrawn_text=withdrawn_text(feed.language),
        **context,
    )


def _cdata(html: str) -> Markup:
    """`html` as it is, in CDATA that nothing in it can end."""
    safe = html.replace("]]>", "]]]]><![CDATA[>")
    return Markup(f"<![CDATA[{safe}]]>")  # noqa: S704  # CDATA needs no other escaping
