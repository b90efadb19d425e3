"""A wish to tell a post outside: a new story, or one more supporter of a story there is."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.errors import Unresolved
from syndicate.i18n import _
from syndicate.models import Nomination, SourcePost, State, Story
from syndicate.policy import Actor
from syndicate.process import Form, Toolbox
from syndicate.rendering.html_in import markdown_from_html
from syndicate.rendering.limits import (
    MAX_IMAGES,
    MAX_STORY_CHARS,
    MAX_TAG_CHARS,
    MAX_TAGS,
    MAX_TITLE_CHARS,
    MAX_URL_CHARS,
)
from syndicate.rendering.text import normalise
from syndicate.services import notices, routes
from syndicate.services.people import MAX_PEOPLE, Email, PersonInput, author_of, set_people
from syndicate.services.revisions import ImageInput, write
from syndicate.validation import MUST_SHOW, VISIBLE, WRITTEN, FieldError

MAX_REASON_CHARS = 1000
WEB_ADDRESS = (
    r"^[Hh][Tt][Tt][Pp][Ss]?://[0-9A-Za-z._-]+(:[0-9]{1,5})?"
    r"([/?#][^\s\u0000-\u001f\u0085\ufeff]*)?$"
)
"""A link as browsers show it to be copied, as JSON Schema understands it too."""
Tag = Annotated[str, Field(max_length=MAX_TAG_CHARS)]


def short_when_composed(limit: int) -> AfterValidator:
    """In NFC a few characters become several: what is stored is what is measured."""

    def check(value: str) -> str:
        composed = normalise(value)
        if len(composed) > limit:
            raise FieldError(_("Please write at most %(max_length)s characters.", max_length=limit))
        return composed

    return AfterValidator(check)


Title = Annotated[str, Field(max_length=MAX_TITLE_CHARS), short_when_composed(MAX_TITLE_CHARS)]


class NominationInput(Form):
    """What a nominating employee hands in."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": [name], "properties": {name: {"pattern": VISIBLE}}}
                for name in ("source_text", "source_html")
            ]
        }
    )

    source_url: str | None = Field(
        None, max_length=MAX_URL_CHARS, json_schema_extra={"pattern": WEB_ADDRESS}
    )
    source_text: str = Field("", max_length=MAX_STORY_CHARS)
    source_html: str = Field("", max_length=MAX_STORY_CHARS)
    title: Title = ""
    author: Email
    people: list[PersonInput] = Field(default_factory=list, max_length=MAX_PEOPLE)
    reason: Annotated[
        str,
        Field(max_length=MAX_REASON_CHARS, json_schema_extra={"pattern": WRITTEN}),
        MUST_SHOW,
        short_when_composed(MAX_REASON_CHARS),
    ]
    language: Literal["en", "ja"] = "en"
    tags: list[Tag] = Field(default_factory=list, max_length=MAX_TAGS)
    images: list[ImageInput] = Field(default_factory=list, max_length=MAX_IMAGES)
    place: str = Field("", max_length=120)
    posted_at: datetime | None = None

    @field_validator("source_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        return normalised_url(value) if value else None

    @field_validator("tags")
    @classmethod
    def _tags(cls, value: list[str]) -> list[str]:
        return clean_tags(value)

    @field_validator("posted_at")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise FieldError(_("Please give the time with its offset, such as +09:00."))
        return _in_utc(value) if value else None

    @model_validator(mode="after")
    def _has_text(self) -> NominationInput:
        if not (self.source_text.strip() or self.source_html.strip()):
            raise FieldError(_("Please paste the text of the post: it is empty."))
        return self


def clean_tags(tags: list[str]) -> list[str]:
    """Tags without `#`, empty ones and repetitions; raises `FieldError` on a long one."""
    cleaned = [normalise(tag).strip().lstrip("#＃").strip() for tag in tags]
    for tag in cleaned:
        if len(tag) > MAX_TAG_CHARS:
            raise FieldError(_("A tag can have at most %(limit)s characters.", limit=MAX_TAG_CHARS))
    return list(dict.fromkeys(tag for tag in cleaned if tag))


def normalised_url(url: str) -> str:
    """The permalink without fragment, host in lower case; raises `FieldError`."""
    if not re.fullmatch(WEB_ADDRESS, url.strip()):
        raise FieldError(_("Please paste the whole link, beginning with http:// or https://."))
    parts = urlsplit(url.strip())
    link = urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))
    if len(link) > MAX_URL_CHARS:
        raise FieldError(
            _("Please write at most %(max_length)s characters.", max_length=MAX_URL_CHARS)
        )
    return link


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise FieldError(_("No calendar has this time. Please check the year.")) from error


