"""The command line: each command is a few lines that call a service."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from syndicate import __version__
from syndicate.cli.edge import Benches, one_line_errors

MODULES = {
    "audit": "syndicate.cli.audit",
    "caution": "syndicate.cli.cautions",
    "channel": "syndicate.cli.channels",
    "db": "syndicate.cli.database",
    "demo": "syndicate.cli.demo",
    "deputy": "syndicate.cli.gates",
    "dev": "syndicate.dev.commands",
    "doctor": "syndicate.dev.commands",
    "erase": "syndicate.cli.persons",
    "evidence": "syndicate.cli.stories",
    "freeze": "syndicate.cli.channels",
    "leaver": "syndicate.cli.persons",
    "nominate": "syndicate.cli.stories",
    "render": "syndicate.cli.stories",
    "route": "syndicate.cli.gates",
    "rules": "syndicate.cli.rules",
    "sanitize": "syndicate.cli.privacy",
    "scan": "syndicate.cli.privacy",
    "serve": "syndicate.cli.running",
    "unfreeze": "syndicate.cli.channels",
    "user": "syndicate.cli.accounts",
    "worker": "syndicate.cli.running",
}
"""Where each command stands. Only the one that is asked for loads, with what it needs."""


class Commands(click.Group):
    """Commands load when they are asked for, and those of plugs to list all, or by their name."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name in MODULES and cmd_name not in self.commands:
            for command in import_module(MODULES[cmd_name]).COMMANDS:
                self.add_command(command)
        elif cmd_name not in self.commands:
            self._add_those_of_plugs()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in alphabetical order."""
        self._add_those_of_plugs()
        return sorted({*MODULES, *super().list_commands(ctx)})

    def _add_those_of_plugs(self) -> None:
        from syndicate.cli.channels import add_plug_commands  # it loads every plug

        add_plug_commands(self)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="syndicate")
def cli() -> None:
    """Carry a company's internal stories outside, with consent, four eyes and proof."""


def main(args: list[str] | None = None) -> Any:
    """Run the command line: exit 0 done, 1 refused or failed with one line, 2 wrong usage."""
    with one_line_errors():
        cli.main(args=args, prog_name="syndicate", standalone_mode=False, obj=Benches())
    sys.exit(0)
