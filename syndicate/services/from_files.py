"""Stories from files: nominated, or rendered without being stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from syndicate.errors import Invalid, TooLarge
from syndicate.i18n import _
from syndicate.models import Channel, Story
from syndicate.policy import Actor
from syndicate.publishing.port import Payload
from syndicate.rendering.build import Draft, build_post
from syndicate.rendering.media import Image, reencode
from syndicate.rendering.post import ImageRef
from syndicate.rendering.slug import suggest_slug
from syndicate.services import media_store
from syndicate.services.kit import Kit
from syndicate.services.nominations import NominationInput, nominate
from syndicate.services.people import PersonInput
from syndicate.services.revisions import ImageInput
from syndicate.services.story_file import FileImage, StoryFile, read_story_file

SUMMARY_CHARS = 200


@dataclass(frozen=True)
class Prepared:
    """A story file that was read, its images made anew."""

    file: StoryFile
    images: tuple[Image, ...]
    """In the order of `file.images`."""


def prepare(path: Path, *, kit: Kit) -> Prepared:
    """The post in `path`, ready to be nominated; it takes a while where there are images.

    Raises `SyndicateError` with a sentence that names the file.
    """
    file = read_story_file(path)
    limit = kit.settings.max_upload_bytes
    images = [media_store.prepared(_bytes(image, limit), max_bytes=limit) for image in file.images]
    for image in images:
        kit.media.put(image.data, image.sha256, image.media_type)
    return Prepared(file, tuple(images))


def nominate_prepared(
    session: Session, prepared: Prepared, *, actor: Actor, kit: Kit, now: datetime
) -> tuple[Story, bool]:
    """Nominate a post, its images kept; the story, and whether it was there."""
    images = [
        ImageInput(
            asset_id=media_store.keep(session, made, actor=actor, store=kit.media, now=now).id,
            alt=image.alt,
            people=image.people,
        )
        for image, made in zip(prepared.file.images, prepared.images, strict=True)
    ]
    data = nomination(prepared.file, images)
    return nominate(session, data, actor=actor, toolbox=kit, now=now)


def nominate_file(
    session: Session, path: Path, *, actor: Actor, kit: Kit, now: datetime
) -> tuple[Story, bool]:
    """Both at once, for whoever keeps nobody waiting."""
    return nominate_prepared(session, prepare(path, kit=kit), actor=actor, kit=kit, now=now)


def nomination(file: StoryFile, images: list[ImageInput]) -> NominationInput:
    """What a nominating employee would have handed in."""
    return NominationInput(
        source_url=file.source_url,
        source_text=file.text,
        title=file.title,
        author=file.author,
        people=[PersonInput(**person.model_dump()) for person in file.people],
        reason=file.reason,
        language=file.language,
        tags=file.tags,
        images=images,
        place=file.place,
        posted_at=file.posted_at,
    )


def render_file(path: Path, *, channel: Channel, kit: Kit, now: datetime) -> Payload:
    """The payload one channel would get for the story in `path`; the author stays unnamed."""
    file = read_story_file(path, for_nomination=False)
    slug = suggest_slug(file.title, path.stem, now)
    post = build_post(
        Draft(
            title=file.title,
            summary=file.text.split("\n\n")[0][:SUMMARY_CHARS],
            body_markdown=file.text,
            language=file.language,
            tags=tuple(file.tags),
            images=tuple(_reference(image, kit) for image in file.images),
            slug=slug,
            byline="",
            url=f"{kit.settings.site_url}/{file.language}/stories/{slug}/",
            channel_text=None,
        ),
        first_pass=kit.settings.use_bleach,
    )
    return kit.publisher(channel).render(post)


def _reference(image: FileImage, kit: Kit) -> ImageRef:
    made = reencode(_bytes(image, kit.settings.max_upload_bytes))
    return ImageRef(made.sha256, made.media_type, made.width, made.height, image.alt)


def _bytes(image: FileImage, limit: int) -> bytes:
    path = Path(image.file)
    if path.stat().st_size > limit:
        raise TooLarge(
            _(
                "%(name)s is too large: an image can have at most %(limit)s MB.",
                name=path.name,
                limit=limit // 1_000_000,
            )
        )
    data = path.read_bytes()
    if not data:
        raise Invalid(_("%(name)s is empty.", name=path.name))
    return data
