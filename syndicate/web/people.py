"""Accounts and their roles, for administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Conflict, Invalid
from syndicate.i18n import _
from syndicate.models import DisplayOrder, Role
from syndicate.policy import Permission
from syndicate.services import accounts
from syndicate.services.accounts import NewUser
from syndicate.validation import problems_of
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.permissions import demand
from syndicate.web.request import actor, db, locale, now, settings

NAMES = ("email", "family", "given", "reading", "romaji", "department", "display_order", "locale")
ORDERS = [
    (DisplayOrder.GIVEN_FIRST.value, _("Given name first")),
    (DisplayOrder.FAMILY_FIRST.value, _("Family name first")),
]


def register(pages: Blueprint) -> None:
    """Add the pages to `pages`."""
    post = ["POST"]
    pages.add_url_rule("/admin/users", "users", users)
    pages.add_url_rule("/admin/users", "add_user", add_user, methods=post)
    pages.add_url_rule("/admin/users/<user_id>/roles", "set_roles", set_roles, methods=post)
    pages.add_url_rule("/admin/users/<user_id>/active", "set_active", set_active, methods=post)
    pages.add_url_rule(
        "/admin/users/<user_id>/password", "reset_password", reset_password, methods=post
    )


def users() -> Response:
    """Everybody, and a form for somebody new."""
    return _page()


def _page(filled: Filled = EMPTY, *, status: int = 200) -> Response:
    demand(Permission.USER_MANAGE)
    return page(
        "users",
        status=status,
        people=accounts.everybody(db()),
        roles=list(Role),
        orders=ORDERS,
        default_locale=locale(),
        filled=filled,
    )


def add_user() -> Answer:
    """A new account with a first password, which the person changes."""
    demand(Permission.USER_MANAGE)
    values: dict[str, Any] = {name: request.form.get(name, "") for name in NAMES}
    values["roles"] = request.form.getlist("roles")
    try:
        added = accounts.add_user(db(), _new(values), actor=actor(), now=now())
        password = request.form.get("password", "")
        accounts.set_password(db(), added, password, actor=actor(), now=now())
    except (Invalid, Conflict) as error:
        return _page(refused(error, values), status=error.status)
    return back_to(url_for("web.users"), _("%(email)s has an account now.", email=added.email))


def _new(values: dict[str, Any]) -> NewUser:
    try:
        return NewUser.model_validate(values | {"time_zone": settings().time_zone})
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


def set_roles(user_id: str) -> Answer:
    """Exactly the roles that were ticked."""
    demand(Permission.USER_MANAGE)
    wanted = {role for role in Role if role.value in request.form.getlist("roles")}
    somebody = accounts.get(db(), user_id)
    accounts.set_roles(db(), somebody, wanted, actor=actor(), now=now())
    return back_to(url_for("web.users"), _("Saved."))


def set_active(user_id: str) -> Answer:
    """Close an account, or open it again."""
    demand(Permission.USER_MANAGE)
    somebody = accounts.get(db(), user_id)
    active = request.form.get("active") == "true"
    accounts.set_active(db(), somebody, active=active, actor=actor(), now=now())
    return back_to(url_for("web.users"), _("Saved."))


def reset_password(user_id: str) -> Answer:
    """A new first password for somebody who lost theirs."""
    demand(Permission.USER_MANAGE)
    somebody = accounts.get(db(), user_id)
    try:
        password = request.form.get("password", "")
        accounts.set_password(db(), somebody, password, actor=actor(), now=now())
    except Invalid as error:
        return _page(refused(error, {}, prefix=f"{user_id}-"), status=error.status)
    return back_to(
        url_for("web.users"), _("Tell %(email)s the new password.", email=somebody.email)
    )
