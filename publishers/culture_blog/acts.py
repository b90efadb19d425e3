"""What one act changes on the site: a story appears, changes or goes, and time passes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from publishers.culture_blog import addresses, memory, pictures
from publishers.culture_blog.addresses import file_for
from publishers.culture_blog.edition import Edition
from publishers.culture_blog.memory import Appointment
from publishers.culture_blog.store import Changes
from publishers.culture_blog.story import Story, from_shelf
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Media, Shelved
from syndicate.rendering.post import ImageRef

_MOMENT = timedelta(seconds=1)
_STILL_SPREADING = 50
"""So many of the newest stories may yet come to stand at other channels; the rest await a build."""


def carry_out(edition: Edition, act: Shelved, media: Media) -> None:
    """Everything that changes when a story appears, changes or goes; front page and record last."""
    story = from_shelf(act, edition.site.zone)
    before = memory.recall(edition.changes, story.language, story.slug)
    if before and before.story_id != story.story_id:
        msg = f"Another story stands at {story.path}."
        raise Refused(msg)
    memory.remember(edition.changes, story)
    put_images(edition.changes, media, story.content.images if story.content else ())
    memory.show_images(edition.changes, story, before)
    for version in (story, *edition.variants(story)):
        edition.story(version)
        edition.in_sitemap(version)
    _archive(edition, story, before)
    tags = sorted({*story.tags, *(before.tags if before else ())})
    for tag in tags:
        edition.tag(story.language, tag)
    _feeds(edition, story, before, tags)
    edition.sitemap_index()
    edition.home(story.language)
    memory.remember(edition.changes, story)


def pass_time(edition: Edition) -> datetime | None:
    """Feeds of stories whose time has come, and links learned since. Returns the next time."""
    stale: set[tuple[str, str | None]] = set()
    waiting: list[datetime] = []
    for appointment in memory.agenda(edition.changes):
        if appointment.due < edition.now:
            stale |= {(appointment.language, tag) for tag in (None, *appointment.tags)}
            memory.cancel(edition.changes, appointment.language, appointment.slug)
        else:
            waiting.append(appointment.due)
    for language in edition.site.languages:
        stale |= _new_links(edition, language)
    for language, tag in sorted(stale, key=lambda pair: (pair[0], pair[1] or "")):
        edition.feeds(language, tag)
    return min(waiting) + _MOMENT if waiting else None


def put_images(changes: Changes, media: Media, images: Iterable[ImageRef]) -> None:
    """The files of these images; those already there are the same, for their name is their hash."""
    for image in images:
        names = [f"media/{name}" for name in pictures.file_names(image)]
        if all(changes.stood(name) for name in names):
            for name in names:
                changes.keep(name)
            continue
        for name, body in pictures.files(image, media):
            changes.put(f"media/{name}", body)


def appointment_of(edition: Edition, story: Story) -> Appointment | None:
    """When the feeds next change because of this story."""
    if story.content and story.published_at >= edition.listed_before:
        return _entry(edition, story)
    if story.withdrawn_at and edition.is_spoken_of(story):
        due = story.withdrawn_at + edition.site.config.notice
        return Appointment(due, story.language, story.slug, story.tags)
    return None


def _entry(edition: Edition, story: Story) -> Appointment:
    """When the story enters the feeds."""
    due = story.published_at + edition.site.config.feed_delay
    return Appointment(due, story.language, story.slug, story.tags)


def _archive(edition: Edition, story: Story, before: Story | None) -> None:
    """The story's page, and those up to the one the next story will stand on."""
    language = story.language
    numbers = {addresses.archive_number(each.ordinal) for each in (story, before) if each}
    last = edition.last_archive_page(language)
    while last > 0 and not _has_archive_page(edition, language, last):
        numbers.add(last)
        last -= 1
    for number in sorted(numbers):
        edition.archive(language, number)


def _has_archive_page(edition: Edition, language: str, number: int) -> bool:
    return edition.changes.stood(file_for(addresses.archive(language, number)))


def _feeds(edition: Edition, story: Story, before: Story | None, tags: Iterable[str]) -> None:
    """What stands in feeds changes at once; what is new waits for its time, even when it is late.

    Of the feeds a new story waits for, it is only seen to that they exist.
    """
    was_listed = before is not None and before.published_at < edition.listed_before
    is_new = story.content is not None and not (before and before.content and was_listed)
    is_known = was_listed or not is_new or (before is not None and before.content is None)
    appointment = _entry(edition, story) if is_new else appointment_of(edition, story)
    if appointment:
        memory.appoint(edition.changes, appointment)
    else:
        memory.cancel(edition.changes, story.language, story.slug)
    if is_known:
        edition.feeds(story.language)
    for tag in tags:
        feed = file_for(f"{addresses.tag(story.language, tag)}feed.xml")
        exists = edition.changes.stood(feed) and edition.has_tag(story.language, tag)
        if is_known or not exists:
            edition.feeds(story.language, tag)


def _new_links(edition: Edition, language: str) -> set[tuple[str, str | None]]:
    """Pages of the newest stories that have come to stand elsewhere too; the feeds to change."""
    stale: set[tuple[str, str | None]] = set()
    newest = edition.view.newest(language, limit=_STILL_SPREADING, listed_before=edition.now)
    for story in (from_shelf(each, edition.site.zone) for each in newest):
        before = memory.recall(edition.changes, language, story.slug)
        if before and before.content == story.content and before.links != story.links:
            memory.remember(edition.changes, story)
            edition.story(story)
            stale |= {(language, tag) for tag in (None, *story.tags)}
    return stale
