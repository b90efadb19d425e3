"""Everything that proves how a story went out, as one archive that checks itself offline."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.db import Base
from syndicate.errors import NotFound
from syndicate.i18n import _
from syndicate.models import (
    Attempt,
    Channel,
    Consent,
    Delivery,
    FindingRow,
    Gate,
    Nomination,
    Person,
    ReceiptRow,
    Release,
    Resolution,
    Revision,
    ScanRun,
    Story,
)
from syndicate.services.kit import Kit

_TABLES: dict[str, type[Base]] = {
    "nominations.json": Nomination,
    "people.json": Person,
    "revisions.json": Revision,
    "consents.json": Consent,
    "gates.json": Gate,
    "scans.json": ScanRun,
    "findings.json": FindingRow,
    "resolutions.json": Resolution,
    "deliveries.json": Delivery,
    "receipts.json": ReceiptRow,
}
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def archive(session: Session, story_id: str, *, kit: Kit, now: datetime) -> bytes:
    """The archive as the bytes of a zip file. Raises `NotFound`."""
    story = session.get(Story, story_id)
    if story is None:
        raise NotFound(_("There is no such story."))
    contents = dict(_contents(session, story))
    contents["README.txt"] = _readme(story, kit, now).encode()
    contents["verify.py"] = (files("syndicate.services") / "verify_archive.py").read_bytes()
    manifest = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    contents["manifest.json"] = _json(manifest)
    return _zip(contents)


def _contents(session: Session, story: Story) -> Iterable[tuple[str, bytes]]:
    yield "story.json", _json(_row(story))
    yield "source.json", _json(_row(story.source_post))
    for name, model in _TABLES.items():
        rows = session.scalars(select(model).filter_by(story_id=story.id)).all()
        yield name, _json([_row(row) for row in rows])
    yield "attempts.json", _json([_row(row) for row in _attempts(session, story)])
    yield from _releases(session, story)
    lines = [json.dumps(audit.as_json(e), ensure_ascii=False) for e in audit.stored(session)]
    yield "events.jsonl", ("\n".join(lines) + "\n").encode()


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
            payloads.append({"channel": channel, "file": name, "sha256": payload.sha256})
        listed.append(
            {
                "number": release.number,
                "sha256": release.sha256,
                "content_sha256": release.revision.content_sha256,
                "payloads": payloads,
            }
        )
    yield "releases.json", _json(listed)


def _row(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, default=_plain)
    return text.encode()


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _readme(story: Story, kit: Kit, now: datetime) -> str:
    return (
        f"Evidence for “{story.title}” ({story.id}), {kit.settings.company_name}.\n"
        f"Written {now.isoformat(timespec='seconds')}.\n\n"
        "Run `python verify.py` in this folder: it needs nothing but Python 3 and no network.\n"
    )


def _zip(contents: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in sorted(contents.items()):
            bundle.writestr(zipfile.ZipInfo(name, _EARLIEST), data)
    return buffer.getvalue()
