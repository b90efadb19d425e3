"""The audit as a page, and whether its chain holds."""

from __future__ import annotations

from flask import Blueprint, Response, request
from sqlalchemy import select

from syndicate import audit
from syndicate.i18n import Text, _
from syndicate.models import Event
from syndicate.policy import Permission
from syndicate.web.answers import page
from syndicate.web.permissions import demand
from syndicate.web.request import db
from syndicate.web.timeline import names_of

PAGE = 100
BREAKS: dict[str, Text] = {
    "altered": _("It was altered after it was written."),
    "removed": _("A line was removed before it."),
    "inserted": _("It was inserted, or the line before it was replaced."),
}


def register(pages: Blueprint) -> None:
    """Add the page to `pages`."""
    pages.add_url_rule("/admin/audit", "audit", events)


def events() -> Response:
    """Newest first, in pages. `?verify` walks the whole chain, which takes a moment."""
    demand(Permission.AUDIT_READ)
    before = request.args.get("cursor", "")
    query = select(Event).order_by(Event.seq.desc()).limit(PAGE + 1)
    if before.isascii() and before.isdigit() and len(before) < 18:
        query = query.where(Event.seq < int(before))
    story = request.args.get("story", "")
    if story:
        query = query.where(Event.story_id == story)
    rows = list(db().scalars(query))
    shown = rows[:PAGE]
    return page(
        "audit",
        events=shown,
        names=names_of(db(), {event.actor_id for event in shown if event.actor_id}),
        never_named=audit.NEVER_NAMED,
        not_used=audit.NOT_USED,
        next_cursor=shown[-1].seq if len(rows) > PAGE else None,
        story=story,
        break_words=BREAKS,
        verdict=audit.verify(audit.stored(db())) if "verify" in request.args else None,
    )
