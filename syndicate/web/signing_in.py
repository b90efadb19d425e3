"""The door: signing in and out."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid
from syndicate.i18n import Text, _
from syndicate.models import User
from syndicate.services import accounts, sessions
from syndicate.services.limiter import Limiter
from syndicate.web.answers import Filled, page, refused
from syndicate.web.guard import public
from syndicate.web.paths import local_path
from syndicate.web.request import (
    apart,
    is_https,
    kit,
    locale,
    now,
    sign_in,
    sign_in_cookie,
)

_WRONG = _("The address or the password is not right. Check both and try again.")


def register(pages: Blueprint) -> None:
    """Add the door to `pages`."""
    pages.add_url_rule("/sign-in", "sign_in_page", sign_in_page)
    pages.add_url_rule("/sign-in", "sign_in", sign_in_now, methods=["POST"])
    pages.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])


@public
def sign_in_page() -> Answer:
    """The form, or straight on for somebody who is signed in."""
    wanted = local_path(request.args.get("next"))
    if sign_in() is not None:
        return redirect(wanted, 303)
    return page("sign_in", next=wanted)


@public
def sign_in_now() -> Answer:
    """A new session, or the form again. The slow password check holds no transaction."""
    email, wanted = request.form.get("email", ""), local_path(request.form.get("next"))
    user = _checked(email, request.form.get("password", ""))
    if user is None:
        filled: Filled = refused(Invalid.field("email", _WRONG), {"email": email})
        return page("sign_in", status=422, next=wanted, filled=filled)
    response = redirect(wanted, 303)
    browser.clear()
    start_session(response, user)
    return response


def _checked(email: str, password: str) -> User | None:
    keys = (f"account {accounts.normal_email(email)[:254]}", f"address {request.remote_addr}")
    limiters: tuple[Limiter, Limiter] = current_app.extensions["syndicate.limiters"]
    for limiter, key in zip(limiters, keys, strict=True):
        limiter.demand(key, now=now())
    with kit().database.reading() as session:
        user = accounts.verified(session, email, password)
    for limiter, key in zip(limiters, keys, strict=True):
        if user is None:
            limiter.failed(key, now=now())
    if user is not None:
        limiters[0].clear(keys[0])
    return user


def start_session(response: Answer, user: User) -> None:
    """Sign `user` in at this browser under a new secret; the one before is ended."""
    before = sign_in()
    with apart() as session:
        if before is not None:
            owner = session.get_one(User, before.user_id)
            sessions.end(session, owner, before.id, now=now())
        _row, token = sessions.open_session(
            session, user, user_agent=request.user_agent.string, now=now()
        )
    response.set_cookie(
        sign_in_cookie(),
        token,
        max_age=sessions.ABSOLUTE,
        path="/",
        secure=is_https(),
        httponly=True,
        samesite="Lax",
    )


def sign_out() -> Answer:
    """End this session and forget its cookie."""
    row = sign_in()
    if row is not None:
        with apart() as session:
            sessions.end(session, session.get_one(User, row.user_id), row.id, now=now())
    farewell: Text = _("You are signed out.")
    language = locale()
    browser.clear()
    flash(farewell.in_(language), "done")
    response = redirect(url_for("web.sign_in_page"), 303)
    response.delete_cookie(sign_in_cookie(), path="/", secure=is_https(), httponly=True)
    return response
