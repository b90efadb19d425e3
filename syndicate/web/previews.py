"""A payload as its readers will see it, framed without scripts, cookies or an origin."""

from __future__ import annotations

from flask import Blueprint, Response, request

from syndicate.errors import Blocked, NotFound
from syndicate.i18n import _
from syndicate.models import Channel, NameForm, PayloadRow, Release, Revision, Story
from syndicate.policy import Permission
from syndicate.process import Situation
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Payload
from syndicate.services import channels, consents, releases, stories
from syndicate.services.orders import payload_of
from syndicate.web.assets import showing_images
from syndicate.web.request import actor, db, kit, now
from syndicate.workflow import look


def register(pages: Blueprint) -> None:
    """Add the previews to `pages`."""
    pages.add_url_rule("/stories/<story_id>/preview/<channel>", "preview", preview)


def preview(story_id: str, channel: str) -> Response:
    """The stored payload of the release; while drafting, what the draft would become."""
    story = stories.load(db(), story_id, actor(), Permission.STORY_READ)
    place = channels.find(db(), channel)
    situation = look(db(), story, actor=actor(), toolbox=kit(), now=now())
    row = _frozen(situation.release, place) if situation.release else None
    payload = payload_of(row) if row else drafted(situation, story, place)
    html = kit().publisher(place).preview(payload)
    response = Response(showing_images(html), mimetype="text/html")
    origin = request.host_url.rstrip("/")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; img-src {origin} data:; style-src {origin}; font-src {origin}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _frozen(release: Release, place: Channel) -> PayloadRow:
    for row in release.payloads:
        if row.channel_id == place.id:
            return row
    raise NotFound(_("This story does not go to %(channel)s.", channel=place.title))


def drafted(situation: Situation, story: Story, place: Channel) -> Payload:
    """What the latest text would become there. Raises `Blocked` with the channel's reason."""
    revision = db().get_one(Revision, story.latest_revision_id)
    consent = consents.latest(situation.session, story).get(story.author.id)
    form = consent.name_form if consent else NameForm.ANONYMOUS
    post = releases.post_for(situation, revision, place, form)
    try:
        return kit().publisher(place).render(post)
    except Refused as error:
        raise Blocked(
            _("%(channel)s: %(detail)s", channel=place.title, detail=error.detail)
        ) from error
