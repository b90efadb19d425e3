"""What a person sets for themself: language, zone, password, browsers, programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, Response, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid, SyndicateError
from syndicate.i18n import _
from syndicate.services import accounts, sessions, tokens
from syndicate.validation import problems_of
from syndicate.web import mail_rows
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.paths import local_path
from syndicate.web.request import actor, commit, db, now, sign_in, use_locale, user
from syndicate.web.signing_in import start_session

TOKEN_LIVES = {
    "30": _("30 days"),
    "90": _("90 days"),
    "365": _("One year"),
    "": _("Until it is revoked"),
}


def register(pages: Blueprint) -> None:
    """Add the account page and its forms to `pages`."""
    post = ["POST"]
    pages.add_url_rule("/account", "account", account)
    pages.add_url_rule("/account/language", "set_language", set_language, methods=post)
    pages.add_url_rule("/account/preferences", "set_preferences", set_preferences, methods=post)
    pages.add_url_rule("/account/password", "set_password", set_password, methods=post)
    pages.add_url_rule("/account/sessions/others", "end_others", end_others, methods=post)
    pages.add_url_rule("/account/sessions/<session_id>", "end_session", end_session, methods=post)
    pages.add_url_rule("/account/tokens", "add_token", add_token, methods=post)
    pages.add_url_rule("/account/tokens/<token_id>", "revoke_token", revoke_token, methods=post)


def account() -> Response:
    """The page."""
    return _account()


def _account(filled: Filled = EMPTY, *, status: int = 200, **shown: Any) -> Response:
    reader, current = user(), sign_in()
    return page(
        "account",
        status=status,
        user=reader,
        current_session=current.id if current else "",
        sessions=sessions.listed(db(), reader, now=now()),
        tokens=tokens.listed(db(), reader, now=now()),
        zones=sorted(available_timezones()),
        token_lives=TOKEN_LIVES.items(),
        filled=filled,
        **mail_rows.shown(reader),
        **({"secret": None} | shown),
    )


def again(error: SyndicateError, values: Mapping[str, Any]) -> Response:
    """The page with what was sent and what is wrong with it."""
    return _account(refused(error, values), status=error.status)


def set_language() -> Answer:
    """The switch in the header: read in this language from now on."""
    _prefer({"locale": request.form.get("locale", "")})
    return back_to(local_path(request.form.get("next")))


def set_preferences() -> Answer:
    """Language and zone together."""
    values = {key: request.form.get(key, "") for key in ("locale", "time_zone")}
    try:
        _prefer(values)
    except Invalid as error:
        return again(error, values)
    return back_to(url_for("web.account"), _("Saved."))


def _prefer(values: Mapping[str, str]) -> None:
    try:
        wanted = accounts.Preferences.model_validate(values)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error
    accounts.set_preferences(user(), wanted)
    use_locale(user().locale)


def set_password() -> Answer:
    """A new password; every browser but this one must sign in again."""
    form = request.form
    try:
        accounts.change_password(
            db(),
            user(),
            current=form.get("current", ""),
            new=form.get("password", ""),
            actor=actor(),
            now=now(),
        )
    except Invalid as error:
        return again(error, {})
    reader = user()
    response = back_to(
        url_for("web.account"), _("Your password is changed. Other browsers are signed out.")
    )
    commit()
    start_session(response, reader)
    return response


def end_others() -> Answer:
    """Sign every other browser out."""
    current = sign_in()
    sessions.end_all(db(), user(), now=now(), but=current.id if current else None)
    return back_to(url_for("web.account"), _("The other browsers are signed out."))


def end_session(session_id: str) -> Answer:
    """Sign one browser out."""
    sessions.end(db(), user(), session_id, now=now())
    return back_to(url_for("web.account"), _("That browser is signed out."))


def add_token() -> Response:
    """A new token; its secret is on the answer and nowhere else."""
    label, days = request.form.get("label", ""), request.form.get("days", "")
    lives = timedelta(days=int(days)) if days and days in TOKEN_LIVES else None
    try:
        _row, secret = tokens.add(db(), user(), label, actor=actor(), now=now(), lives=lives)
    except Invalid as error:
        return again(error, {"label": label})
    return _account(secret=secret)


def revoke_token(token_id: str) -> Answer:
    """Close one token."""
    tokens.revoke(db(), user(), token_id, actor=actor(), now=now())
    return back_to(url_for("web.account"), _("The token no longer works."))
