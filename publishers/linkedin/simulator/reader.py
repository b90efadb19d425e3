"""What people see: a page's feed and each post on its own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, send_from_directory

from publishers.linkedin.pages import static_root
from publishers.linkedin.simulator import little
from publishers.linkedin.simulator.gate import world
from publishers.linkedin.simulator.html import show
from publishers.linkedin.simulator.records import Organization, Post
from publishers.linkedin.view import Card, PostView, Shot, Stretch, language_of, plain_stretches
from syndicate.i18n import Text, _

blueprint = Blueprint("reader", __name__)
FEED_LENGTH = 50
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


@blueprint.get("/")
def front() -> Response:
    """The feed of the first page."""
    return _feed(next(iter(world().organizations.values())))


@blueprint.get("/company/<vanity>/")
def company(vanity: str) -> Response:
    """The feed of one page."""
    found = [page for page in world().organizations.values() if page.vanity == vanity]
    return _feed(found[0]) if found else _gone()


@blueprint.get("/feed/update/<urn>/")
def post(urn: str) -> Response:
    """One post on its own, or a page that says it is gone."""
    state = world()
    with state.lock:
        found = state.posts.get(urn)
        if found is None or found.deleted_at is not None:
            return _gone()
        today = datetime.fromtimestamp(state.now(), UTC).date().isoformat()
        seen = found.activity.setdefault(today, Counter())
        seen.update(impressionCount=1, uniqueImpressionsCount=1)
    return show("update.html", page=state.organizations[found.author], post=view_of(found))


@blueprint.get("/favicon.ico")
def icon() -> Response:
    """There is none, which is no error."""
    return Response(status=204)


@blueprint.get("/plug-static/linkedin/<name>")
def static_file(name: str) -> Response:
    """The stylesheets, at the address where the app serves them too."""
    return send_from_directory(static_root(), name, max_age=300)


def view_of(found: Post) -> PostView:
    """A post as its readers see it: cut where LinkedIn would cut it."""
    state = world()
    reading = little.read(found.commentary, lenient_addresses=state.modes.lenient_addresses)
    author = state.organizations[found.author]
    return PostView(
        key=found.urn.rpartition(":")[2],
        author=author.name,
        followers=author.followers,
        language=language_of(reading.text),
        stretches=tuple(s for part in reading.stretches for s in _stretches(part)),
        age=_age(state.now() - found.created_at),
        is_edited=found.edited,
        card=_card(found),
        pictures=tuple(_pictures(found)),
        permalink=f"/feed/update/{found.urn}/",
        cut_text=found.commentary[reading.cut_at :] if reading.cut_at is not None else "",
    )


def _feed(page: Organization) -> Response:
    posts = world().live_posts(page.urn)
    others = [other for other in world().organizations.values() if other is not page]
    newest = [view_of(found) for found in posts[:FEED_LENGTH]]
    return show("feed.html", page=page, posts=newest, total=len(posts), others=others)


def _gone() -> Response:
    response = show("gone.html")
    response.status_code = 404
    return response


def _stretches(part: little.Stretch) -> list[Stretch]:
    if part.kind is little.Kind.HASHTAG:
        return [Stretch(part.kind, part.text)]
    page = world().organizations.get(part.urn)
    if page is None or page.name != part.text:
        return plain_stretches(part.text)
    return [Stretch(part.kind, part.text, f"/company/{page.vanity}/")]


def _card(found: Post) -> Card | None:
    article = found.content.get("article")
    if not article:
        return None
    thumbnail = article.get("thumbnail")
    return Card(
        href=article["source"],
        title=article["title"],
        host=urlsplit(article["source"]).netloc,
        picture=_shot(thumbnail, article.get("thumbnailAltText", "")) if thumbnail else None,
    )


def _pictures(found: Post) -> list[Shot]:
    images = (found.content.get("multiImage") or {}).get("images")
    if images is None:
        images = [found.content["media"]] if "media" in found.content else []
    return [_shot(image["id"], image.get("altText", "")) for image in images]


def _shot(urn: str, alt: str) -> Shot:
    return Shot(f"/media/{urn.rpartition(':')[2]}", alt)


def _age(seconds: float) -> Text:
    if seconds < _MINUTE:
        return _("now")
    if seconds < _HOUR:
        return _("%(count)s min", count=int(seconds // _MINUTE))
    if seconds < _DAY:
        return _("%(count)s h", count=int(seconds // _HOUR))
    return _("%(count)s d", count=int(seconds // _DAY))
