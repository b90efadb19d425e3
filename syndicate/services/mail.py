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

import regex
from babel.dates import format_date
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy.orm import Session

from syndicate.i18n import Text, _, show_time, translations
from syndicate.models import ConsentRequest, Duty, MailKind, Notice, State, Story, User
from syndicate.resources import templates_root
from syndicate.services import accounts, consents, receipts
from syndicate.services.deputies import DUTIES
from syndicate.services.mail_headers import POLICY
from syndicate.services.mail_wishes import NEVER_MUTED
from syndicate.services.outlook import NEXT
from syndicate.settings import Settings
from syndicate.workflow import state_label

WHY: Mapping[MailKind, Text] = {
    MailKind.ASKED: _("You get this mail because you stand in this story."),
    MailKind.ALERT: _("You get this mail because this concerns you."),
    MailKind.DECIDE: _("You get this mail because you are asked to decide, or may."),
    MailKind.DESK: _("You get this mail because it is news for your desk."),
    MailKind.STORIES: _("You get this mail because you nominated this story or stand in it."),
    MailKind.CHANNELS: _("You get this mail because you look after channels."),
}
"""The last line of a mail."""
SUBJECT_MAX = 60
"""Characters; mail programs on telephones show hardly more."""
_SHORTEST_TITLE = 12


def compose(session: Session, notice: Notice, settings: Settings) -> EmailMessage:
    """The mail for `notice`: a subject of one line, the text, the same as HTML."""
    return message(notice, notice.template, context_of(session, notice, settings), settings)


def message(
    notice: Notice, template: str, context: Mapping[str, Any], settings: Settings
) -> EmailMessage:
    """A mail to the reader of `notice` from the three parts of `template`."""
    mail = EmailMessage(POLICY)
    mail["Subject"] = _subject(notice, template, context, settings)
    mail["From"] = settings.mail_from
    mail["To"] = notice.email
    mail["Date"] = format_datetime(notice.created_at)
    mail["Message-ID"] = f"<{notice.id}@{urlsplit(settings.base_url).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_render(notice, template, "body.txt", settings, context))
    html = _render(notice, template, "body.html", settings, context)
    mail.add_alternative(html, subtype="html")
    mail["Content-Language"] = notice.locale  # last: setting content removes such headers
    return mail


def line_of(notice: Notice, context: Mapping[str, Any], settings: Settings) -> str:
    """What the mail would say, in the one sentence a digest has for it."""
    return " ".join(_render(notice, notice.template, "line.txt", settings, context).split())


def context_of(session: Session, notice: Notice, settings: Settings) -> dict[str, Any]:
    """Everything the templates of a notice may show."""
    story = session.get(Story, notice.story_id) if notice.story_id else None
    link = f"{settings.base_url}/stories/{story.id}" if story else settings.base_url
    reader = accounts.find(session, notice.email)
    context = {
        "story": story,
        "title": story.title if story else "",
        "link": link,
        "company": settings.company_name,
        "locale": notice.locale,
        "person": None,
        "mails_link": f"{settings.base_url}/account#mails" if reader else "",
        "is_never_muted": notice.kind in NEVER_MUTED,
        "why": WHY[notice.kind],
        **_about(session, story, settings, notice.locale),
        **_shown(session, notice.params),
    }
    question = session.get(ConsentRequest, notice.params.get("question", ""))
    if question is not None:
        context["person"] = question.person
        context["expires_at"] = question.expires_at
        context["days"] = settings.question_days
        token = consents.question_token(settings, question.id)
        context["link"] = f"{settings.base_url}/consents/{token}"
    return context


def _about(
    session: Session, story: Story | None, settings: Settings, locale: str
) -> dict[str, Any]:
    """How the story stands now, which may be further than when the notice was written."""
    if story is None:
        return {"links": []}
    planned = story.scheduled_at if story.state is State.SCHEDULED else None
    return {
        "stands_at": state_label(story.state),
        "next": NEXT[story.state],
        "planned": show_time(planned, settings.time_zone, locale) if planned else "",
        "links": _links(session, story),
        "reason": story.nominations[0].reason if story.nominations else "",
    }


def _links(session: Session, story: Story) -> list[str]:
    """Where readers find it; nothing while it is on its way out or back."""
    if story.state in (State.PUBLISHING, State.WITHDRAWING):
        return []
    return [copy.permalink for copy in receipts.live(session, story)]


def _shown(session: Session, params: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(params)
    if "state" in shown:
        state = State(shown["state"])
        shown |= {"state": state_label(state), "next": NEXT[state]}
    for name in ("gate", "news"):
        if name in shown:
            shown[name] = Text(shown[name])
    if "duty" in shown:
        shown["duty"] = DUTIES[Duty(shown["duty"])]
    if "by_id" in shown:
        user = session.get(User, shown["by_id"])
        shown["who"] = user.full_name if user else ""
    return shown


def _subject(notice: Notice, template: str, context: Mapping[str, Any], settings: Settings) -> str:
    """One line of at most `SUBJECT_MAX` characters: a long title gives way first."""

    def written(title: str) -> str:
        shown = {**context, "title": title}
        return " ".join(_render(notice, template, "subject.txt", settings, shown).split())

    title = " ".join(str(context.get("title", "")).split())
    whole = written(title)
    over = len(whole) - SUBJECT_MAX
    if over > 0 and len(title) > _SHORTEST_TITLE:
        whole = written(cut(title, max(_SHORTEST_TITLE, len(title) - over)))
    return cut(whole, SUBJECT_MAX)


def cut(text: str, most: int) -> str:
    """`text` with at most so many characters, ending in … where something is left out."""
    if len(text) <= most:
        return text
    kept = ""
    for cluster in regex.findall(r"\X", text):
        if len(kept) + len(cluster) >= most:
            break
        kept += cluster
    return f"{kept.rstrip()}…"


def _render(
    notice: Notice, template: str, part: str, settings: Settings, context: Mapping[str, Any]
) -> str:
    mails = environment(settings.templates_dir, settings.time_zone, notice.locale)
    return mails.get_template(f"email/{template}/{part}").render(context)


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
