"""Which mails somebody wants, and when: a form of the account page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.services import mail_wishes
from syndicate.services.mail_wishes import KINDS, NEVER_MUTED, MailWishes
from syndicate.validation import problems_of
from syndicate.web import account
from syndicate.web.answers import back_to
from syndicate.web.request import db, now, user


def register(pages: Blueprint) -> None:
    """Add the form to `pages`."""
    pages.add_url_rule("/account/mails", "set_mails", set_mails, methods=["POST"])


def set_mails() -> Answer:
    """Keep what was chosen; what waits already follows."""
    form = request.form
    kinds = [kind for kind in KINDS if kind not in NEVER_MUTED]
    ways = {kind.value: form[f"mail-{kind}"] for kind in kinds if f"mail-{kind}" in form}
    values: dict[str, Any] = {"ways": ways, "digest_time": form.get("digest_time") or None}
    try:
        wanted = MailWishes.model_validate(values)
    except ValidationError as error:
        chosen = {f"mail-{kind}": way for kind, way in ways.items()}
        return account.again(
            Invalid.fields(problems_of(error)),
            chosen | {"digest_time": form.get("digest_time", "")},
        )
    mail_wishes.choose(db(), user(), wanted, now=now())
    return back_to(f"{url_for('web.account')}#mails", _("Saved."))
