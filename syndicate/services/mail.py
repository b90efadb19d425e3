"""From a notice to a mail a person can act on, in their language, as text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy.orm import Session

from syndicate.i18n import Text, show_time, translations
from syndicate.models import ConsentRequest, Duty, Notice, State, Story
from syndicate.resources import templates_root
from syndicate.services import consents
from syndicate.services.deputies import DUTIES
from syndicate.settings import Settings
from syndicate.workflow import state_label


def compose(session: Session, notice: Notice, settings: Settings) -> EmailMessage:
    """The mail for `notice`: a subject of one line, the text, the same as HTML."""
    context = _context(session, notice, settings)
    message = EmailMessage()
    message["Subject"] = " ".join(_render(notice, "subject.txt", settings, context).split())
    message["From"] = settings.mail_from
    message["To"] = notice.email
    message["Date"] = format_datetime(notice.created_at)
    message["Message-ID"] = f"<{notice.id}@{urlsplit(settings.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_render(notice, "body.txt", settings, context))
    message.add_alternative(_render(notice, "body.html", settings, context), subtype="html")
    message["Content-Language"] = notice.locale  # last: setting content removes such headers
    return message


def is_wanted(session: Session, notice: Notice) -> bool:
    """False for a question that was answered, or replaced by a newer one, before its mail left."""
    question = session.get(ConsentRequest, notice.params.get("question", ""))
    return question is None or question.answered_at is None


def _context(session: Session, notice: Notice, settings: Settings) -> dict[str, Any]:
    story = session.get(Story, notice.story_id) if notice.story_id else None
    link = f"{settings.base_url}/stories/{story.id}" if story else settings.base_url
    context = {
        "story": story,
        "title": story.title if story else "",
        "link": link,
        "company": settings.company_name,
        "locale": notice.locale,
        "person": None,
        **_shown(notice.params),
    }
    question = session.get(ConsentRequest, notice.params.get("question", ""))
    if question is not None:
        context["person"] = question.person
        context["expires_at"] = question.expires_at
        context["days"] = settings.question_days
        token = consents.question_token(settings, question.id)
        context["link"] = f"{settings.base_url}/consents/{token}"
    return context


def _shown(params: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(params)
    if "state" in shown:
        shown["state"] = state_label(State(shown["state"]))
    if "gate" in shown:
        shown["gate"] = Text(shown["gate"])
    if "duty" in shown:
        shown["duty"] = DUTIES[Duty(shown["duty"])]
    return shown


def _render(notice: Notice, part: str, settings: Settings, context: Mapping[str, Any]) -> str:
    mails = environment(settings.templates_dir, settings.time_zone, notice.locale)
    return mails.get_template(f"email/{notice.template}/{part}").render(context)


@lru_cache(maxsize=8)
def environment(own: Path | None, zone: str, locale: str) -> Environment:
    """What mails are written with: the templates in `own` before the shipped ones."""
    folders = [folder for folder in (own, templates_root()) if folder]
    mails = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    mails.install_gettext_translations(  # type: ignore[attr-defined] # added by the extension
        translations(locale), newstyle=True
    )
    days = "y年M月d日(E)" if locale == "ja" else "d MMM y"
    mails.filters["t"] = lambda text: text.in_(locale)
    mails.filters["day"] = lambda day: format_date(date.fromisoformat(day), days, locale=locale)
    mails.filters["time"] = lambda moment: show_time(datetime.fromisoformat(moment), zone, locale)
    return mails
