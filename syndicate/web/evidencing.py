"""The proof of one story: a page to read and to print, and the archive that checks itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response
from markupsafe import Markup

from syndicate.audit import NOT_USED
from syndicate.i18n import Text, _, show_time
from syndicate.models import DeliveryKind, DeliveryState, State
from syndicate.process import Process
from syndicate.services import channels, evidence
from syndicate.services.evidence_record import Happened, record
from syndicate.web.answers import page
from syndicate.web.finding_words import KINDS as FINDING_KINDS
from syndicate.web.request import actor, db, kit, locale, now, settings
from syndicate.web.standing_answer import channel_titles
from syndicate.web.templating import in_readers_language, name
from syndicate.web.words import DELIVERY_STATES, EVENTS, KINDS, ON_LEAVING, WAYS
from syndicate.workflow import state_label


def register(pages: Blueprint) -> None:
    """Add the page and the download to `pages`."""
    pages.add_url_rule("/stories/<story_id>/evidence", "evidence", show)
    pages.add_url_rule("/stories/<story_id>/evidence.zip", "evidence_archive", archive)


def show(story_id: str) -> Response:
    """The page, in the reader's language and the site's zone."""
    story = evidence.story_for(db(), story_id, actor())
    found = record(db(), story)
    names = {key: name(somebody) for key, somebody in found.people.items()}
    process = kit().process(story.process)
    return page(
        "evidence",
        story=story,
        record=found,
        names=names,
        drawn_up_at=now(),
        moment=_moments(),
        event_words=_words(process),
        gate_words={gate.name: gate.label for gate in process.gates},
        finding_kinds=FINDING_KINDS,
        ways=WAYS,
        on_leaving=ON_LEAVING,
        channel_titles=channel_titles(),
        channels_by_id={row.id: row.title for row in channels.all_channels(db())},
        site_zone=settings().time_zone,
    )


def archive(story_id: str) -> Response:
    """The zip file."""
    data = evidence.archive(db(), story_id, actor=actor(), kit=kit(), now=now())
    response = Response(data, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="evidence-{story_id}.zip"'
    return response


def _moments() -> Callable[[datetime], Markup]:
    """Times as the site tells them, whatever zone the reader lives in."""
    zone, language = settings().time_zone, locale()

    def moment(at: datetime) -> Markup:
        stamp = at.isoformat(timespec="seconds")
        shown = show_time(at, zone, language)
        return Markup('<time datetime="{}">{}</time>').format(stamp, shown)

    return moment


def _words(process: Process) -> Callable[[Happened], str]:
    """What an event is called; what has no name of its own is told as it stands in the audit."""
    labels: dict[str, Text] = {step.event: step.label for step in process.steps} | EVENTS

    def words(happened: Happened) -> str:
        event = happened.event
        if event.name in NOT_USED:
            return str(in_readers_language(state_label(State.DECLINED)))
        return str(in_readers_language(labels.get(event.name) or _of_delivery(event.name)))

    return words


def _of_delivery(event_name: str) -> Text | str:
    """`delivery:publish:done` as people say it; any other name as it stands."""
    _subject, kind, act = event_name.split(":")
    if kind not in set(DeliveryKind) or act not in set(DeliveryState):
        return event_name
    word, _symbol, _tone = DELIVERY_STATES[DeliveryState(act)]
    return _("%(kind)s: %(state)s", kind=KINDS[DeliveryKind(kind)], state=word)
