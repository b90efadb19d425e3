"""Sign-in: the page where a person says yes, the token endpoint, and who it was."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from publishers.linkedin.simulator.answers import TokenError, denied
from publishers.linkedin.simulator.gate import check_token, grant, world
from publishers.linkedin.simulator.html import show
from publishers.linkedin.simulator.records import Code, Grant
from publishers.linkedin.simulator.world import CLIENT_ID, CLIENT_SECRET, SCOPES

blueprint = Blueprint("oauth", __name__)

CODE_SECONDS = 30 * 60
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_MISSING = 'A required parameter "%s" is missing'
_MISMATCH = (
    "Unable to retrieve access token: appid/redirect uri/code verifier does not match"
    " authorization code. Or authorization code expired. Or external member binding exists"
)


@blueprint.get("/oauth/v2/authorization")
def authorization() -> AnyResponse:
    """The page that asks the person."""
    redirect_uri = request.args.get("redirect_uri", "")
    if request.args.get("client_id") != CLIENT_ID:
        return _sorry("Client_id doesn't match")
    if not _is_registered(redirect_uri):
        return _sorry("Redirect_uri doesn't match")
    scopes = request.args.get("scope", "").split()
    if request.args.get("response_type") != "code" or not scopes:
        return _sorry("Invalid scope")
    if unknown := next((scope for scope in scopes if scope not in SCOPES), None):
        return _back(
            redirect_uri,
            error="unauthorized_scope_error",
            error_description=f"Scope &quot;{unknown}&quot; is not authorized for your application",
        )
    return show(
        "authorize.html",
        form_action=f"{urlsplit(redirect_uri).scheme}://{urlsplit(redirect_uri).netloc}",
        app=CLIENT_ID,
        scopes=scopes,
        members=list(world().members.values()),
        organizations=list(world().organizations.values()),
        hidden={"redirect_uri": redirect_uri, "state": request.args.get("state", "")},
    )


@blueprint.post("/oauth/v2/authorization")
def answer() -> AnyResponse:
    """What the person answered, sent back to the app."""
    redirect_uri = request.form.get("redirect_uri", "")
    member = request.form.get("member", "")
    if not _is_registered(redirect_uri) or member not in world().members:
        return _sorry("Redirect_uri doesn't match")
    if request.form.get("answer") != "allow":
        return _back(
            redirect_uri,
            error="user_cancelled_authorize",
            error_description="The user cancelled the authorization",
        )
    code = issue_code(
        member=member,
        redirect_uri=redirect_uri,
        scopes=[scope for scope in request.form.getlist("scope") if scope in SCOPES],
        organizations=[o for o in request.form.getlist("page") if o in world().organizations],
    )
    return _back(redirect_uri, code=code.value)


@blueprint.post("/oauth/v2/accessToken")
def access_token() -> dict[str, Any]:
    """A token for a code or for a refresh token. Credentials count in the body only."""
    form = request.form
    for name in ("grant_type", "client_id", "client_secret"):
        if not form.get(name):
            raise TokenError(400, "invalid_request", _MISSING % name)
    if (form["client_id"], form["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
        raise TokenError(401, "invalid_client", "Client authentication failed")
    if form["grant_type"] == "authorization_code":
        return _answer(_from_code())
    if form["grant_type"] == "refresh_token":
        return _answer(_from_refresh_token())
    raise TokenError(400, "unsupported_grant_type", "The grant type is not supported")


@blueprint.get("/v2/userinfo")
def userinfo() -> dict[str, Any]:
    """Who the token belongs to."""
    check_token()
    if "profile" not in grant().scopes:
        raise denied("userinfo.GET")
    member = world().members[grant().member]
    return {
        "sub": member.id,
        "name": f"{member.given} {member.family}",
        "given_name": member.given,
        "family_name": member.family,
        "locale": {"country": member.country, "language": member.language},
    }


def issue_code(
    *, member: str, redirect_uri: str, scopes: list[str], organizations: list[str]
) -> Code:
    """A code the app can change for a token once."""
    code = Code(
        value=f"AQT{secrets.token_urlsafe(60)}",
        client_id=CLIENT_ID,
        member=member,
        redirect_uri=redirect_uri,
        scopes=scopes,
        organizations=organizations,
        expires_at=world().now() + CODE_SECONDS,
    )
    world().codes[code.value] = code
    return code


def _from_code() -> Grant:
    for name in ("code", "redirect_uri"):
        if not request.form.get(name):
            raise TokenError(400, "invalid_request", _MISSING % name)
    with world().lock:
        code = world().codes.get(request.form["code"])
        if code is None or code.used:
            raise TokenError(
                401,
                "invalid_request",
                "Unable to retrieve access token: authorization code not found",
            )
        code.used = True
    late = code.expires_at <= world().now()
    if late or request.form["redirect_uri"] != code.redirect_uri:
        raise TokenError(400, "invalid_redirect_uri", _MISMATCH)
    issued = world().issue(member=code.member, scopes=code.scopes, organizations=code.organizations)
    world().save()
    return issued


def _from_refresh_token() -> Grant:
    wanted = request.form.get("refresh_token")
    if not wanted:
        raise TokenError(400, "invalid_request", _MISSING % "refresh_token")
    state = world()
    with state.lock:
        old = next((g for g in state.grants.values() if g.refresh_token == wanted), None)
        if old is None or old.revoked or old.refresh_expires_at <= state.now():
            raise TokenError(
                400,
                "invalid_grant",
                "The provided authorization grant or refresh token is invalid, expired or revoked.",
            )
        new = state.issue(member=old.member, scopes=old.scopes, organizations=old.organizations)
        # A refresh never makes the refresh token itself live longer.
        new.refresh_token, new.refresh_expires_at = old.refresh_token, old.refresh_expires_at
    state.save()
    return new


def _answer(issued: Grant) -> dict[str, Any]:
    modes = world().modes
    body: dict[str, Any] = {
        "access_token": issued.access_token,
        "expires_in": int(issued.expires_at - world().now()),
        "scope": ",".join(sorted(issued.scopes)),
    }
    if modes.gives_token_type:
        body |= {"token_type": "Bearer"}
    if issued.refresh_token and modes.gives_refresh_token:
        body["refresh_token"] = issued.refresh_token
        seconds = int(issued.refresh_expires_at - world().now())
        body["refresh_token_expires_in"] = 525_600 if modes.refresh_life_as_minutes else seconds
    return body


def _is_registered(redirect_uri: str) -> bool:
    """Any address of this machine, as if the app had registered it."""
    try:
        parts = urlsplit(redirect_uri)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK and not parts.fragment


def _back(redirect_uri: str, **values: str) -> AnyResponse:
    state = request.values.get("state", "")
    joiner = "&" if "?" in redirect_uri else "?"
    return redirect(f"{redirect_uri}{joiner}{urlencode(values | {'state': state})}")


def _sorry(sentence: str) -> Response:
    response = show("sorry.html", sentence=sentence)
    response.status_code = 401
    return response
