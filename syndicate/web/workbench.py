"""One story: its text, what blocks it, what can be done, and what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.exc import IntegrityError

from syndicate.models import (
    Channel,
    Consent,
    Delivery,
    PayloadRow,
    Person,
    Release,
    Revision,
    Role,
    State,
    Story,
)
from syndicate.policy import Permission, Standing, allows, asked, called, named, pr, privacy
from syndicate.process import Situation
from syndicate.rendering.diff import diff
from syndicate.services import (
    channels,
    consents,
    deliveries,
    drafts,
    looks,
    places,
    receipts,
    stories,
)
from syndicate.web import finding_cards, gate_cards
from syndicate.web.answers import EMPTY, Filled, page
from syndicate.web.draft_form import draft_form
from syndicate.web.finding_words import MARKED_KINDS
from syndicate.web.offers import answer_is_asked, offers, refusals
from syndicate.web.outlooks import outlook_of
from syndicate.web.reading import body_html, hero_of, source_text, whole_text
from syndicate.web.request import actor, apart, db, kit, now, user
from syndicate.web.timeline import timeline
from syndicate.workflow import blocks, look, refuses

NOTHING: Mapping[str, Filled] = {}


@dataclass(frozen=True)
class Standpoint:
    """One person of the story and whether there is a yes that counts; never who said no."""

    person: Person
    consent: Consent | None


def register(pages: Blueprint) -> None:
    """Add the page to `pages`."""
    pages.add_url_rule("/stories/<story_id>", "story", story)


def story(story_id: str) -> Response:
    """The workbench, or the follower's page for whoever only nominated it."""
    response = show(story_id)
    _note_look(story_id)
    return response


def _note_look(story_id: str) -> None:
    """Remember which release a privacy reviewer looks at, to say next time what is new."""
    found = db().get(Story, story_id)
    release, reader = found.release if found else None, user()
    if release is None or Role.PRIVACY not in reader.roles:
        return
    if not looks.is_noted(db(), release, reader.id):
        # Two pages opened at once write the same; the second need not.
        with suppress(IntegrityError), apart() as session:
            looks.note(session, session.get_one(Release, release.id), reader.id)


def show(
    story_id: str,
    *,
    filled: Mapping[str, Filled] = NOTHING,
    draft: Filled = EMPTY,
    status: int = 200,
    view: str = "",
    **more: Any,
) -> Response:
    """The page of one story, with forms as they were sent where something was wrong."""
    found = stories.load(db(), story_id, actor(), Permission.STORY_FOLLOW)
    situation = look(db(), found, actor=actor(), toolbox=kit(), now=now())
    common = {
        "story": found,
        "situation": situation,
        "offers": offers(situation, filled),
        "refused": [again for again in filled.values() if again.problems],
        "asked": answer_is_asked(situation),
        "refusals": refusals(situation),
        "outlook": outlook_of(situation),
        "copies": receipts.live(db(), found),
        "take_down": places.of(db(), found),
        "reads_evidence": allows(Permission.EVIDENCE_READ, situation.standing),
        "decides_places": allows(Permission.DELIVERY_DECIDE, situation.standing),
        "merged_into": db().get(Story, found.merged_into_id) if found.merged_into_id else None,
    }
    if not works_on(situation.standing):
        return page(
            "follow", status=status, lines=timeline(situation, whole=False), **common, **more
        )
    bench = _bench(situation, draft, view or request.args.get("view", ""))
    return page("story", status=status, resolving=filled, **common, **bench, **more)


def works_on(standing: Standing) -> bool:
    """Whether the whole workbench is for this reader; a nominator follows."""
    return any(part(standing) for part in (pr, privacy, named, asked, called))


def _bench(situation: Situation, draft: Filled, chosen: str) -> dict[str, Any]:
    standing, found = situation.standing, situation.story
    revision = db().get_one(Revision, found.latest_revision_id)
    can_edit = drafts.can_edit(found, standing, kit())
    reads_findings = allows(Permission.FINDING_READ, standing)
    views = _views(situation, can_edit=can_edit, reads_findings=reads_findings)
    view = "edit" if draft.values else chosen if chosen in views else views[0]
    over = is_over(situation)
    standing_in_the_way = [] if over else blocks(situation)
    if situation.story.state in consents.OUT:
        standing_in_the_way = [b for b in standing_in_the_way if b.where != "people"]
    open_gates = {block.code.removeprefix("gate:") for block in standing_in_the_way}
    review = finding_cards.review(situation) if reads_findings else finding_cards.Review()
    resolves = allows(Permission.FINDING_RESOLVE, standing)
    if view == "findings" and resolves:
        finding_cards.add_ways(situation, review)
    return {
        "revision": revision,
        "release": situation.release,
        "view": view,
        "is_over": over,
        "views": views,
        "filled": draft,
        "blocks": standing_in_the_way,
        **(draft_form(situation, revision) if view == "edit" else {}),
        "stages": gate_cards.of_story(situation, open_gates),
        "people": _standpoints(situation),
        "lines": timeline(situation, whole=True),
        "places": _places(situation),
        "deliveries": _deliveries(situation),
        "html": body_html(found, revision) if view == "text" else None,
        "hero": hero_of(revision),
        "changes": diff(source_text(found), whole_text(revision)) if view == "changes" else [],
        "cards": review.cards,
        "sheets": review.sheets,
        "review": review,
        "marked_kinds": MARKED_KINDS,
        "may_take_out": any(
            step.name == "redact" and step.fits(situation) and refuses(situation, step) is None
            for step in situation.process.steps
        ),
        "resolves": resolves,
        "on_file": finding_cards.consents_on_file(situation) if view == "findings" else [],
    }


def _views(situation: Situation, *, can_edit: bool, reads_findings: bool) -> list[str]:
    """The tabs this reader has; the first one is what they came for."""
    views = ["text", "changes", "previews"]
    if can_edit:
        views.insert(0 if situation.story.state is State.DRAFTING else len(views), "edit")
    if reads_findings and situation.release is not None and not is_over(situation):
        views.append("findings")
    if situation.story.state is State.IN_REVIEW and not named(situation.standing):
        first = "findings" if privacy(situation.standing) else "previews"
        views.sort(key=lambda view: view != first)
    return views


def is_over(situation: Situation) -> bool:
    """Whether nothing is waited for any more; then nobody is shown whose answer is missing."""
    return situation.story.state in consents.OVER


def _standpoints(situation: Situation) -> list[Standpoint]:
    today = consents.today_in(situation.toolbox.settings.time_zone, situation.now)
    given = consents.for_others(situation.session, situation.story, today)
    return [
        Standpoint(person, given.get(person.id))
        for person in situation.story.people
        if person.removed_at is None
    ]


def _deliveries(situation: Situation) -> Sequence[Delivery]:
    """For those who decide about them or look after the audit."""
    if not allows(Permission.FINDING_READ, situation.standing):
        return []
    return deliveries.of_story(situation.session, situation.story)


def _places(situation: Situation) -> Sequence[tuple[Channel, PayloadRow | None]]:
    """The channels of the release, or of the draft as it stands, with the frozen payload."""
    release = situation.release
    if release is None:
        active = channels.active_for(situation.session, situation.story.language)
        return [(channel, None) for channel in active]
    return [
        (situation.session.get_one(Channel, payload.channel_id), payload)
        for payload in release.payloads
    ]
