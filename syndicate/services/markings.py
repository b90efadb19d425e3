"""What a reviewer marks by hand, where the scan saw nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field
from sqlalchemy import select

from syndicate import audit
from syndicate.errors import Forbidden, Unresolved, WrongState
from syndicate.i18n import Text, _
from syndicate.models import FindingRow, PayloadRow, Release
from syndicate.policy import PERMISSIONS, Permission
from syndicate.privacy.findings import Kind, Likelihood, Operator, Severity
from syndicate.privacy.fold import plain
from syndicate.privacy.mask import keyed_hash, masked
from syndicate.process import Form, Situation
from syndicate.services import scans
from syndicate.standing import right_to

MAX_WORDS_CHARS = 300
MOVED = _("Other words stand at the chosen place. Choose it anew, or mark everywhere.")
NEAR = 10
"""Characters on either side that are part of a fingerprint."""
_NOT_IN_TEXT = (Kind.FACE, Kind.IMAGE_TEXT, Kind.CHECK_FAILED)
MarkedKind = StrEnum(  # type: ignore[misc] # the kinds there are, without those of pictures
    "MarkedKind", {kind.name: kind.value for kind in Kind if kind not in _NOT_IN_TEXT}
)


class Spot(Form):
    """One place in what will be published."""

    payload_id: str = Field(min_length=26, max_length=26)
    surface: str = Field(min_length=1, max_length=60)
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    """Code points of that text."""


class MarkInput(Form):
    """Words to be looked at as well, and why."""

    words: str = Field(min_length=1, max_length=MAX_WORDS_CHARS)
    """As they stand in the text, to the letter."""
    kind: MarkedKind
    reason: str = Field("", max_length=500)
    occurrence: int = Field(0, ge=0, le=1000)
    """0 marks every place; 3 the third in each channel."""
    spot: Spot | None = None
    """Only this very place, where it was chosen in the text."""


@dataclass(frozen=True)
class Place:
    """Where words stand in what will be published."""

    payload: PayloadRow
    surface: str
    start: int
    text: str
    end: int


def mark(situation: Situation, data: MarkInput) -> list[FindingRow]:
    """A blocking finding at each place where the words stand. Raises `Unresolved` for none."""
    session, release, user = situation.session, situation.story.release, situation.actor.user
    may = PERMISSIONS[Permission.FINDING_RESOLVE]
    right = right_to(situation.standing, may, four_eyes=True)
    if isinstance(right, Text) or user is None:
        raise Forbidden(_("Only privacy reviewers who have no part in the story mark in it."))
    if release is None:
        raise WrongState(_("Nothing is under review. Wait until the story is submitted."))
    if data.spot is None:
        places = list(_places(situation, release, data.words, data.occurrence))
    else:
        places = [_spotted(situation, release, data.spot, data.words)]
    if not places:
        raise Unresolved.field(
            "words", _("These words stand nowhere in what will be published. Copy them exactly.")
        )
    rows = [_row(situation, release, place, data, user.id) for place in places]
    session.add_all(rows)
    session.flush()  # their ids go into the event
    audit.append(
        session,
        "story:finding:added",
        at=situation.now,
        actor_id=right.actor.id,
        way=right.actor.way,
        story_id=release.story_id,
        data={
            "findings": [row.id for row in rows],
            "kind": data.kind.value,
            "release": release.sha256,
            **right.actor.acting,
        },
    )
    return rows


def carry_over(situation: Situation, release: Release) -> None:
    """What was marked by hand in an earlier release is marked again where it still stands."""
    session = situation.session
    by_hand = session.scalars(
        select(FindingRow)
        .where(FindingRow.story_id == release.story_id, FindingRow.by_id.is_not(None))
        .order_by(FindingRow.id)
    ).all()
    if any(row.release_id == release.id for row in by_hand):
        return
    for row in {(row.kind, row.quote_hash): row for row in by_hand}.values():
        words = _words_of(situation, row)
        data = MarkInput(
            words=words or "-", kind=MarkedKind(row.kind), reason=row.message["params"]["reason"]
        )
        places = _places(situation, release, words, 0) if words else ()
        session.add_all(_row(situation, release, place, data, row.by_id or "") for place in places)
    session.flush()  # findings of this release are read next


def _spotted(situation: Situation, release: Release, spot: Spot, words: str) -> Place:
    """The place that was chosen. Raises `Unresolved` where other words stand there by now."""
    for payload, surfaces in scans.surfaces_of(situation, release):
        for surface in surfaces:
            there = surface.text[spot.start : spot.end]
            # A field of one line loses line breaks.
            same = "".join(there.split()) == "".join(words.split())
            if (payload.id, surface.name) == (spot.payload_id, spot.surface) and same:
                return Place(payload, surface.name, spot.start, surface.text, spot.end)
    raise Unresolved.field("words", MOVED)


def _places(situation: Situation, release: Release, words: str, wanted: int) -> Iterator[Place]:
    for payload, surfaces in scans.surfaces_of(situation, release):
        count = 0
        for surface in surfaces:
            at = surface.text.find(words)
            while at >= 0:
                count += 1
                if wanted in (0, count):
                    yield Place(payload, surface.name, at, surface.text, at + len(words))
                at = surface.text.find(words, at + len(words))


def _words_of(situation: Situation, row: FindingRow) -> str:
    """The words are kept nowhere but in the payload they were marked in."""
    before = situation.session.get_one(Release, row.release_id)
    for payload, surfaces in scans.surfaces_of(situation, before):
        for surface in surfaces:
            if (payload.id, surface.name) == (row.payload_id, row.surface):
                return surface.text[row.start : row.end]
    return ""


def _row(
    situation: Situation, release: Release, place: Place, data: MarkInput, user_id: str
) -> FindingRow:
    kind, key = Kind(data.kind.value), scans.scan_context(situation).key
    words = place.text[place.start : place.end]
    near = (
        place.text[max(0, place.start - NEAR) : place.start],
        place.text[place.end : place.end + NEAR],
    )
    run = scans.current_run(situation.session, release.id)
    return FindingRow(
        story_id=release.story_id,
        release_id=release.id,
        scan_run_id=run.id if run else None,
        payload_id=place.payload.id,
        surface=place.surface,
        kind=kind.value,
        start=place.start,
        end=place.end,
        severity=Severity.BLOCK.value,
        confidence=Likelihood.VERY_LIKELY.score,
        rule=f"{kind.value}.marked",
        message={"msgid": _MESSAGE.msgid, "params": {"reason": data.reason}},
        suggestion={"operator": Operator.OWN_WORDS.value, "replacement": ""},
        quote_masked=masked(kind, words)[:200],
        quote_hash=keyed_hash(key, kind.value, plain(words)),
        by_id=user_id,
        fingerprint=keyed_hash(key, "marked", kind.value, words, place.surface, *near),
        created_at=situation.now,
    )


_MESSAGE = _("Marked by a reviewer. %(reason)s")
