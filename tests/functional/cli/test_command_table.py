"""Commands load one by one, and the table that says where each stands is whole."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module

import click

import syndicate.cli
from syndicate.cli import MODULES, cli

ELSEWHERE = {"syndicate.cli.channel_accounts"}
"""Its commands belong to the group `channel`."""
NOT_FOR_WORKERS = (
    "PIL",
    "alembic",
    "bleach",
    "flask",
    "markdown_it",
    "nh3",
    "syndicate.privacy.scan",
)
HEAVY = ("alembic", "bleach", "jinja2", "markdown_it", "syndicate.privacy.scan")


def test_every_command_stands_in_the_table() -> None:
    names = [
        f"syndicate.cli.{module.name}" for module in pkgutil.iter_modules(syndicate.cli.__path__)
    ]
    found = {
        command.name: name
        for name in (*names, "syndicate.dev.commands")
        for command in getattr(import_module(name), "COMMANDS", ())
        if name not in ELSEWHERE
    }

    assert found == MODULES


def test_every_command_of_the_table_can_be_asked_for() -> None:
    context = click.Context(cli)

    listed = cli.list_commands(context)

    assert set(MODULES) < set(listed)
    assert "site" in listed
    assert [name for name in listed if cli.get_command(context, name) is None] == []


def test_a_command_loads_nothing_it_does_not_need() -> None:
    script = (
        "import sys; from syndicate.cli import main\n"
        "try: main(['worker', '--help'])\n"
        f"finally: print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert "Deliver what is due" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_worker_loads_neither_the_scan_nor_what_renders() -> None:
    script = (
        "import sys, syndicate.cli.running, syndicate.jobs.worker\n"
        "from syndicate.registry import Registry\n"
        "registry = Registry()\n"
        "assert registry.plugs and registry.process('story')\n"
        f"print([name for name in {NOT_FOR_WORKERS!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
