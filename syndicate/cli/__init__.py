"""The command line: each command is a few lines that call a service."""

from __future__ import annotations

import sys
from typing import Any

import click

from syndicate import __version__
from syndicate.cli import (
    accounts,
    audit,
    cautions,
    channel_accounts,
    channels,
    database,
    demo,
    gates,
    persons,
    privacy,
    rules,
    running,
    stories,
)
from syndicate.cli.edge import Benches, one_line_errors
from syndicate.dev.commands import dev, doctor


class Commands(click.Group):
    """Plugs are loaded for a command of theirs and to list all, so that `scan` starts at once."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self.commands:
            channels.add_plug_commands(self)
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in alphabetical order."""
        channels.add_plug_commands(self)
        return super().list_commands(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="syndicate")
def cli() -> None:
    """Carry a company's internal stories outside, with consent, four eyes and proof."""


for command in (
    *accounts.COMMANDS,
    *audit.COMMANDS,
    *cautions.COMMANDS,
    *channels.COMMANDS,
    *database.COMMANDS,
    *demo.COMMANDS,
    *gates.COMMANDS,
    *persons.COMMANDS,
    *privacy.COMMANDS,
    *rules.COMMANDS,
    *running.COMMANDS,
    *stories.COMMANDS,
    dev,
    doctor,
):
    cli.add_command(command)


for command in channel_accounts.COMMANDS:
    channels.channel.add_command(command)


def main(args: list[str] | None = None) -> Any:
    """Run the command line: exit 0 done, 1 refused or failed with one line, 2 wrong usage."""
    with one_line_errors():
        cli.main(args=args, prog_name="syndicate", standalone_mode=False, obj=Benches())
    sys.exit(0)
