"""Erasing a person: everything of theirs goes, the audit stays whole, and a search proves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate import audit
from syndicate.db import Base
from syndicate.errors import Blocked, Forbidden, Invalid, NotFound
from syndicate.i18n import Text, _
from syndicate.models import Asset, ReceiptRow, State, Story
from syndicate.policy import Actor, Permission, Standing, allows
from syndicate.process import Block
from syndicate.services import erasing, leavers
from syndicate.services.erasing import Tally
from syndicate.services.erasure_search import Found, Place, search, sweep
from syndicate.services.kit import Kit
from syndicate.services.people import clean_email
from syndicate.services.spellings import Spellings
from syndicate.services.subject import Subject, subject_of
from syndicate.storage.errors import StoreError
from syndicate.storage.port import Store
from syndicate.validation import FieldError
from syndicate.workflow import locked

AT_REST = frozenset({State.NOMINATED, State.DECLINED, State.MERGED, State.WITHDRAWN})
ALSO_MOST, ALSO_LONGEST = 20, 160
_READABLE = frozenset({".html", ".xml", ".json", ".txt", ".js", ".gone"})


@dataclass(frozen=True)
class Affected:
    """One story the person stands in."""

    story: Story
    told: bool
    """They wrote it or are quoted: nothing of it is left. Else their name is taken out."""
    waits: bool
    """It must first be taken down everywhere."""


@dataclass(frozen=True)
class Outlook:
    """What erasing somebody would mean; nothing is done."""

    subject: Subject
    stories: Sequence[Affected]

    @property
    def waiting(self) -> list[Affected]:
        """Stories that stand in the way."""
        return [affected for affected in self.stories if affected.waits]


@dataclass(frozen=True)
class Line:
    """What became of one table."""

    table: str
    deleted: int
    emptied: int


@dataclass(frozen=True)
class Report:
    """The proof of an erasure. There is no personal data in it."""

    lines: Sequence[Line]
    stories: int
    columns: int
    """Columns that were searched afterwards."""
    values: int
    """Texts that were read in them; none held a spelling."""
    shared: bool
    """Somebody else bears the same name, so their name was left where it is theirs."""
    event: int
    """The line of the audit."""


def outlook(session: Session, email: str, *, actor: Actor, also: Iterable[str] = ()) -> Outlook:
    """Who is meant and what would happen. Raises `Forbidden`, `Invalid` or `NotFound`."""
    subject = _subject(session, email, actor, also)
    told = set(subject.told_ids)
    return Outlook(
        subject,
        [
            Affected(story, story.id in told, _waits(session, story))
            for story in session.scalars(
                select(Story).where(Story.id.in_(subject.story_ids)).order_by(Story.id)
            )
        ],
    )


def stand_down(session: Session, view: Outlook, *, actor: Actor, kit: Kit, now: datetime) -> int:
    """Withdraw every story that stands in the way, in the person's name; how many there were."""
    lines = list(leavers.lines_of(session, view.subject.people, remove=True))
    done: set[str] = set()
    for line in lines:
        if line.story.id not in done and line.story.state not in leavers.UNTOUCHED:
            leavers.settle(session, line, actor=actor, kit=kit, now=now)
            done.add(line.story.id)
    return len(done)


def erase(
    session: Session, email: str, *, actor: Actor, now: datetime, also: Iterable[str] = ()
) -> Report:
    """Erase a person for good. The caller owns the transaction, and undoes it on any refusal.

    Raises `Blocked` while a story with them is not gone everywhere, or when the search afterwards
    still finds one of their spellings: what cannot be proved is not done.
    """
    for story_id in _subject(session, email, actor, also).story_ids:
        locked(session, story_id)
    view = outlook(session, email, actor=actor, also=also)
    if view.waiting:
        raise _not_yet([affected.story for affected in view.waiting])
    subject = view.subject
    tally = erasing.wipe(session, subject, now)
    touched = sweep(session, subject, tally)
    changed = [session.get_one(Story, story_id) for story_id in sorted(touched)]
    if out := [story for story in changed if _waits(session, story)]:
        raise _not_yet(out)
    line = _leave_events(session, subject, tally, actor, now)
    found = search(session, subject)
    if found.places:
        raise _still_there(found.places)
    return _report(subject, tally, found, line)


def remove_pictures(kit: Kit) -> int:
    """Take the files of erased images out of the store; how many there were."""
    wanted = select(Asset).where(Asset.erased_at.is_not(None), Asset.size > 0)
    with kit.database.reading() as session:
        if session.scalars(wanted.limit(1)).first() is None:
            return 0
    with kit.database.begin() as session:
        rows = session.scalars(wanted.with_for_update()).all()
        for asset in rows:
            kit.media.remove(asset.sha256)
            asset.size = 0
    return len(rows)


