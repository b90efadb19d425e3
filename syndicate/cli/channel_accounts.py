"""`syndicate channel limit|secret|reseal`: what a channel may take, and what it signs in with."""

from __future__ import annotations

import sys

import click

from syndicate.cli.edge import now, open_kit, shell_actor, writing
from syndicate.services import channel_limits, channels, credentials, shared_secrets


@click.command("limit")
@click.argument("name")
@click.option("--per-day", type=click.IntRange(1), help="Most stories in a day of UTC.")
@click.option(
    "--quiet", "periods", multiple=True, help="22:00-07:00, sat or 2026-12-29/2027-01-03."
)
def limit(name: str, per_day: int | None, periods: tuple[str, ...]) -> None:
    """Set how many stories a channel takes a day, and when it takes none.

    What is not given is lifted. Take-downs go on at any time.
    """
    kit = open_kit()
    with writing(kit) as session:
        row = channel_limits.set_limits(
            session,
            channels.find(session, name),
            per_day=per_day,
            periods=periods,
            zone=kit.settings.time_zone,
            actor=shell_actor(session),
            now=now(),
        )
        number = row.daily_quota or "any number of"
        click.echo(f"{row.name}: {number} stories a day; quiet: {', '.join(row.quiet) or 'never'}")


@click.command("secret")
@click.argument("name")
@click.option("--given", is_flag=True, help="Read the secret from standard input.")
@click.option("--drop-old", is_flag=True, help="Sign with the newest secret only.")
def secret(name: str, given: bool, drop_old: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Add a secret to sign with, and show it this once; older ones go on until dropped."""
    kit = open_kit()
    with writing(kit) as session:
        row = channels.find(session, name)
        actor = shell_actor(session)
        if drop_old:
            dropped = shared_secrets.drop_old_secrets(session, row, kit=kit, actor=actor, now=now())
            click.echo(f"{dropped} secrets dropped.")
            return
        typed = sys.stdin.readline() if given else None
        made = shared_secrets.add_secret(session, row, typed, kit=kit, actor=actor, now=now())
    click.echo("Kept." if given else made)


@click.command("reseal")
def reseal() -> None:
    """Encrypt every token and secret with the newest of SYNDICATE_TOKEN_KEYS.

    Afterwards the older keys can be taken out of the setting.
    """
    kit = open_kit()
    with writing(kit) as session:
        count = credentials.reseal_all(session, ring=kit.ring)
    click.echo(f"{count} sealed anew.")


COMMANDS = (limit, secret, reseal)