def nominate(
    session: Session, data: NominationInput, *, actor: Actor, toolbox: Toolbox, now: datetime
) -> tuple[Story, bool]:
    """The story, and whether it was there already and gained a supporter."""
    if actor.user is None:
        raise Unresolved.field("author", _("Only people with an account can nominate."))
    text = normalise(data.source_text or markdown_from_html(data.source_html)).strip()
    if not text:
        raise Unresolved.field("source_text", _("Please paste the text of the post: it is empty."))
    digest = hashlib.sha256(text.encode()).hexdigest()
    story = _existing(session, data.source_url, digest)
    joined = story is not None
    if story is None:
        story, joined = _begin(session, data, text, digest, toolbox=toolbox, now=now)
    if not any(nomination.user_id == actor.user.id for nomination in story.nominations):
        _support(session, story, data.reason, actor=actor, joined=joined, now=now)
    return story, joined


def _existing(session: Session, url: str | None, digest: str) -> Story | None:
    match = SourcePost.url == url if url else SourcePost.sha256 == digest
    story = session.scalars(
        select(Story)
        .join(SourcePost, Story.source_post_id == SourcePost.id)
        .where(match)
        .order_by(Story.created_at)
        .limit(1)
    ).one_or_none()
    while story is not None and story.merged_into_id is not None:
        story = session.get_one(Story, story.merged_into_id)
    return story


def _begin(
    session: Session,
    data: NominationInput,
    text: str,
    digest: str,
    *,
    toolbox: Toolbox,
    now: datetime,
) -> tuple[Story, bool]:
    source = SourcePost(
        url=data.source_url,
        place=data.place,
        title=normalise(data.title) or _first_line(text),
        text=text,
        language=data.language,
        posted_at=data.posted_at,
        sha256=digest,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(source)
    except IntegrityError:  # the same link was nominated a moment ago
        story = _existing(session, data.source_url, digest)
        if story is None:
            raise
        return story, True
    story = Story(
        process=toolbox.settings.process,
        state=State.NOMINATED,
        state_since=now,
        language=data.language,
        source_post=source,
        created_at=now,
    )
    session.add(story)
    author = author_of(session, story, data.author, now)
    story.process = routes.process_for(session, author.department, story.process)
    people = set_people(session, story, data.people, now)
    write(
        session,
        story,
        title=source.title,
        summary="",
        body=text,
        tags=data.tags,
        channel_texts={},
        people=people,
        images=data.images,
        created_by_id=None,
        now=now,
    )
    return story, False


def _support(
    session: Session, story: Story, reason: str, *, actor: Actor, joined: bool, now: datetime
) -> None:
    if actor.user is None:
        return
    story.nominations.append(
        Nomination(user_id=actor.user.id, reason=normalise(reason), created_at=now)
    )
    audit.append(
        session,
        "story:nomination:added",
        at=now,
        actor_id=actor.id,
        way=actor.way,
        story_id=story.id,
        data={"joined": joined, "source": story.source_post.sha256},
    )
    if not joined:
        notices.tell_desk(session, story, "nominated", now=now)


def _first_line(text: str) -> str:
    line = text.splitlines()[0].lstrip("#").strip()
    return line[:MAX_TITLE_CHARS]
