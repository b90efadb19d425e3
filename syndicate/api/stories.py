"""Nominating, finding, drafting and moving stories."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from syndicate.api import answers as out
from syndicate.api import show
from syndicate.api.operation import Call, Done, Operation, Query
from syndicate.api.staleness import told_what_changed
from syndicate.api.wire import DIGITS, Flag, Id
from syndicate.i18n import _
from syndicate.models import State
from syndicate.policy import Permission
from syndicate.services import drafts, nominations, readings, stories
from syndicate.services.kit import Kit
from syndicate.services.stories import PAGE_LIMIT
from syndicate.validation import FieldError
from syndicate.workflow import Seen, take

FIELD_NAME = "[a-z_]{1,40}"


class StoryQuery(Query):
    """Filters of the list."""

    state: State | None = None
    mine: Flag = False
    waiting_for: Literal["author", "pr", "privacy"] | None = None
    q: str = Field("", max_length=200, description="Words of the title.")
    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_LIMIT), DIGITS] = 20


FieldValue = str | bool | list[str] | None


class StepInput(BaseModel):
    """What the caller saw, and the fields of the step beside it, as `steps` of the story says."""

    model_config = ConfigDict(
        extra="allow", json_schema_extra={"propertyNames": {"pattern": f"^{FIELD_NAME}$"}}
    )
    __pydantic_extra__: dict[str, FieldValue]

    revision: str = Field(max_length=64, description="Id of the revision the decision is about.")
    release: str | None = Field(
        None,
        max_length=64,
        description="SHA-256 of the release the decision is about; needed to hold a gate.",
    )

    @model_validator(mode="after")
    def _plain_names(self) -> StepInput:
        if not all(re.fullmatch(FIELD_NAME, name) for name in self.model_extra or ()):
            raise FieldError(_("There is no such field."))
        return self


def nominate(call: Call, body: nominations.NominationInput) -> Done:
    """201 with a new story, or 200 with the story the post is in already."""
    story, joined = nominations.nominate(
        call.session, body, actor=call.actor, toolbox=call.kit, now=call.now
    )
    return Done(200 if joined else 201, show.story(call, story))


def list_stories(call: Call, query: StoryQuery) -> out.StoryPage:
    """Stories the caller may know of, newest first."""
    page = stories.search(call.session, call.actor, **query.model_dump())
    return out.StoryPage(
        items=[show.brief(story, call.locale) for story in page.stories],
        next_cursor=page.next_cursor,
    )


def get_story(call: Call, id: str) -> out.StoryOut:  # noqa: A002 - the name in the path
    """One story."""
    return show.story(call, stories.load(call.session, id, call.actor, Permission.STORY_READ))


def save_draft(call: Call, body: drafts.DraftInput, id: str) -> out.StoryOut:  # noqa: A002 - as above
    """The story with the revision that now stands."""
    drafts.save(call.session, id, body, actor=call.actor, toolbox=call.kit, now=call.now)
    return show.story(call, stories.load(call.session, id, call.actor))


def draft_consequences(call: Call, body: drafts.DraftInput, id: str) -> out.Consequences:  # noqa: A002 - as above
    """What saving this draft would undo. Nothing is saved."""
    said = drafts.consequences(
        call.session, id, body, actor=call.actor, toolbox=call.kit, now=call.now
    )
    return out.Consequences(items=[text.in_(call.locale) for text in said])


def look_at_pictures(kit: Kit, id: str, **_path: str) -> None:  # noqa: A002 - as above
    """Have the story's pictures looked at before a step may need it."""
    readings.prepare(kit.database, kit.media, id)


def take_step(
    call: Call,
    body: StepInput,
    id: str,  # noqa: A002 - as above
    step: str,
) -> out.StoryOut:
    """The story after the step."""
    fields: dict[str, Any] = body.model_extra or {}
    seen = Seen(body.revision, body.release)
    with told_what_changed(call, id, seen):
        story = take(
            call.session,
            id,
            step,
            actor=call.actor,
            toolbox=call.kit,
            now=call.now,
            seen=seen,
            data=fields,
        )
    return show.story(call, story)


OPERATIONS = (
    Operation(
        "POST",
        "/nominations",
        "Nominate an internal post",
        nominate,
        out.StoryOut,
        body=nominations.NominationInput,
        status=201,
        also=(200,),
    ),
    Operation("GET", "/stories", "List stories", list_stories, out.StoryPage, query=StoryQuery),
    Operation("GET", "/stories/{id}", "Read a story", get_story, out.StoryOut),
    Operation(
        "PUT",
        "/stories/{id}/draft",
        "Save the draft",
        save_draft,
        out.StoryOut,
        body=drafts.DraftInput,
    ),
    Operation(
        "POST",
        "/stories/{id}/draft/consequences",
        "Ask what saving would undo",
        draft_consequences,
        out.Consequences,
        body=drafts.DraftInput,
    ),
    Operation(
        "POST",
        "/stories/{id}/steps/{step}",
        "Take a step",
        take_step,
        out.StoryOut,
        body=StepInput,
        before=look_at_pictures,
    ),
)
