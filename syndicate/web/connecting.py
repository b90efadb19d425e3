"""Connecting an account: out to the channel's sign-in and back, single use, by one person."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Conflict, Malformed
from syndicate.i18n import _
from syndicate.models import Channel, User
from syndicate.policy import Actor, Permission, Way
from syndicate.publishing.errors import PublishError
from syndicate.publishing.oauth import Account
from syndicate.services import channels, connecting
from syndicate.web.answers import back_to, page
from syndicate.web.permissions import demand
from syndicate.web.request import actor, apart, db, kit, now, settings, sign_in


def register(pages: Blueprint) -> None:
    """Add the three steps to `pages`."""
    post = ["POST"]
    pages.add_url_rule("/channels/<name>/connect", "connect", connect, methods=post)
    pages.add_url_rule("/channels/<name>/callback", "connected", connected)
    pages.add_url_rule("/channels/<name>/account", "channel_account", accounts)
    pages.add_url_rule("/channels/<name>/account", "choose_account", choose, methods=post)


def connect(name: str) -> Response:
    """Say where the person will be sent, with a link: a form may not lead to another site."""
    demand(Permission.CHANNEL_MANAGE)
    channel = channels.find(db(), name)
    connection = connecting.connection_of(kit().registry, channel)
    state = connecting.begin(db(), channel, actor=actor(), now=now())
    try:
        address = connection.authorize_url(redirect_uri=_redirect_uri(name), state=state)
    except PublishError as error:
        raise _failed(channel, error) from error
    return page("connect", channel=channel, address=address, host=urlsplit(address).netloc)


def connected(name: str) -> Answer:
    """Back from the channel: the state is used up first, the code is exchanged once."""
    demand(Permission.CHANNEL_MANAGE)
    channel, acting, code = _returned(name)
    connection = connecting.connection_of(kit().registry, channel)
    try:
        token = connection.exchange(code=code, redirect_uri=_redirect_uri(name))
        found = connection.accounts(token)
    except PublishError as error:
        raise _failed(channel, error) from error
    with kit().database.begin() as session:
        row = channels.find(session, name)
        chosen = connecting.keep(session, row, token, found, kit=kit(), actor=acting, now=now())
    if chosen is None:
        return back_to(url_for("web.channel_account", name=name))
    return back_to(
        url_for("web.channels"),
        _("%(channel)s is connected as %(name)s.", channel=channel.title, name=chosen.name),
    )


def _returned(name: str) -> tuple[Channel, Actor, str]:
    """The channel and who acts, once the state has been used up in a transaction of its own."""
    signed_in = sign_in()
    args = request.args
    if signed_in is None or "state" not in args:
        raise Malformed(_("Begin the connection on the channels page."))
    with apart() as session:
        channel = channels.find(session, name)
        user = session.get_one(User, signed_in.user_id)
        connecting.redeem(session, args["state"], channel, user=user, now=now())
    if "code" not in args:
        raise Conflict(_("%(channel)s was not connected: it was refused there.", channel=name))
    return channel, Actor(Way.WEB, user=user), args["code"]


def accounts(name: str) -> Response:
    """Which of several places to publish as."""
    demand(Permission.CHANNEL_MANAGE)
    channel = channels.find(db(), name)
    found = [(account.name, _sealed(channel, account)) for account in _accounts(channel)]
    return page("channel_account", channel=channel, accounts=found)


def choose(name: str) -> Answer:
    """Publish as the chosen one from now on."""
    demand(Permission.CHANNEL_MANAGE)
    channel = channels.find(db(), name)
    account = _unsealed(channel, request.form.get("account", ""))
    connecting.choose(db(), channel, account, kit=kit(), actor=actor(), now=now())
    return back_to(
        url_for("web.channels"),
        _("%(channel)s is connected as %(name)s.", channel=channel.title, name=account.name),
    )


def _accounts(channel: Channel) -> list[Account]:
    connection = connecting.connection_of(kit().registry, channel)
    try:
        return list(connection.accounts(kit().tokens(channel).current()))
    except PublishError as error:
        raise _failed(channel, error) from error


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(settings().signing_keys)), salt="channel-account")


def _sealed(channel: Channel, account: Account) -> str:
    """The account as the form carries it: asking the channel again would hold a transaction."""
    sealed: str = _seal().dumps([channel.id, account.remote_id, account.name])
    return sealed


def _unsealed(channel: Channel, value: str) -> Account:
    try:
        channel_id, remote_id, title = _seal().loads(value)
    except BadSignature:
        channel_id = ""
    if channel_id != channel.id:
        raise Malformed(_("Choose one of the accounts on the page."))
    return Account(remote_id, title)


def _redirect_uri(name: str) -> str:
    return f"{settings().base_url}{url_for('web.connected', name=name)}"


def _failed(channel: Channel, error: PublishError) -> Conflict:
    return Conflict(_("%(channel)s: %(detail)s", channel=channel.title, detail=error.detail))
