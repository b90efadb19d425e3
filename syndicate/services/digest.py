"""One mail a day for those who want it: what happened, by story, without what is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from sqlalchemy.orm import Session

from syndicate.i18n import Text, _
from syndicate.models import Notice
from syndicate.services import mail
from syndicate.services.mail_use import is_wanted
from syndicate.settings import Settings


@dataclass
class Entry:
    """One story, or what belongs to none, with its lines, oldest first."""

    title: str
    link: str
    state: Text | None
    lines: list[str] = field(default_factory=list)


def compose(session: Session, notices: Sequence[Notice], settings: Settings) -> EmailMessage | None:
    """The digest of these notices to one address; None when none of them is of use any more."""
    wanted = [notice for notice in notices if is_wanted(session, notice)]
    if not wanted:
        return None
    newest = wanted[-1]
    entries = _entries(session, wanted, settings)
    context = mail.context_of(session, newest, settings) | {
        "title": "",
        "link": settings.base_url,
        "entries": entries,
        "count": len(entries),
        "is_never_muted": False,
        "why": _("You get this mail once a day because you chose so."),
    }
    message = mail.message(newest, "digest", context, settings)
    own = str(message["Message-ID"])
    # The same id when it is written again, whatever came in between.
    message.replace_header("Message-ID", own.replace(newest.id, f"digest-{notices[0].id}"))
    return message


def _entries(session: Session, notices: Sequence[Notice], settings: Settings) -> list[Entry]:
    found: dict[str, Entry] = {}
    for notice in notices:
        context = mail.context_of(session, notice, settings)
        entry = found.setdefault(
            notice.story_id or context["link"],
            Entry(context["title"], context["link"], context.get("stands_at")),
        )
        line = mail.line_of(notice, context, settings)
        if line not in entry.lines:
            entry.lines.append(line)
    return list(found.values())
