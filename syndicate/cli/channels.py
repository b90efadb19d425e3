"""`syndicate channel …`, `freeze` and `unfreeze`, and the commands plugs bring."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from syndicate.cli import channel_accounts
from syndicate.cli.edge import account, now, open_kit, shell_actor, writing
from syndicate.errors import Malformed
from syndicate.i18n import _
from syndicate.publishing.errors import PublishError
from syndicate.registry import Registry
from syndicate.services import channels


@click.group()
def channel() -> None:
    """Places to publish."""


@channel.command("add")
@click.argument("name")
@click.option("--kind", required=True, help="Which publisher speaks to it.")
@click.option("--title", default="", help="As people read it; default the publisher's.")
@click.option("--config", default="{}", help="The channel's settings as JSON.")
@click.option("--language", "languages", multiple=True, help="en, ja; none means all.")
def add(name: str, kind: str, title: str, config: str, languages: tuple[str, ...]) -> None:
    """Add a channel."""
    fields = _object(config)
    kit = open_kit()
    with writing(kit) as session:
        made = channels.add_channel(
            session,
            name=name,
            kind=kind,
            title=title,
            config=fields,
            languages=languages,
            actor=shell_actor(session),
            now=now(),
            registry=kit.registry,
        )
    click.echo(f"{made.name} {made.id}")


def _object(config: str) -> dict[str, Any]:
    try:
        fields = json.loads(config)
    except (ValueError, RecursionError) as error:
        raise Malformed(_("--config is not valid JSON.")) from error
    if not isinstance(fields, dict):
        raise Malformed(_("--config must be a JSON object, such as {}."))
    return fields


@channel.command("list")
def list_all() -> None:
    """List the channels in the order in which they are published to."""
    kit = open_kit()
    with kit.database.reading() as session:
        for row in channels.all_channels(session):
            state = "active" if row.active else "off"
            if channels.frozen(session, row.id):
                state = "frozen"
            click.echo(f"{row.name}\t{row.kind}\t{state}\t{row.title}")


@channel.command("check")
@click.argument("name", required=False)
def check(name: str | None) -> None:
    """Ask the channels whether they could take a story now."""
    kit = open_kit()
    with kit.database.reading() as session:
        rows = [channels.find(session, name)] if name else list(channels.all_channels(session))
    bad = 0
    for row in rows:
        try:
            health = kit.publisher(row).check()
            good, detail = health.ok, health.detail
        except PublishError as error:
            good, detail = False, error.detail
        bad += not good
        click.echo(f"{'ok ' if good else 'BAD'}  {row.name}: {detail}")
    sys.exit(1 if bad else 0)


@click.command()
@click.option("--as", "email", required=True, help="Your account.")
@click.option("--reason", required=True)
@click.option("--channel", "name", help="Only this channel; default all.")
def freeze(email: str, reason: str, name: str | None) -> None:
    """Hold all channels, or one: nothing new is sent. Take-downs go on."""
    kit = open_kit()
    with writing(kit) as session:
        channels.freeze(
            session,
            reason=reason,
            channel=channels.find(session, name) if name else None,
            actor=shell_actor(session, account(session, email).email),
            now=now(),
        )
    click.echo("Frozen.")


@click.command()
@click.option("--as", "email", required=True, help="Your account.")
@click.option("--channel", "name", help="Only this channel; default all.")
def unfreeze(email: str, name: str | None) -> None:
    """Lift the hold. What is over its time asks a person first."""
    kit = open_kit()
    with writing(kit) as session:
        lifted = channels.unfreeze(
            session,
            channel=channels.find(session, name) if name else None,
            actor=shell_actor(session, account(session, email).email),
            now=now(),
        )
    click.echo(f"{len(lifted)} freezes lifted.")


def add_plug_commands(cli: click.Group) -> None:
    """Add the group each plug brings, such as `site`."""
    for plug in Registry().plugs.values():
        if plug.commands is not None:
            cli.add_command(plug.commands())


for command in channel_accounts.COMMANDS:
    channel.add_command(command)

COMMANDS = (channel, freeze, unfreeze)
