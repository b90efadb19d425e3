"""What the blog remembers beside its pages, so that one story can change without looking at all.

Everything here can be made again from the shelf, and is the same bytes then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from publishers.culture_blog.pictures import file_names
from publishers.culture_blog.store import STATE, Changes
from publishers.culture_blog.story import Story, from_record
from syndicate.rendering.post import ImageRef

LOOK = f"{STATE}look"
"""Holds the fingerprint every page was made with; missing on a site that was never built."""
_AGENDA = f"{STATE}agenda/"
_USERS = f"{STATE}media/"


def record_name(language: str, slug: str) -> str:
    """The file that remembers a story."""
    return f"{STATE}stories/{language}/{slug}.json"


def recall(changes: Changes, language: str, slug: str) -> Story | None:
    """The story that stands, or stood, at this address."""
    body = changes.read(record_name(language, slug))
    return from_record(body) if body else None


def standing(changes: Changes, language: str) -> Iterator[str]:
    """The slugs of the stories of one language that stand now."""
    folder = f"{STATE}stories/{language}/"
    for name in changes.names(folder):
        slug = name.removeprefix(folder).removesuffix(".json")
        story = recall(changes, language, slug)
        if story is not None and story.content is not None:
            yield slug


def remember(changes: Changes, story: Story) -> None:
    """Keep what is needed to make the story's page again, or that it was withdrawn."""
    changes.put(record_name(story.language, story.slug), story.record())


def show_images(changes: Changes, story: Story, before: Story | None) -> None:
    """Note which images the story shows now; remove those that nobody shows any more."""
    shown, shown_before = _images(story), _images(before)
    for name in shown.keys() - shown_before.keys():
        note_users(changes, name, {*_users(changes, name), user_of(story)})
    for name in sorted(shown_before.keys() - shown.keys()):
        users = _users(changes, name) - {user_of(story)}
        note_users(changes, name, users)
        if not users:
            for file in file_names(shown_before[name]):
                changes.remove(f"media/{file}")


def note_users(changes: Changes, image: str, users: Iterable[str]) -> None:
    """Note which stories show the image of this file name."""
    lines = "\n".join(sorted(users))
    if lines:
        changes.put(f"{_USERS}{image}", lines)
    else:
        changes.remove(f"{_USERS}{image}")


def user_of(story: Story) -> str:
    """A story as a user of images."""
    return f"{story.language}/{story.slug}"


def _images(story: Story | None) -> dict[str, ImageRef]:
    """By file name, for one image may be described differently in each language."""
    content = story.content if story else None
    return {image.file_name: image for image in content.images} if content else {}


def _users(changes: Changes, image: str) -> set[str]:
    return set((changes.read(f"{_USERS}{image}") or b"").decode().split("\n")) - {""}


@dataclass(frozen=True)
class Appointment:
    """A time at which a story enters the feeds, or is forgotten by them."""

    due: datetime
    language: str
    slug: str
    tags: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its file: one for each story, since a story waits for one thing at a time."""
        return f"{_AGENDA}{self.language}.{self.slug}"


def appoint(changes: Changes, appointment: Appointment) -> None:
    """Keep an appointment; it replaces an earlier one of the same story."""
    lines = (appointment.due.isoformat(), *appointment.tags)
    changes.put(appointment.name, "\n".join(lines))


def cancel(changes: Changes, language: str, slug: str) -> None:
    """Forget the story's appointment, if it has one."""
    changes.remove(f"{_AGENDA}{language}.{slug}")


def agenda(changes: Changes) -> Iterator[Appointment]:
    """Every appointment."""
    for name in changes.names(_AGENDA):
        due, *tags = (changes.read(name) or b"").decode().split("\n")
        language, _dot, slug = name.removeprefix(_AGENDA).partition(".")
        yield Appointment(datetime.fromisoformat(due), language, slug, tuple(tags))
