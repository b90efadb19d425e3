"""Who acts for the reader, and for whom the reader acts: named for a time, ended early."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid
from syndicate.i18n import _, show_time
from syndicate.models import Duty
from syndicate.policy import Permission
from syndicate.services import deputies
from syndicate.services.deputies import DUTIES, DeputyInput
from syndicate.validation import problems_of
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.permissions import may
from syndicate.web.request import actor, db, locale, now, user, zone

FIELDS = ("of", "deputy", "role", "from_at", "until_at")
_DAY = timedelta(days=1)


def register(pages: Blueprint) -> None:
    """Add the page and its forms to `pages`."""
    post = ["POST"]
    pages.add_url_rule("/account/deputies", "deputies", show_deputies)
    pages.add_url_rule("/account/deputies", "name_deputy", name_deputy, methods=post)
    pages.add_url_rule("/account/deputies/<deputy_id>/end", "end_deputy", end_deputy, methods=post)


def show_deputies() -> Response:
    """Given, received, ended lately; and a form for a new one."""
    return _page()


def _page(filled: Filled = EMPTY, *, status: int = 200) -> Response:
    reader = user()
    rows = deputies.listed(db(), actor(), now=now())
    manages = may(Permission.ROUTE_MANAGE)
    return page(
        "deputies",
        status=status,
        given=[row for row in rows if row.user_id == reader.id],
        received=[row for row in rows if row.deputy_id == reader.id],
        others=[row for row in rows if reader.id not in (row.user_id, row.deputy_id)],
        ended=deputies.ended_lately(db(), reader, now=now()),
        borrowed=actor().lent,
        moment=now(),
        today=now().astimezone(ZoneInfo(zone())).date().isoformat(),
        manages=manages,
        duties=DUTIES,
        duty_options=[
            (duty.value, DUTIES[duty]) for duty in (Duty if manages else deputies.lendable(reader))
        ],
        filled=filled,
    )


def name_deputy() -> Answer:
    """Somebody acts in the reader's place from the first day to the last, both included."""
    values = {name: request.form.get(name, "").strip() for name in FIELDS}
    try:
        row = deputies.lend(db(), _read(values), actor=actor(), now=now())
    except Invalid as error:
        return _page(refused(error, values), status=error.status)
    return back_to(
        url_for("web.deputies"),
        _(
            "%(name)s acts for you until %(time)s. They got a mail.",
            name=row.deputy.full_name,
            time=show_time(row.until_at, zone(), locale()),
        )
        if row.user_id == user().id
        else _("Saved. They got a mail."),
    )


def end_deputy(deputy_id: str) -> Answer:
    """The right ends now, or the reader is told that it had ended."""
    ended = deputies.end(db(), deputy_id, actor=actor(), now=now())
    if ended is None:
        return back_to(url_for("web.deputies"), _("This right has ended."))
    when = show_time(ended, zone(), locale())
    notice = _("This right had ended already, at %(time)s.", time=when)
    return back_to(url_for("web.deputies"), notice, "note")


def _read(values: dict[str, str]) -> DeputyInput:
    until = _midnight(values["until_at"], "until_at", after=_DAY)
    fields = {
        "deputy": values["deputy"],
        "role": values["role"],
        "from_at": _midnight(values["from_at"], "from_at") if values["from_at"] else None,
        "until_at": until,
        "of": values["of"] or None,
    }
    try:
        return DeputyInput.model_validate(fields)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


def _midnight(day: str, field: str, after: timedelta = timedelta()) -> datetime:
    """When that day begins, or ends, where the reader is."""
    try:
        chosen = date.fromisoformat(day) + after
        return datetime.combine(chosen, time(), ZoneInfo(zone())).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid.field(field, _("Please choose a day.")) from error
