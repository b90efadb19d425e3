"""Faces and words taken out of pictures: the stored bytes are made anew without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.db import Database
from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.models import FindingRow, Release, Resolution, Revision
from syndicate.privacy.findings import Kind, Operator
from syndicate.privacy.images.look import look_at
from syndicate.privacy.images.reading import Box, Reading
from syndicate.process import Pictures, Situation
from syndicate.rendering.media import Image, obscured
from syndicate.services import media_store, readings
from syndicate.services.revisions import ImageInput

AROUND = 0.2
"""Hair and ears are recognised too: this part of a face's size goes on every side."""
CELLS = (3, 1)
"""How many cells of one colour are left across; one, should a face still be found."""
_SAME = 0.5


def without(
    situation: Situation, revision: Revision, rows: Sequence[FindingRow], operator: str
) -> tuple[tuple[ImageInput, ...], str]:
    """Images and text of `revision` with the findings blurred, or their images left out."""
    if operator not in (Operator.BLUR, Operator.REMOVE):
        raise Invalid.field("operator", _("In a picture, choose to blur it or to leave it out."))
    boxes: dict[str, list[Box]] = {}
    for row in rows:
        boxes.setdefault(row.image_sha256 or "", []).append(_box(row))
    body, images = revision.body, []
    for image in revision.images:
        sha256, kept = image.asset.sha256, image.asset.sha256
        if sha256 in boxes and operator == Operator.REMOVE:
            body = _unplaced(body, sha256)
            continue
        if sha256 in boxes:
            kept = _blurred(situation, sha256, boxes[sha256])
            body = body.replace(f"asset:{sha256}", f"asset:{kept}")
        images.append(ImageInput(asset_id=kept, alt=image.alt, people=image.people_ids))
    return tuple(images), body


def prepare(database: Database, store: Pictures, story_id: str, ids: Sequence[str]) -> None:
    """Blur and look outside of any transaction, so that the step itself takes no time."""
    boxes: dict[str, list[Box]] = {}
    known: dict[str, Reading] = {}
    with database.reading() as session:
        for row in (session.get(FindingRow, one) for one in ids):
            if row is not None and row.story_id == story_id and row.image_sha256 is not None:
                boxes.setdefault(row.image_sha256, []).append(_box(row))
        for sha256 in boxes:
            known[sha256] = readings.of_image(session, store, sha256)

    def seen(made: Image) -> Reading:
        reading = look_at(made.data)
        store.put(made.data, made.sha256, made.media_type)
        with database.begin() as session:
            readings.keep(session, made.sha256, reading)
        return reading

    for sha256, regions in boxes.items():
        _unrecognisable(store.read(sha256), regions, known[sha256], seen)


def _blurred(situation: Situation, sha256: str, boxes: Sequence[Box]) -> str:
    """The hash of the image without what stands in `boxes`."""
    session, store = situation.session, situation.toolbox.media

    def seen(made: Image) -> Reading:
        store.put(made.data, made.sha256, made.media_type)
        return readings.of_image(session, store, made.sha256)

    before = readings.of_image(session, store, sha256)
    image = _unrecognisable(store.read(sha256), boxes, before, seen)
    kept = media_store.keep(session, image, actor=situation.actor, store=store, now=situation.now)
    return kept.sha256


def _unrecognisable(
    data: bytes, boxes: Sequence[Box], before: Reading, seen: Callable[[Image], Reading]
) -> Image:
    """The image anew: no face or code is seen in these boxes, and none that was not there."""
    regions = [box.grown(AROUND).as_list() for box in boxes]
    left = [face.box for face in before.faces if not any(_is_at(face.box, box) for box in boxes)]
    said = {code.text for code in before.codes if not any(_is_at(code.box, box) for box in boxes)}
    for cells in CELLS:
        image = obscured(data, regions, cells=cells)
        reading = seen(image)
        faces_gone = all(any(_is_at(face.box, box) for box in left) for face in reading.faces)
        if faces_gone and all(code.text in said for code in reading.codes):
            break
    return image


def _is_at(one: Box, other: Box) -> bool:
    return one.overlap(other) > _SAME


def _box(row: FindingRow) -> Box:
    return Box(*(row.box or (0.0, 0.0, 1.0, 1.0)))


def _unplaced(body: str, sha256: str) -> str:
    return re.sub(rf"!\[[^\]]*\]\(asset:{sha256}[^)]*\)\n*", "", body)


def carry_over(session: Session, before: Release, after: Release) -> None:
    """What was decided about the rest of a picture holds for the same place in the new one."""
    old, new = _in_images(session, before), _in_images(session, after)
    known = {
        one.fingerprint: one
        for one in session.scalars(select(Resolution).where(Resolution.story_id == after.story_id))
    }
    for row in new:
        if row.fingerprint in known:
            continue
        for other in _alike(row, old):
            decided = known.get(other.fingerprint)
            if decided is not None:
                known[row.fingerprint] = _copied(session, decided, row.fingerprint)
                break


def _in_images(session: Session, release: Release) -> list[FindingRow]:
    query = select(FindingRow).where(
        FindingRow.release_id == release.id, FindingRow.image_sha256.is_not(None)
    )
    return list(session.scalars(query))


def _alike(row: FindingRow, others: Sequence[FindingRow]) -> Iterator[FindingRow]:
    for other in others:
        if row.rule != other.rule or row.image_sha256 == other.image_sha256:
            continue
        same_words = row.kind == Kind.FACE or row.quote_hash == other.quote_hash
        if same_words and _is_at(_box(row), _box(other)):
            yield other


def _copied(session: Session, decided: Resolution, fingerprint: str) -> Resolution:
    copy = Resolution(
        story_id=decided.story_id,
        fingerprint=fingerprint,
        kind=decided.kind,
        reason=decided.reason,
        consent_id=decided.consent_id,
        by_id=decided.by_id,
        created_at=decided.created_at,
    )
    session.add(copy)
    return copy
