"""How templates speak: the reader's language and zone, icons, hashed files, form tokens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from flask import Flask, get_flashed_messages, request, url_for
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from syndicate.i18n import LOCALES, Text, show_time, translations
from syndicate.models import Asset, How, NameColumns, State
from syndicate.resources import templates_root
from syndicate.settings import Settings
from syndicate.web import csrf, words
from syndicate.web.answers import Filled
from syndicate.web.assets import media_url
from syndicate.web.banner import banner, holds
from syndicate.web.csrf import FIELD
from syndicate.web.navigation import navigation
from syndicate.web.request import db, locale, viewer, zone
from syndicate.workflow import state_label

LANGUAGE_NAMES = {"en": "English", "ja": "日本語"}
STATE_ICONS: dict[State, tuple[str, str]] = {
    State.NOMINATED: ("inbox", "info"),
    State.AWAITING_AUTHOR: ("hand", "wait"),
    State.DRAFTING: ("pencil", "info"),
    State.IN_REVIEW: ("eye", "wait"),
    State.CLEARED: ("check", "good"),
    State.SCHEDULED: ("clock", "good"),
    State.PUBLISHING: ("send", "wait"),
    State.LIVE: ("dot", "good"),
    State.PARTLY_LIVE: ("half", "warn"),
    State.MISSED: ("alert", "warn"),
    State.WITHDRAWING: ("undo", "warn"),
    State.WITHDRAWN: ("minus", "quiet"),
    State.DECLINED: ("minus", "quiet"),
    State.MERGED: ("merge", "quiet"),
}
"""Icon and tone of a state; the word stands beside them, always."""


def prepare(app: Flask, settings: Settings) -> None:
    """Give `app` our loader, filters and globals."""
    roots = [templates_root()]
    if settings.templates_dir:
        roots.insert(0, settings.templates_dir)
    app.jinja_options = {"undefined": StrictUndefined, "finalize": in_readers_language}
    env = app.jinja_env
    env.loader = ChoiceLoader([FileSystemLoader(root) for root in roots])
    env.trim_blocks = env.lstrip_blocks = True
    env.filters |= {
        "time": time,
        "day": day,
        "weekday": weekday,
        "name": name,
        "t": in_readers_language,
    }
    env.globals |= {
        "_": translate,
        "locale": locale,
        "zone": zone,
        "icon": icon,
        "csrf_field": csrf_field,
        "languages": LANGUAGE_NAMES,
        "notices": notices,
        "banner": banner,
        "holds": holds,
        "navigation": navigation,
        "other_languages": other_languages,
        "viewer": viewer,
        "with_query": with_query,
        "state_label": state_label,
        "state_look": STATE_ICONS.__getitem__,
        "product": "syndicate",
        "media_url": media_url,
        "image_of": image_of,
        "filled_at": lambda prefix: Filled(prefix=prefix),
        "hows": words.HOWS,
        "how_options": [(how.value, words.HOWS[how]) for how in How if how is not How.AUTHOR],
        "name_forms": words.NAME_FORMS,
        "resolutions": [(kind.value, text) for kind, text in words.RESOLUTIONS.items()],
        "view_names": words.VIEWS,
        "role_names": words.ROLES,
        "delivery_kinds": words.KINDS,
        "delivery_states": words.DELIVERY_STATES,
        "delivery_reasons": words.REASONS,
        "place_words": words.PLACES,
        "company": settings.company_name,
        "site_zone": settings.time_zone,
    }


def in_readers_language(value: Any) -> Any:
    """A `Text` as a sentence; anything else as it is. Every `{{ … }}` passes here."""
    return value.in_(locale()) if isinstance(value, Text) else value


def translate(msgid: str, **params: Any) -> str | Markup:
    """A template's own sentence; markup is kept only where a parameter brings it."""
    wording = translations(locale()).gettext(msgid)
    if not params:
        return wording
    shown = {key: in_readers_language(value) for key, value in params.items()}
    if any(isinstance(value, Markup) for value in shown.values()):
        return escape(wording) % shown
    return wording % shown


def time(moment: datetime) -> Markup:
    """`<time>` in the reader's zone, which is always named; UTC in the title."""
    shown = show_time(moment, zone(), locale())
    stamp = moment.astimezone(UTC)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        stamp.isoformat(timespec="seconds"), stamp.strftime("%Y-%m-%d %H:%M UTC"), shown
    )


def day(value: date) -> Markup:
    """`<time>` of a day, written out."""
    pattern = "y年M月d日" if locale() == "ja" else "d MMMM y"
    shown = format_date(value, pattern, locale=locale())
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shown)


def weekday(value: date) -> str:
    """`Wednesday` or `水曜日`."""
    return format_date(value, "EEEE", locale=locale())


def name(somebody: NameColumns) -> str:
    """A person's name as this reader can read it; the address where no name is known."""
    return somebody.name_in(locale()) or str(getattr(somebody, "email", None) or "")


def icon(symbol: str) -> Markup:
    """A picture from the sprite. Decoration only: the word stands beside it."""
    href = url_for("web.static_file", name="icons.svg")
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        href, symbol
    )


def image_of(asset_id: str) -> str:
    """The address of an uploaded image."""
    asset = db().get(Asset, asset_id)
    if asset is None:
        return media_url("missing")
    return media_url(f"{asset.sha256}.{'png' if asset.media_type == 'image/png' else 'jpg'}")


def csrf_field() -> Markup:
    """The hidden field every form that changes something carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf.token())


def notices() -> list[tuple[str, str]]:
    """`(kind, sentence)` left by the request before this one; each is shown once."""
    messages: list[tuple[str, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment] # pairs, when asked for with categories
    return messages


def with_query(**changes: Any) -> str:
    """This page's address with some of its query changed; None takes a key out."""
    query: Mapping[str, Any] = request.args.to_dict() | changes
    kept = {key: value for key, value in query.items() if value is not None}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def other_languages() -> list[str]:
    """The languages this page could also be read in."""
    return [code for code in LOCALES if code != locale()]
