"""The working text of a story: each save is a revision; nobody overwrites anybody unseen."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, field_validator
from sqlalchemy import update
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Conflict, Forbidden, WrongState
from syndicate.i18n import Text, _
from syndicate.models import Revision, State, Story
from syndicate.policy import PERMISSIONS, Actor, Permission, Standing, allows
from syndicate.process import Form, Toolbox
from syndicate.rendering.limits import (
    MAX_CHANNEL_TEXT_CHARS,
    MAX_IMAGES,
    MAX_SLUG_CHARS,
    MAX_STORY_CHARS,
    MAX_SUMMARY_CHARS,
    MAX_TAGS,
    MAX_TITLE_CHARS,
)
from syndicate.rendering.slug import SLUG
from syndicate.rendering.text import normalise
from syndicate.services import releases, stories
from syndicate.services.consequences import of_saving
from syndicate.services.nominations import Tag, clean_tags, short_when_composed
from syndicate.services.people import MAX_PEOPLE, PersonInput, set_people
from syndicate.services.revisions import ImageInput, write
from syndicate.standing import right_to, standing_of
from syndicate.validation import MUST_SHOW, WRITTEN, Count
from syndicate.workflow import Seen, look, state_label, take

EDIT = "edit"
"""The step a process takes when a text under review is saved with changes."""
ChannelText = Annotated[str, Field(max_length=MAX_CHANNEL_TEXT_CHARS)]


class DraftInput(Form):
    """The public content as an editor left it; `version` is the story's, as they opened it."""

    version: Count
    title: Annotated[
        str,
        Field(max_length=MAX_TITLE_CHARS, json_schema_extra={"pattern": WRITTEN}),
        MUST_SHOW,
        short_when_composed(MAX_TITLE_CHARS),
    ]
    summary: str = Field("", max_length=MAX_SUMMARY_CHARS)
    body: Annotated[
        str, Field(max_length=MAX_STORY_CHARS, json_schema_extra={"pattern": WRITTEN}), MUST_SHOW
    ]
    slug: str | None = Field(
        None, max_length=MAX_SLUG_CHARS, json_schema_extra={"pattern": SLUG.pattern}
    )
    """Public address; None leaves it to be chosen at the first submit."""
    tags: list[Tag] = Field(default_factory=list, max_length=MAX_TAGS)
    channel_texts: dict[str, ChannelText] = Field(default_factory=dict, max_length=20)
    people: list[PersonInput] | None = Field(None, max_length=MAX_PEOPLE)
    """None leaves the story's people as they are."""
    images: list[ImageInput] | None = Field(None, max_length=MAX_IMAGES)
    """None leaves the images as they are."""

    @field_validator("tags")
    @classmethod
    def _tags(cls, value: list[str]) -> list[str]:
        return clean_tags(value)


def save(
    session: Session,
    story_id: str,
    data: DraftInput,
    *,
    actor: Actor,
    toolbox: Toolbox,
    now: datetime,
) -> Revision:
    """The revision that now stands. A story under review goes back to drafting when it changed.

    Raises `Conflict` with both texts when somebody was faster, `WrongState` once it is out.
    """
    story, right = _opened(session, story_id, data, actor, toolbox)
    before = story.latest_revision
    revision = _revise(session, story, data, actor, now)
    if revision is before:
        return revision
    _bump(session, story, data)
    _write_down(session, story, revision, right.actor, now)
    if story.state is not State.DRAFTING:
        seen = Seen(revision.id, story.release.sha256 if story.release else None)
        take(session, story.id, EDIT, actor=actor, toolbox=toolbox, now=now, seen=seen)
    return revision


def consequences(
    session: Session,
    story_id: str,
    data: DraftInput,
    *,
    actor: Actor,
    toolbox: Toolbox,
    now: datetime,
) -> list[Text]:
    """What saving would undo, to be read before it is done; empty when nothing would change.

    Nothing stays written. The session must be one that may write.
    """
    story, _right = _opened(session, story_id, data, actor, toolbox)
    situation = look(session, story, actor=actor, toolbox=toolbox, now=now)
    before = story.latest_revision
    with session.begin_nested() as trial:
        after = _revise(session, story, data, actor, now)
        found = list(of_saving(situation, before, after)) if before else []
        trial.rollback()
    return found


def can_edit(story: Story, standing: Standing, toolbox: Toolbox) -> bool:
    """Whether somebody who stands so may save a draft now."""
    return allows(Permission.DRAFT_WRITE, standing) and _is_editable(story, toolbox)


def _opened(
    session: Session, story_id: str, data: DraftInput, actor: Actor, toolbox: Toolbox
) -> tuple[Story, Standing]:
    story = stories.load(session, story_id, actor)
    right = right_to(standing_of(session, story, actor), PERMISSIONS[Permission.DRAFT_WRITE])
    if isinstance(right, Text):
        raise Forbidden(_("Only the PR desk and the author can edit this story."))
    if not _is_editable(story, toolbox):
        raise WrongState(
            _(
                "The text can be edited while the story is drafted or reviewed; "
                "now it is %(state)s.",
                state=state_label(story.state),
            ),
            state=story.state.value,
        )
    if data.version != story.version:
        raise _conflict(story, data)
    return story, right


def _is_editable(story: Story, toolbox: Toolbox) -> bool:
    lines = toolbox.process(story.process).named(EDIT)
    return story.state is State.DRAFTING or any(story.state in line.source for line in lines)


def _revise(
    session: Session, story: Story, data: DraftInput, actor: Actor, now: datetime
) -> Revision:
    if data.slug:
        releases.set_slug(session, story, data.slug)
    people = (
        [person for person in story.people if person.removed_at is None]
        if data.people is None
        else set_people(session, story, data.people, now)
    )
    return write(
        session,
        story,
        title=normalise(data.title),
        summary=normalise(data.summary),
        body=normalise(data.body),
        tags=data.tags,
        channel_texts={name: normalise(text) for name, text in data.channel_texts.items()},
        people=people,
        images=_images_of(story.latest_revision) if data.images is None else data.images,
        created_by_id=actor.user.id if actor.user else None,
        now=now,
    )


def _write_down(
    session: Session, story: Story, revision: Revision, actor: Actor, now: datetime
) -> None:
    data = {"revision": revision.id, "content": revision.content_sha256, **actor.acting}
    audit.append(
        session,
        "story:draft:saved",
        at=now,
        actor_id=actor.id,
        way=actor.way,
        story_id=story.id,
        data=data,
    )


def _images_of(revision: Revision | None) -> list[ImageInput]:
    images = revision.images if revision else []
    return [
        ImageInput(asset_id=image.asset_id, alt=image.alt, people=list(image.people_ids))
        for image in images
    ]


def _bump(session: Session, story: Story, data: DraftInput) -> None:
    session.flush()  # nothing pending may ride along with the compare-and-set
    moved = session.execute(
        update(Story)
        .where(Story.id == story.id, Story.version == data.version)
        .values(version=data.version + 1)
        .execution_options(synchronize_session=False)
        .returning(Story.id)
    ).one_or_none()
    if moved is None:
        raise _conflict(story, data)
    session.refresh(story, ["version"])


def _conflict(story: Story, data: DraftInput) -> Conflict:
    texts = ("title", "summary", "body")
    return Conflict(
        _("Somebody saved this story while you were editing. Compare both, then save again."),
        version=story.version,
        theirs={name: getattr(story.latest_revision, name, "") for name in texts},
        yours={name: getattr(data, name) for name in texts},
    )
