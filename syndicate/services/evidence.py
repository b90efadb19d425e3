"""Everything that proves how a story went out, as one archive that checks itself offline."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.db import Base
from syndicate.errors import Forbidden, NotFound
from syndicate.i18n import _
from syndicate.models import (
    Answer,
    Attempt,
    Channel,
    Consent,
    Decision,
    Delivery,
    Emergency,
    Event,
    FindingRow,
    Gate,
    Nomination,
    Person,
    ReceiptRow,
    Release,
    Resolution,
    Revision,
    ScanRun,
    Seat,
    Story,
    User,
)
from syndicate.policy import Actor, Permission, allows
from syndicate.rendering.canonical import canonical_json
from syndicate.services.kit import Kit
from syndicate.services.verify_archive import MANIFEST, SEALED, sha256, written
from syndicate.standing import standing_of

_TABLES: dict[str, type[Base]] = {
    "nominations.json": Nomination,
    "people.json": Person,
    "consents.json": Consent,
    "gates.json": Gate,
    "seats.json": Seat,
    "decisions.json": Decision,
    "emergencies.json": Emergency,
    "scans.json": ScanRun,
    "findings.json": FindingRow,
    "resolutions.json": Resolution,
    "deliveries.json": Delivery,
    "receipts.json": ReceiptRow,
}
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def archive(session: Session, story_id: str, *, actor: Actor, kit: Kit, now: datetime) -> bytes:
    """The archive as the bytes of a zip file. Raises `NotFound` or `Forbidden`."""
    story = story_for(session, story_id, actor)
    contents = dict(_contents(session, story))
    contents["README.txt"] = _readme(story, kit, now).encode()
    contents["verify.py"] = (files("syndicate.services") / "verify_archive.py").read_bytes()
    contents[MANIFEST] = _json({name: sha256(data) for name, data in contents.items()})
    return _zip(contents)


def story_for(session: Session, story_id: str, actor: Actor) -> Story:
    """The story; whoever has a shell on the machine may take the evidence of any.

    Raises `NotFound` or `Forbidden`.
    """
    story = session.get(Story, story_id)
    if story is None:
        raise NotFound(_("There is no such story."))
    standing = standing_of(session, story, actor)
    if actor.is_operator or allows(Permission.EVIDENCE_READ, standing):
        return story
    if allows(Permission.STORY_READ, standing):
        raise Forbidden(_("Evidence is for the PR desk, privacy review and admins."))
    raise NotFound(_("There is no such story."))


def _contents(session: Session, story: Story) -> Iterable[tuple[str, bytes]]:
    yield "story.json", _json(_row(story))
    yield "source.json", _json(_row(story.source_post))
    for name, model in _TABLES.items():
        query = select(model).filter_by(story_id=story.id).order_by(*inspect(model).primary_key)
        yield name, _json([_row(row) for row in session.scalars(query) if not _is_a_no(row)])
    yield "revisions.json", _json(list(_revisions(session, story)))
    yield "attempts.json", _json([_row(row) for row in _attempts(session, story)])
    yield from _releases(session, story)
    events = list(_events(session, story))
    yield "events.jsonl", b"".join(canonical_json(line) + b"\n" for line in events)
    yield "users.json", _json(_users(session, story, events))


def _is_a_no(row: Base) -> bool:
    """Who said no, or took a yes back, is told to nobody, not even here."""
    return isinstance(row, Consent) and row.answer is not Answer.AGREED


def _revisions(session: Session, story: Story) -> Iterator[dict[str, Any]]:
    """Each text with its pictures: what a consent's hash was taken over."""
    rows = session.scalars(
        select(Revision).where(Revision.story_id == story.id).order_by(Revision.number)
    )
    for row in rows:
        images = [
            {"sha256": image.asset.sha256, "alt": image.alt, "people": sorted(image.people_ids)}
            for image in row.images
        ]
        yield {**_row(row), "images": images}


def _users(session: Session, story: Story, events: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Names of those who acted, by the ids that stand in the other files."""
    acted = {line["actor"] for line in events if "actor" in line}
    acted |= {line["data"].get("acting_for") for line in events if "data" in line}
    for model in (Seat, Decision, Nomination):
        acted |= set(session.scalars(select(model.user_id).where(model.story_id == story.id)))
    rows = session.scalars(select(User).where(User.id.in_(acted - {None})).order_by(User.id))
    return {user.id: user.full_name for user in rows}


def _events(session: Session, story: Story) -> Iterator[dict[str, Any]]:
    """The chain from the story's first event to its last; what is not its own is sealed."""
    mine = select(func.min(Event.seq), func.max(Event.seq)).where(Event.story_id == story.id)
    first, last = session.execute(mine).one()
    query = select(Event).where(Event.seq.between(first, last)).order_by(Event.seq)
    for event in session.scalars(query.execution_options(yield_per=500)):
        line = audit.as_json(event)
        shown = event.story_id == story.id and event.name not in audit.NEVER_NAMED
        yield line if shown else {name: line[name] for name in SEALED}


def _attempts(session: Session, story: Story) -> Iterable[Attempt]:
    return session.scalars(
        select(Attempt)
        .join(Delivery, Attempt.delivery_id == Delivery.id)
        .where(Delivery.story_id == story.id)
        .order_by(Attempt.id)
    )


def _releases(session: Session, story: Story) -> Iterable[tuple[str, bytes]]:
    listed = []
    releases = session.scalars(
        select(Release).where(Release.story_id == story.id).order_by(Release.number)
    )
    for release in releases:
        payloads = []
        for payload in release.payloads:
            channel = session.get_one(Channel, payload.channel_id).name
            name = f"payloads/{release.number}-{channel}.bin"
            yield name, payload.body
            payloads.append(
                {
                    "channel": channel,
                    "file": name,
                    "sha256": payload.sha256,
                    "media_type": payload.media_type,
                    "images": payload.images,
                }
            )
        listed.append(
            {
                "id": release.id,
                "number": release.number,
                "revision_id": release.revision_id,
                "name_form": release.name_form,
                "created_at": release.created_at,
                "sha256": release.sha256,
                "content_sha256": release.revision.content_sha256,
                "payloads": payloads,
            }
        )
    yield "releases.json", _json(listed)


def _row(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def _json(value: Any) -> bytes:
    return written(json.loads(json.dumps(value, default=_plain)))


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _readme(story: Story, kit: Kit, now: datetime) -> str:
    return (
        f"Evidence for “{story.title}” ({story.id}), {kit.settings.company_name}.\n"
        f"Written {now.isoformat(timespec='seconds')}.\n\n"
        "Run `python verify.py` in this folder: it needs nothing but Python 3 and no network.\n"
        "It says “Everything holds.”, or names every file and event that was changed.\n\n"
        "events.jsonl is the part of the audit from this story's first event to its last. Events\n"
        "of other stories stand in it by their hash alone. Nobody is named who said no, or who\n"
        "took a yes back. What was erased with a person is gone; its hash and an event remain.\n"
    )


def _zip(contents: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in sorted(contents.items()):
            bundle.writestr(zipfile.ZipInfo(name, _EARLIEST), data)
    return buffer.getvalue()
