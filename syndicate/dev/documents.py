"""The documentation against the program: what can be generated is, and links lead somewhere.

`python -m syndicate.dev.documents` writes the generated pages anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from syndicate.dev.diagrams import lifecycle_page
from syndicate.registry import PUBLISHERS
from syndicate.resources import docs_root
from syndicate.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DECISION = ("## Context", "## Decision", "## Status", "## Consequences")
WIDTH = 88
"""Of a command's help; a terminal's own would make the page differ from day to day."""
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def settings_page() -> str:
    """`reference/settings.md`: every setting with its default and what it is for."""
    lines = [
        "# Settings",
        "",
        "All settings are environment variables. `syndicate doctor` says what it made of them.",
        *_table_of(Settings),
    ]
    for point in sorted(entry_points(group=PUBLISHERS)):
        for model in _settings_of(point):
            lines += ["", f"## Channels of the kind `{point.name}`", *_table_of(model)]
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """`reference/cli.md`: every command with its arguments, as `--help` shows it."""
    from syndicate.cli import channels, cli  # they import this package's commands

    channels.add_plug_commands(cli)
    lines = [
        "# Commands",
        "",
        "`syndicate COMMAND --help` says the same. Exit code 0: done. 1: refused or failed, with",
        "one line that says why. 2: wrong usage.",
    ]
    root = click.Context(cli, info_name="syndicate", terminal_width=WIDTH, **cli.context_settings)
    for path, leaf in _commands(cli):
        lines += ["", f"## syndicate {path}", "", *_help_of(path, leaf, root)]
    return "\n".join(lines) + "\n"


GENERATED: dict[str, Callable[[], str]] = {
    "reference/settings.md": settings_page,
    "reference/cli.md": cli_page,
    "reference/lifecycle.md": lifecycle_page,
}


def write() -> None:
    """Write every generated page."""
    for name, page in GENERATED.items():
        (docs_root() / name).write_text(page(), encoding="utf-8")


def problems() -> list[str]:
    """Stale pages, links that lead nowhere, decisions that lack a part."""
    found = []
    for name, page in GENERATED.items():
        path = docs_root() / name
        if not path.exists() or path.read_text(encoding="utf-8") != page():
            found.append(f"{name} is stale: run python -m syndicate.dev.documents")
    for path in [ROOT / "README.md", *sorted(docs_root().rglob("*.md"))]:
        found += _problems_in(path)
    return found


def _problems_in(path: Path) -> list[str]:
    text, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT)
    found = [
        f"{name} links to {target}, which is not there"
        for target in _LINK.findall(text)
        if "://" not in target and not (path.parent / target).exists()
    ]
    if len(re.findall(r"^# ", text, re.MULTILINE)) != 1:
        found.append(f"{name} needs exactly one title")
    if path.parent.name == "decisions":
        found += [f"{name} lacks “{part}”" for part in DECISION if f"\n{part}\n" not in text]
    return found


def _table_of(model: type[BaseSettings]) -> list[str]:
    prefix = model.model_config.get("env_prefix", "").upper()
    lines = ["", "| variable | default | what it is |", "|---|---|---|"]
    for name, field in model.model_fields.items():
        about = (field.description or "").replace("|", "\\|")
        lines.append(f"| `{prefix}{name.upper()}` | {_default(field)} | {about} |")
    return lines


def _settings_of(point: EntryPoint) -> list[type[BaseSettings]]:
    """The settings a publisher brings along: those defined in its own module or package."""
    point.load()
    home = f"{point.module}."
    return [
        model for model in BaseSettings.__subclasses__() if f"{model.__module__}.".startswith(home)
    ]


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, list):
        return "a development value, refused in production"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, tuple):
        value = " ".join(value)
    return "unset" if value in (None, "") else f"`{value}`"


def _commands(node: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    if not isinstance(node, click.Group):
        yield path, node
        return
    context = click.Context(node)
    for name in node.list_commands(context):
        child = node.get_command(context, name)
        if child is not None and not child.hidden:
            yield from _commands(child, f"{path} {name}".strip())


def _help_of(path: str, leaf: click.Command, root: click.Context) -> list[str]:
    """The command's own help at a fixed width, without what depends on the terminal."""
    with click.Context(leaf, info_name=path, parent=root) as context:
        return ["```", *leaf.get_help(context).splitlines(), "```"]


if __name__ == "__main__":
    write()
