"""The pages that lead to stories: front pages, tags, the archive, and the door to all of them."""

from __future__ import annotations

from collections.abc import Sequence

from publishers.culture_blog import addresses, head, structured
from publishers.culture_blog.head import Page
from publishers.culture_blog.site import LANGUAGE_NAMES, OG_LOCALES, Site
from publishers.culture_blog.story import Story
from syndicate.i18n import Text, _

ON_FRONT_PAGE = 19
"""One large and six rows of three."""
ON_TAG_PAGE = 20
TOPICS = 40
"""Tags a front page names."""


def home_page(
    site: Site,
    language: str,
    stories: Sequence[Story],
    tags: Sequence[tuple[str, int]],
    *,
    highest: int,
) -> str:
    """The front page: newest stories, the tags most stories have, and the way to the rest."""
    paths = [(each, addresses.home(each)) for each in site.languages]
    page = Page(
        kind="home",
        language=language,
        title=f"{site.name} | {site.company}",
        description=head.description(_tagline(site).in_(language), language),
        canonical=f"{site.url}{addresses.home(language)}",
        alternates=_home_alternates(site),
        switch=head.switch(site, language, paths),
        feeds=head.feed_links(site, language),
    )
    graph = [structured.blog(site, language, stories), structured.organization(site)]
    return head.render(
        "home.html",
        site,
        page,
        tagline=_tagline(site).in_(language),
        stories=stories,
        archive=addresses.archive(language, addresses.archive_number(max(highest, 1))),
        tags=[(name, addresses.tag(language, name)) for name in _leading(tags)],
        og_locale=OG_LOCALES[language],
        graph=structured.script(graph),
    )


def tag_page(site: Site, language: str, tag: str, stories: Sequence[Story]) -> str:
    """The newest stories with a tag."""
    page = Page(
        kind="tag",
        language=language,
        title=f"{tag} | {site.name}",
        canonical=f"{site.url}{addresses.tag(language, tag)}",
        switch=head.switch(site, language),
        feeds=(
            *head.feed_links(site, language, tag),
            *head.feed_links(site, language),
        ),
    )
    return _list_page(
        site, page, kicker=_("Topic"), heading=tag, stories=stories, empty=_("No stories here.")
    )


def archive_page(
    site: Site, language: str, number: int, stories: Sequence[Story], *, full: bool
) -> str:
    """Twenty stories by their place in the order of publication.

    A full page names the next one, which exists from then on, so that it never changes again.
    """
    heading = _("All stories, part %(number)s", number=number).in_(language)
    page = Page(
        kind="archive",
        language=language,
        title=f"{heading} | {site.name}",
        robots=head.INDEXED if stories else head.FOLLOWED,
        canonical=f"{site.url}{addresses.archive(language, number)}",
        switch=head.switch(site, language),
        feeds=head.feed_links(site, language),
    )
    return _list_page(
        site,
        page,
        kicker=_("Archive"),
        heading=heading,
        stories=stories,
        empty=_("No stories here."),
        ways=_archive_ways(language, number, full=full),
    )


def _archive_ways(language: str, number: int, *, full: bool) -> list[tuple[str, str, str]]:
    ways = [("", addresses.home(language), _("Newest stories"))]
    if number > 1:
        ways.insert(0, ("prev", addresses.archive(language, number - 1), _("Older stories")))
    if full:
        ways.append(("next", addresses.archive(language, number + 1), _("Newer stories")))
    return [(rel, href, label.in_(language)) for rel, href, label in ways]


def about_page(site: Site, language: str) -> str:
    """How we publish stories, what we know about readers, and whom to ask for a removal."""
    paths = [(each, addresses.about(each)) for each in site.languages]
    contact = site.config.contact
    page = Page(
        kind="about",
        language=language,
        title=f"{_('How we publish stories').in_(language)} | {site.name}",
        canonical=f"{site.url}{addresses.about(language)}",
        alternates=head.alternates(site, paths),
        switch=head.switch(site, language, paths),
        feeds=head.feed_links(site, language),
    )
    href = contact if contact.startswith("http") else f"mailto:{contact}"
    return head.render(
        "about.html", site, page, contact=contact, contact_href=href if contact else ""
    )


def root_page(site: Site) -> str:
    """The door: one way in for each language."""
    page = Page(
        kind="door",
        language=site.languages[0],
        title=f"{site.name} | {site.company}",
        description=head.description(_tagline(site).in_(site.languages[0]), site.languages[0]),
        canonical=f"{site.url}/",
        alternates=_home_alternates(site),
        feeds=tuple(feed for each in site.languages for feed in head.feed_links(site, each)),
    )
    doors = [(each, LANGUAGE_NAMES[each], _tagline(site).in_(each)) for each in site.languages]
    return head.render("root.html", site, page, doors=doors)


def _list_page(
    site: Site,
    page: Page,
    *,
    kicker: Text,
    heading: str,
    stories: Sequence[Story],
    empty: Text,
    ways: Sequence[tuple[str, str, str]] = (),
) -> str:
    return head.render(
        "list.html",
        site,
        page,
        kicker=kicker.in_(page.language),
        heading=heading,
        stories=stories,
        empty=empty.in_(page.language),
        ways=ways,
    )


def _tagline(site: Site) -> Text:
    return _(
        "Stories from inside %(company)s, told by the people who work there.", company=site.company
    )


def _home_alternates(site: Site) -> tuple[tuple[str, str], ...]:
    if len(site.languages) < 2:
        return ()
    pairs = tuple((each, f"{site.url}{addresses.home(each)}") for each in site.languages)
    return (*pairs, ("x-default", f"{site.url}/"))


def _leading(tags: Sequence[tuple[str, int]]) -> list[str]:
    """The tags most stories have, by name."""
    most = sorted(tags, key=lambda pair: (-pair[1], pair[0]))[:TOPICS]
    return sorted(name for name, _count in most)
