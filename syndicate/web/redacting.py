"""Taking findings out: first the new text beside the old one, then, confirmed, for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from syndicate.errors import Blocked, Invalid
from syndicate.i18n import Text, _
from syndicate.models import Revision
from syndicate.policy import Permission, allows
from syndicate.rendering.diff import Piece, diff
from syndicate.rendering.post import ImageRef
from syndicate.services import image_redactions, releases, stories
from syndicate.standing import standing_of
from syndicate.web import workbench
from syndicate.web.answers import back_to, page, refused
from syndicate.web.finding_forms import ALIKE_MOST
from syndicate.web.request import abandon, acting_in, actor, db, kit, now
from syndicate.web.words import SURFACES
from syndicate.workflow import Seen, take

STEP = "redact"


@dataclass(frozen=True)
class Change:
    """One part of the story as it was and as it would be."""

    label: Text
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class NewPicture:
    """A picture as it would be; None where it would be left out."""

    before: ImageRef
    after: ImageRef | None


def register(pages: Blueprint) -> None:
    """Add the form's route to `pages`."""
    pages.add_url_rule("/stories/<story_id>/findings/out", "take_out", take_out, methods=["POST"])


def take_out(story_id: str) -> Response:
    """Show what would change, or do it where the reader has seen that and said so."""
    form = request.form
    ids = form.getlist("finding")[:ALIKE_MOST]
    operator = form.get("operator", "")
    data = {"findings": ids, "operator": operator, "words": form.get("words", "")}
    _prepare(story_id, ids, operator)
    seen = Seen(form.get("revision") or None, form.get("release") or None)
    before = _revision(story_id)
    try:
        if not ids:
            raise Invalid.field("operator", _("Go back, reload the page and try again."))
        take(db(), story_id, STEP, actor=actor(), toolbox=kit(), now=now(), seen=seen, data=data)
    except (Invalid, Blocked) as error:
        prefix = f"out-{ids[0]}-" if ids else "out-"
        problem = error if isinstance(error, Invalid) else Invalid.field("operator", error.text)
        again = refused(problem, form.to_dict(), prefix=prefix)
        return workbench.show(
            story_id, filled={prefix: again}, view="findings", status=error.status
        )
    if "sure" in form:
        address = url_for("web.story", story_id=story_id, view="findings", _anchor="findings")
        return back_to(address, _("Taken out. Everybody concerned is asked about the new version."))
    return _preview(story_id, before, data)


def _prepare(story_id: str, ids: Sequence[str], operator: str) -> None:
    """What takes a while, before the transaction; only for readers who may see the story."""
    with kit().database.reading() as session:
        reader = acting_in(session)
        story = stories.load(session, story_id, reader, Permission.STORY_READ)
        resolves = allows(Permission.FINDING_RESOLVE, standing_of(session, story, reader))
    if operator == "blur" and resolves:
        image_redactions.prepare(kit().database, kit().media, story_id, ids)


def _revision(story_id: str) -> Revision:
    story = stories.load(db(), story_id, actor(), Permission.STORY_READ)
    return db().get_one(Revision, story.latest_revision_id)


def _preview(story_id: str, before: Revision, data: Mapping[str, object]) -> Response:
    """The step was taken to see what it does; nothing of it is kept."""
    after = _revision(story_id)
    changes, pictures = list(_changes(before, after)), list(_pictures(before, after))
    abandon()
    story = stories.load(db(), story_id, actor(), Permission.STORY_READ)
    return page(
        "redact",
        story=story,
        changes=changes,
        pictures=pictures,
        form=data,
        seen=request.form,
        writes=data["operator"] == "own_words",
    )


def _changes(before: Revision, after: Revision) -> Iterator[Change]:
    for label, old, new in (
        (SURFACES["title"], before.title, after.title),
        (SURFACES["summary"], before.summary, after.summary),
        *((SURFACES["body"], *pair) for pair in _paragraphs(before.body, after.body)),
        (SURFACES["tag"], ", ".join(before.tags), ", ".join(after.tags)),
        *(
            (Text("%(name)s", {"name": name}), text, after.channel_texts.get(name, ""))
            for name, text in before.channel_texts.items()
        ),
        *(
            (SURFACES["alt"], image.alt, other.alt)
            for image, other in zip(before.images, after.images, strict=False)
            if len(before.images) == len(after.images)
        ),
    ):
        if old != new:
            yield Change(label, diff(old, new))


def _paragraphs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Paragraph beside paragraph, so that only those that change are shown."""
    before, after = old.split("\n\n"), new.split("\n\n")
    if len(before) == len(after):
        yield from zip(before, after, strict=True)
    else:
        yield old, new


def _pictures(before: Revision, after: Revision) -> Iterator[NewPicture]:
    old, new = releases.image_refs(before.images), releases.image_refs(after.images)
    kept = {image.sha256 for image in new}
    same_number = len(old) == len(new)
    for place, image in enumerate(old):
        if image.sha256 not in kept:
            yield NewPicture(image, new[place] if same_number else None)
