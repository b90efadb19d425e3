"""A revision frozen for review: one payload per channel, one hash over all, gates for that hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from syndicate.errors import Blocked, Invalid, Unresolved
from syndicate.gates import open_for
from syndicate.i18n import _
from syndicate.models import (
    Channel,
    Consent,
    NameForm,
    PayloadRow,
    Person,
    Release,
    Revision,
    RevisionImage,
    Story,
)
from syndicate.process import Block, Situation
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Payload
from syndicate.rendering.canonical import canonical_json
from syndicate.rendering.post import ImageRef, Post
from syndicate.rendering.slug import check_slug, suggest_slug
from syndicate.services import conditions, consents


def channels_for(session: Session, story: Story, consent: Consent | None) -> list[Channel]:
    """Active channels of the story's language that its author agreed to, in their order."""
    active = session.scalars(
        select(Channel).where(Channel.active).order_by(Channel.position, Channel.id)
    )
    return [
        channel
        for channel in active
        if (not channel.languages or story.language in channel.languages)
        and consent is not None
        and channel.name in consent.channels
    ]


def freeze(situation: Situation) -> Release:
    """The release for the story's latest revision, with its payloads and its gates.

    The same content gives the same release, and gates that hold for it stay held.
    """
    session, story = situation.session, situation.story
    revision = session.get_one(Revision, story.latest_revision_id)
    consent = consents.latest(session, story).get(story.author.id)
    name_form = consent.name_form if consent else NameForm.ANONYMOUS
    choose_slug(situation, revision)
    payloads = [
        (channel, _render(situation, revision, channel, name_form))
        for channel in channels_for(session, story, consent)
    ]
    digest = _release_sha256(revision, payloads)
    release = _same(session, story, digest) or _new(
        situation, revision, payloads, digest, name_form
    )
    story.release = release
    open_for(replace(situation, release=release), release)
    session.flush()  # gates and scans refer to the release's rows
    return release


def choose_slug(situation: Situation, revision: Revision) -> None:
    """Give the story its address, once and for ever."""
    story, session = situation.story, situation.session
    if story.slug is not None:
        return
    wanted = suggest_slug(_shown(situation, revision).title, story.id, situation.now)
    taken = session.scalars(select(Story.id).where(Story.slug == wanted)).first()
    story.slug = f"{wanted[:70].rstrip('-')}-{story.id[-6:]}" if taken else wanted


def set_slug(session: Session, story: Story, slug: str) -> None:
    """Take `slug` as the address. Raises `Invalid`: it is fixed from the first submit on."""
    if slug == story.slug:
        return
    if session.scalars(select(Release.id).where(Release.story_id == story.id)).first():
        raise Unresolved.field(
            "slug", _("The address is fixed since the story was first submitted.")
        )
    check_slug(slug)
    if session.scalars(select(Story.id).where(Story.slug == slug)).first():
        raise Unresolved.field("slug", _("Another story has this address. Please choose another."))
    story.slug = slug


def post_for(
    situation: Situation, revision: Revision, channel: Channel, name_form: NameForm
) -> Post:
    """The neutral post as one channel gets it, under the conditions people have set."""
    # Markdown and both sanitisers load where something is rendered: workers never do.
    from syndicate.rendering.build import Draft, build_post

    story = situation.story
    shown = _shown(situation, revision)
    slug = story.slug or suggest_slug(shown.title, story.id, situation.now)
    return build_post(
        Draft(
            title=shown.title,
            summary=shown.summary,
            body_markdown=shown.body,
            language=revision.language,
            tags=tuple(revision.tags),
            images=tuple(image_refs(shown.images)),
            slug=slug,
            byline=byline(story.author, name_form, revision.language),
            url=f"{situation.toolbox.settings.site_url}/{revision.language}/stories/{slug}/",
            channel_text=shown.channel_texts.get(channel.name),
        ),
        first_pass=situation.toolbox.settings.use_bleach,
    )


def _shown(situation: Situation, revision: Revision) -> conditions.Shown:
    given = consents.latest(situation.session, situation.story)
    return conditions.shown(revision, situation.story.people, given)


def image_refs(images: Sequence[RevisionImage]) -> Sequence[ImageRef]:
    """Images of a revision as a post names them."""
    return [
        ImageRef(
            sha256=image.asset.sha256,
            media_type=image.asset.media_type,
            width=image.asset.width,
            height=image.asset.height,
            alt=image.alt,
        )
        for image in images
    ]


def byline(person: Person, name_form: NameForm, language: str) -> str:
    """How the author is named: in full, by given name, by department, or not at all."""
    if name_form is NameForm.FULL:
        return person.name_in(language)
    if name_form is NameForm.GIVEN:
        return person.given or person.name_in(language)
    return person.department if name_form is NameForm.DEPARTMENT else ""


def _render(
    situation: Situation, revision: Revision, channel: Channel, name_form: NameForm
) -> Payload:
    try:
        post = post_for(situation, revision, channel, name_form)
        return situation.toolbox.publisher(channel).render(post)
    except (Refused, Invalid) as error:
        detail = error.text if isinstance(error, Invalid) else error.detail
        reason = _("%(channel)s: %(detail)s", channel=channel.title, detail=detail)
        raise Blocked(reason, blocks=[Block("channel:refused", reason, where="draft")]) from error


def _release_sha256(revision: Revision, payloads: Sequence[tuple[Channel, Payload]]) -> str:
    frozen = {
        "content": revision.content_sha256,
        "payloads": {channel.name: payload.sha256 for channel, payload in payloads},
    }
    return hashlib.sha256(canonical_json(frozen)).hexdigest()


def _same(session: Session, story: Story, digest: str) -> Release | None:
    return session.scalars(
        select(Release).where(Release.story_id == story.id, Release.sha256 == digest)
    ).one_or_none()


def _new(
    situation: Situation,
    revision: Revision,
    payloads: Sequence[tuple[Channel, Payload]],
    digest: str,
    name_form: NameForm,
) -> Release:
    session, story, user = situation.session, situation.story, situation.actor.user
    if not payloads:
        reason = _("No channel is open for this story. Ask an admin to add or activate one.")
        raise Blocked(reason, blocks=[Block("channels:none", reason, where="channels")])
    number = session.scalar(
        select(func.coalesce(func.max(Release.number), 0)).where(Release.story_id == story.id)
    )
    release = Release(
        story_id=story.id,
        revision=revision,
        number=(number or 0) + 1,
        sha256=digest,
        name_form=name_form,
        created_by_id=user.id if user else None,
        created_at=situation.now,
        payloads=[
            PayloadRow(
                channel_id=channel.id,
                position=position,
                body=payload.body,
                media_type=payload.media_type,
                images=[asdict(image) for image in payload.images],
                sha256=payload.sha256,
            )
            for position, (channel, payload) in enumerate(payloads)
        ],
    )
    session.add(release)
    session.flush()  # gates and the story point at its id
    return release
