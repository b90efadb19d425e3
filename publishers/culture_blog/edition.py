"""The files that show what is on the shelf at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from publishers.culture_blog import addresses, feeds, lists, look, memory, pages, sitemap
from publishers.culture_blog.addresses import GONE_MARK, file_for
from publishers.culture_blog.feeds import Feed
from publishers.culture_blog.shelves import View
from publishers.culture_blog.site import Site
from publishers.culture_blog.store import Changes
from publishers.culture_blog.story import Story, from_shelf
from syndicate.publishing.port import Shelved

_ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)


class Edition:
    """Writes the files of the site, each from the view it was given, into the changes."""

    def __init__(self, site: Site, view: View, changes: Changes, now: datetime) -> None:
        self.site = site
        self.view = view
        self.changes = changes
        self.now = now
        self._tags: dict[str, Sequence[tuple[str, int]]] = {}
        self._known: dict[tuple[str, str], Story] = {}

    @property
    def listed_before(self) -> datetime:
        """Stories published before this moment stand in the feeds."""
        return self.now - self.site.config.feed_delay

    def tags(self, language: str) -> Sequence[tuple[str, int]]:
        """Tags of live stories with their counts, by name."""
        if language not in self._tags:
            self._tags[language] = sorted(self.view.tags(language))
        return self._tags[language]

    def has_tag(self, language: str, tag: str) -> bool:
        """Whether a live story has this tag."""
        return any(name == tag for name, _count in self.tags(language))

    def base(self) -> None:
        """What depends on no story: stylesheet, icons, the door, notices, and the page about us."""
        for path, body in look.assets().values():
            self.changes.put(file_for(path), body)
        self.changes.put("robots.txt", sitemap.robots(self.site))
        for language in self.site.languages:
            self.put(addresses.about(language), lists.about_page(self.site, language))
            self.changes.put(f"{language}/404.html", pages.missing_page(self.site, language))
        self.changes.put("404.html", pages.missing_page(self.site, self.site.languages[0]))
        self.put("/", lists.root_page(self.site))

    def variants(self, story: Story) -> list[Story]:
        """The live versions of the story in other languages."""
        others = (each for each in self.site.languages if each != story.language)
        found = (memory.recall(self.changes, each, story.slug) for each in others)
        return [other for other in found if other and other.content]

    def story(self, story: Story) -> None:
        """The story's page, or what stands there after its withdrawal; the mark always first."""
        mark = file_for(f"{story.path}{GONE_MARK}")
        if story.content is None:
            self.changes.put(mark, b"")
            page = pages.gone_page(self.site, story.language)
            self.changes.put(file_for(story.path), page, gone=True)
        else:
            self.changes.remove(mark)
            self.put(story.path, pages.story_page(self.site, story, self.variants(story)))

    def archive(self, language: str, number: int) -> None:
        """An archive page, the newest of its stories first."""
        last = number * addresses.PER_ARCHIVE_PAGE
        first = last - addresses.PER_ARCHIVE_PAGE + 1
        stories = self._stories(self.view.run(language, first, last))
        page = lists.archive_page(
            self.site, language, number, stories[::-1], full=self.view.highest(language) >= last
        )
        self.put(addresses.archive(language, number), page)

    def last_archive_page(self, language: str) -> int:
        """The archive page the next story will stand on."""
        return addresses.archive_number(self.view.highest(language) + 1)

    def tag(self, language: str, tag: str) -> None:
        """A tag's page; none when no story has it any more."""
        if not self.has_tag(language, tag):
            self.changes.remove(file_for(addresses.tag(language, tag)))
            return
        newest = self.view.newest(language, tag=tag, limit=lists.ON_TAG_PAGE, listed_before=_ALWAYS)
        page = lists.tag_page(self.site, language, tag, self._stories(newest))
        self.put(addresses.tag(language, tag), page)

    def feeds(self, language: str, tag: str | None = None) -> None:
        """The three feeds of a language, or of a tag; none for a tag nobody knows any more."""
        folder = addresses.home(language) if tag is None else addresses.tag(language, tag)
        withdrawn = self.withdrawn(language, tag)
        if tag is not None and not withdrawn and not self.has_tag(language, tag):
            for link in ("feed.xml", "atom.xml", "feed.json"):
                self.changes.remove(file_for(f"{folder}{link}"))
            return
        newest = self.view.newest(
            language, tag=tag, limit=feeds.NEWEST, listed_before=self.listed_before
        )
        feed = Feed(self.site, language, tag, self._stories(newest), withdrawn)
        for name, text in feeds.files(feed).items():
            self.put(f"{folder}{name}", text)

    def withdrawn(self, language: str, tag: str | None = None) -> list[Story]:
        """Withdrawn stories that the feeds still speak of."""
        since = self.now - self.site.config.notice
        found = self._stories(self.view.withdrawn_since(language, since))
        spoken_of = [each for each in found if self.is_spoken_of(each)]
        return [each for each in spoken_of if tag is None or tag in each.tags][: feeds.NEWEST]

    def is_spoken_of(self, story: Story) -> bool:
        """Whether a withdrawn story had been in the feeds, and not too long ago."""
        if story.withdrawn_at is None:
            return False
        was_listed = story.published_at + self.site.config.feed_delay < story.withdrawn_at
        return was_listed and story.withdrawn_at >= self.now - self.site.config.notice

    def in_sitemap(self, story: Story) -> None:
        """The story's line in its part of the sitemap."""
        name = file_for(addresses.sitemap(story.language, story.ordinal))
        line = sitemap.story_line(self.site, story, self.variants(story)) if story.content else None
        part = sitemap.with_line(self.changes.read(name), self.site, story, line)
        if part is None:
            self.changes.remove(name)
        else:
            self.changes.put(name, part)

    def sitemap_index(self) -> None:
        """The sitemap's part for pages that are no stories, and the index of all parts."""
        tags = {language: self.tags(language) for language in self.site.languages}
        self.put(sitemap.PAGES, sitemap.pages(self.site, tags).decode())
        files = self.changes.names(sitemap.FOLDER)
        self.changes.put(file_for(sitemap.INDEX), sitemap.index(self.site, files))

    def home(self, language: str) -> None:
        """The front page."""
        newest = self.view.newest(language, limit=lists.ON_FRONT_PAGE, listed_before=_ALWAYS)
        page = lists.home_page(
            self.site,
            language,
            self._stories(newest),
            self.tags(language),
            highest=self.view.highest(language),
        )
        self.put(addresses.home(language), page)

    def put(self, path: str, text: str) -> None:
        """Let `text` be the answer at `path`."""
        self.changes.put(file_for(path), text)

    def _stories(self, shelved: Iterable[Shelved]) -> list[Story]:
        return [self._story(each) for each in shelved]

    def _story(self, shelved: Shelved) -> Story:
        """Read once: the same story stands on several lists."""
        key = (shelved.order.language, shelved.order.slug)
        if key not in self._known:
            self._known[key] = from_shelf(shelved, self.site.zone)
        return self._known[key]
