"""The whole site made again from the shelf, the same bytes as story by story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from publishers.culture_blog import acts, addresses, memory, sitemap
from publishers.culture_blog.addresses import file_for
from publishers.culture_blog.edition import Edition
from publishers.culture_blog.shelves import Everything
from publishers.culture_blog.site import Site
from publishers.culture_blog.store import STATE, Changes
from publishers.culture_blog.story import Story, from_shelf
from syndicate.i18n import LOCALES
from syndicate.publishing.port import Media, Shelf
from syndicate.rendering.post import ImageRef

_OURS = (
    *(*LOCALES, "assets", "media", "sitemaps"),
    *(f"{STATE}{folder}" for folder in ("agenda", "media", "stories")),
)
"""Folders in which every file is one of ours."""


def rebuild(site: Site, shelf: Shelf, media: Media, changes: Changes, now: datetime) -> None:
    """Let the changes hold every file of the site, and remove those that belong to no story."""
    changes.learn()
    everything = Everything(shelf, site.languages)
    edition = Edition(site, everything, changes, now)
    stories = [from_shelf(each, site.zone) for each in everything.stories]
    _remember(edition, stories, media)
    edition.base()
    for story in stories:
        edition.story(story)
    for language in site.languages:
        _lists(edition, language, stories)
    _sitemap(edition, stories)
    changes.put(memory.LOOK, site.fingerprint)
    for language in site.languages:
        edition.home(language)
    for name in _strays(changes):
        changes.remove(name)


def _remember(edition: Edition, stories: list[Story], media: Media) -> None:
    images: dict[str, ImageRef] = {}
    users: dict[str, set[str]] = defaultdict(set)
    for story in stories:
        memory.remember(edition.changes, story)
        appointment = acts.appointment_of(edition, story)
        if appointment:
            memory.appoint(edition.changes, appointment)
        else:
            memory.cancel(edition.changes, story.language, story.slug)
        for image in story.content.images if story.content else ():
            images[image.file_name] = image
            users[image.file_name].add(memory.user_of(story))
    acts.put_images(edition.changes, media, images.values())
    for name, stories_with_it in users.items():
        memory.note_users(edition.changes, name, stories_with_it)


def _lists(edition: Edition, language: str, stories: list[Story]) -> None:
    for number in range(1, edition.last_archive_page(language) + 1):
        edition.archive(language, number)
    for tag, _count in edition.tags(language):
        edition.tag(language, tag)
    edition.feeds(language)
    spoken_of = (each for each in stories if each.language == language)
    gone = {tag for each in spoken_of if edition.is_spoken_of(each) for tag in each.tags}
    for tag in sorted({*gone, *(name for name, _count in edition.tags(language))}):
        edition.feeds(language, tag)


def _sitemap(edition: Edition, stories: list[Story]) -> None:
    parts: dict[str, list[str]] = defaultdict(list)
    for story in stories:
        if story.content:
            name = file_for(addresses.sitemap(story.language, story.ordinal))
            line = sitemap.story_line(edition.site, story, edition.variants(story))
            parts[name].append(line)
    for name in edition.changes.names(sitemap.FOLDER):
        edition.changes.remove(name)
    for name, lines in parts.items():
        edition.changes.put(name, sitemap.part_of(lines) or b"")
    edition.sitemap_index()


def _strays(changes: Changes) -> Iterator[str]:
    """Files in the site's own folders that nothing asked for."""
    wanted = changes.wanted
    for folder in _OURS:
        yield from (name for name in changes.standing(f"{folder}/") if name not in wanted)
