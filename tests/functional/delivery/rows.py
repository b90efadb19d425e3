"""The rows of a small company: people, channels, and stories cleared the moment they are made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from syndicate import clock
from syndicate.ids import new_id
from syndicate.models import (
    Channel,
    How,
    PayloadRow,
    Person,
    Release,
    Revision,
    Role,
    RoleGrant,
    SourcePost,
    State,
    Story,
    User,
)

CHANNELS = ("blog", "feed")
PEOPLE: dict[str, list[Role]] = {"paula": [Role.PR], "adam": [Role.ADMIN], "arthur": []}


def add_people(session: Session) -> dict[str, User]:
    """Somebody of the PR desk, an administrator, and the author of every story."""
    users = {
        name: User(
            id=new_id(),
            email=f"{name}@example.com",
            given=name.title(),
            grants=[RoleGrant(role=role) for role in roles],
        )
        for name, roles in PEOPLE.items()
    }
    session.add_all(users.values())
    return users


def add_channels(session: Session) -> None:
    """One channel of each kind, named like it."""
    session.add_all(
        Channel(name=name, title=name.title(), kind=name, position=position)
        for position, name in enumerate(CHANNELS)
    )


def add_story(session: Session, author: User, language: str) -> Story:
    """A story on its way out, without a release yet."""
    story = Story(
        id=new_id(),
        process="toy",
        state=State.PUBLISHING,
        state_since=clock.now(),
        slug=f"story-{new_id()}",
        language=language,
        source_post=SourcePost(text="Hello", language=language, sha256="0" * 64),
        people=[
            Person(user_id=author.id, email=author.email, given="Arthur", how=How.AUTHOR),
        ],
    )
    session.add(story)
    session.flush()
    return story


def add_release(
    session: Session,
    story: Story,
    by: User,
    places: Sequence[str],
    text: str,
    language: str | None = None,
) -> Release:
    """The next release of a story, cleared for these channels."""
    count = select(func.count()).select_from(Release).where(Release.story_id == story.id)
    number = 1 + (session.scalar(count) or 0)
    channels = session.scalars(
        select(Channel).where(Channel.name.in_(places)).order_by(Channel.position)
    ).all()
    revision = _revision(story, number, text, language or story.language)
    release = Release(
        id=new_id(),
        story_id=story.id,
        revision=revision,
        number=number,
        sha256=hashlib.sha256(f"{story.id} {number}".encode()).hexdigest(),
        name_form="full",
        created_by_id=by.id,
        payloads=[_payload(channel, place, text) for place, channel in enumerate(channels)],
    )
    session.add(release)
    session.flush()
    story.release, story.latest_revision_id = release, revision.id
    return release


def _revision(story: Story, number: int, text: str, language: str) -> Revision:
    return Revision(
        id=new_id(),
        story_id=story.id,
        number=number,
        title="Title",
        summary="",
        body=text,
        language=language,
        tags=["bench", "work"],
        channel_texts={},
        people_ids=[],
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _payload(channel: Channel, position: int, text: str) -> PayloadRow:
    body = json.dumps({"title": "Title", "text": text}).encode()
    return PayloadRow(
        id=new_id(),
        channel_id=channel.id,
        position=position,
        body=body,
        media_type="application/json",
        images=[],
        sha256=hashlib.sha256(body).hexdigest(),
    )