@dataclass(frozen=True)
class Aftermath:
    """What was done about files, once the rows were gone for good."""

    pictures: int | None
    """How many were removed; None while their store does not answer."""
    on_site: Sequence[str] | None
    """Files of the public site that still hold a spelling; None when it could not be read."""
    problem: str = ""
    """Why, where something is None."""


def clean_up(kit: Kit, spellings: Spellings) -> Aftermath:
    """Remove the pictures and search the site; the proof is shown whatever a store answers."""
    pictures, on_site, problem = None, None, ""
    try:
        pictures = remove_pictures(kit)
    except StoreError as error:
        problem = error.problem
    try:
        on_site = left_on_site(kit.site, spellings)
    except StoreError as error:
        problem = error.problem
    return Aftermath(pictures, on_site, problem)


def left_on_site(site: Store, spellings: Spellings) -> list[str]:
    """Files of the public site, by name, that still hold one of the spellings.

    Raises `StoreError`.
    """
    names = site.names()
    found = {name for name in names if spellings.names(name)}
    readable = (name for name in names if PurePosixPath(name).suffix in _READABLE)
    for name, body in site.bodies(readable):
        if spellings.names(body.decode("utf-8", "replace")):
            found.add(name)
    return sorted(found)


def _subject(session: Session, email: str, actor: Actor, also: Iterable[str]) -> Subject:
    if not (actor.is_operator or allows(Permission.PERSON_ERASE, Standing(actor, State.NOMINATED))):
        raise Forbidden(_("Erasing somebody is for privacy review."))
    try:
        address = clean_email(email)
    except FieldError as error:
        raise Invalid.field("email", error.text) from error
    subject = subject_of(session, address, _spellings(also))
    if not subject.is_known or address.endswith(f"@{erasing.NOWHERE}"):
        raise NotFound(_("Nobody with the address %(email)s is known.", email=address))
    if actor.user is not None and actor.user.id in subject.user_ids:
        raise Forbidden(_("Ask somebody else to do this for you."))
    return subject


def _spellings(also: Iterable[str]) -> list[str]:
    wanted = [text.strip() for text in also if text.strip()]
    if len(wanted) > ALSO_MOST or any(len(text) > ALSO_LONGEST for text in wanted):
        raise Invalid.field(
            "also", _("At most %(limit)s further spellings, each on its line.", limit=ALSO_MOST)
        )
    if any(len(text) == 1 for text in wanted):
        raise Invalid.field("also", _("A spelling needs at least two characters."))
    return wanted


def _waits(session: Session, story: Story) -> bool:
    """Whether readers can see it, or it is on its way to or from them."""
    copies = select(ReceiptRow.id).where(
        ReceiptRow.story_id == story.id, ReceiptRow.gone_at.is_(None)
    )
    return story.state not in AT_REST or session.scalars(copies.limit(1)).first() is not None


def _not_yet(stories: Sequence[Story]) -> Blocked:
    text = _(
        "%(count)s stories with this person are not gone everywhere yet. "
        "Withdraw them, and erase when every copy has been read back as gone.",
        count=len(stories),
    )
    blocks = [
        Block(f"story:{story.id}", _("Story %(id)s is not at rest.", id=story.id))
        for story in stories
    ]
    return Blocked(text, blocks=blocks)


def _still_there(places: Sequence[Place]) -> Blocked:
    columns = sorted({f"{place.table}.{place.column}" for place in places})
    text: Text = _(
        "Nothing was erased: a spelling of this person would be left in %(places)s. "
        "Change it there first, then erase.",
        places=", ".join(columns),
    )
    blocks = [
        Block(f"{place.table}:{place.column}:{place.row}", _("It would be left there."))
        for place in places
    ]
    return Blocked(text, blocks=blocks)


def _leave_events(
    session: Session, subject: Subject, tally: Tally, actor: Actor, now: datetime
) -> int:
    """What was erased is told by ids and hashes, so that archives know why bytes are missing."""
    common: dict[str, Any] = {"at": now, "actor_id": actor.id, "way": actor.way}
    persons = {person.story_id: person.id for person in subject.people}
    for story_id in sorted({*subject.story_ids, *tally.payloads}):
        data: dict[str, Any] = {"payloads": sorted(tally.payloads.get(story_id, ()))}
        if story_id in persons:
            data["person"] = persons[story_id]
        audit.append(session, "story:person:erased", story_id=story_id, data=data, **common)
    rows = sum(tally.deleted.values()) + sum(tally.emptied.values())
    data = {"users": subject.user_ids, "people": subject.person_ids, "rows": rows}
    return audit.append(session, "account:person:erased", data=data, **common).seq


def _report(subject: Subject, tally: Tally, found: Found, line: int) -> Report:
    names = [table.name for table in Base.metadata.sorted_tables]
    return Report(
        lines=[
            Line(name, tally.deleted[name], tally.emptied[name])
            for name in names
            if tally.deleted[name] or tally.emptied[name]
        ],
        stories=len(subject.story_ids),
        columns=found.columns,
        values=found.values,
        shared=subject.shared,
        event=line,
    )
