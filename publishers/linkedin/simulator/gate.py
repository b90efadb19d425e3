"""What every API call passes first: token, version, protocol and quota."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, cast

from flask import current_app, g, request

from publishers.linkedin.simulator.answers import denied, gateway, not_active, plain, throttled
from publishers.linkedin.simulator.records import POSTING_ROLES, Grant
from publishers.linkedin.simulator.world import World

_VERSION = re.compile(r"20\d{2}(0[1-9]|1[0-2])(\.\d{2})?")


def world() -> World:
    """The state of this simulator."""
    return cast("World", current_app.config["WORLD"])


def grant() -> Grant:
    """The token of this request."""
    return cast("Grant", g.grant)


def check_token() -> None:
    """Find the bearer's token, or answer 401 with the code LinkedIn has for it."""
    value = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not value:
        raise gateway(401, 401, "EMPTY_ACCESS_TOKEN", "Empty oauth2_access_token")
    with world().lock:
        found = world().grants.get(value)
        if found is None:
            raise gateway(401, 65600, "INVALID_ACCESS_TOKEN", "Invalid access token")
        fresh = found.refused_calls > 0
        found.refused_calls = max(found.refused_calls - 1, 0)
    if found.revoked or fresh:
        raise gateway(
            401,
            65601,
            "REVOKED_ACCESS_TOKEN",
            "The token used in the request has been revoked by the user",
        )
    if found.expires_at <= world().now():
        raise gateway(
            401, 65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"
        )
    g.grant = found


def check_rest() -> None:
    """What `/rest/*` asks for beyond a token."""
    check_token()
    version = request.headers.get("LinkedIn-Version", "")
    if not version:
        raise plain(
            400,
            "VERSION_MISSING",
            "A version must be present. Please specify a version by adding the LinkedIn-Version"
            " header.",
        )
    modes = world().modes
    if not _VERSION.fullmatch(version) or not (
        modes.oldest_version <= version[:6] <= modes.newest_version
    ):
        raise not_active(version)
    if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
        raise plain(400, "INVALID_PROTOCOL_VERSION", "X-Restli-Protocol-Version must be 2.0.0")
    _count_call()


def need_scope(scope: str, what: str) -> None:
    """Answer 403 unless the token has `scope`."""
    if scope not in grant().scopes:
        raise denied(what)


def may_post_as(organization: str) -> bool:
    """Whether the token's member has a role that may post as this page."""
    modes = world().modes
    return (
        organization in grant().organizations
        and modes.role in POSTING_ROLES
        and modes.role_state == "APPROVED"
    )


def need_page(organization: str, what: str) -> None:
    """Answer 403 unless the token's member may act for this page."""
    if not may_post_as(organization):
        raise denied(what)


def json_body() -> dict[str, Any]:
    """The request's body, which must be a JSON object sent as one."""
    if request.mimetype != "application/json":
        raise plain(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json")
    try:
        body = json.loads(request.get_data())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise plain(400, "INVALID_JSON", "The body is not a JSON object")
    return body


def _count_call() -> None:
    state = world()
    day = datetime.fromtimestamp(state.now(), UTC).date().isoformat()
    method = request.headers.get("X-RestLi-Method") or request.method
    key = (day, grant().client_id, grant().member, f"{request.endpoint} {method}")
    with state.lock:
        state.calls[key] += 1
        if state.modes.daily_quota is not None and state.calls[key] > state.modes.daily_quota:
            raise throttled("APPLICATION_AND_MEMBER DAY")
