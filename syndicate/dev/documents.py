"""The documentation against the program: what can be generated is, and links lead somewhere.

`python -m syndicate.dev.documents` writes the generated pages anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy
from importlib.metadata import EntryPoint, entry_points
from itertools import zip_longest
from pathlib import Path

import click
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from syndicate.dev.diagrams import lifecycle_page
from syndicate.dev.kinds import kinds_page
from syndicate.registry import PUBLISHERS
from syndicate.resources import docs_root
from syndicate.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DECISION = ("## Context", "## Decision", "## Status", "## Consequences")
API_INTRODUCTION = """\
# API

`/api/v1`, JSON in and out. The whole description is OpenAPI 3.1 at `/api/openapi.json` of a running
app; it and this page are made from the table the app itself routes by.

- **Who**: `Authorization: Bearer TOKEN`. People make tokens on their account page, an operator by
  `syndicate user token`. A token can do what its person can do, and no more.
- **Once**: every `POST` takes an `Idempotency-Key`. The same request with the same key gets the
  stored answer, marked `Idempotent-Replayed`; another request with that key is refused with 409.
- **Errors** are RFC 9457 problem documents: `type`, `title`, `status`, `detail`, and what else
  helps, such as `errors` by field or `blocks`. `detail` says what to do next, in the language of
  `Accept-Language`.
- **Lists** give a `next_cursor`; pass it as `cursor` for the next page.
- **Stale decisions**: a step names the `revision` it is about; 409 when there is a newer one.

A `?` marks what may be left out.

"""
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


def api_page() -> str:
    """`reference/api.md`: how the API is spoken to, and every operation with its fields."""
    from syndicate.api.blueprint import OPERATIONS  # the web stack, for one page

    rows = ["| operation | what it does | fields |", "|---|---|---|"]
    for operation in OPERATIONS:
        fields = "an image" if operation.binary else _fields_of(operation.body or operation.query)
        rows.append(f"| `{operation.method} {operation.path}` | {operation.summary} | {fields} |")
    return API_INTRODUCTION + "\n".join(rows) + "\n"


GENERATED: dict[str, Callable[[], str]] = {
    "reference/settings.md": settings_page,
    "reference/cli.md": cli_page,
    "reference/api.md": api_page,
    "reference/lifecycle.md": lifecycle_page,
    "reference/privacy-kinds.md": kinds_page,
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
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        if there != (wanted := page()):
            line = _first_difference(there, wanted)
            found.append(f"{name} is stale (“{line}”): run python -m syndicate.dev.documents")
    for path in [ROOT / "README.md", *sorted(docs_root().rglob("*.md"))]:
        found += _problems_in(path)
    return found


def _first_difference(there: str, wanted: str) -> str:
    pairs = zip_longest(there.splitlines(), wanted.splitlines(), fillvalue="")
    return next((new or old for old, new in pairs if old != new), "the last line's end")


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


def _fields_of(model: type[BaseModel] | None) -> str:
    fields = model.model_fields if model else {}
    return " ".join(
        f"`{field.alias or name}{'' if field.is_required() else '?'}`"
        for name, field in fields.items()
    )


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if value == []:
        return "none"
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
    """The command's own help at a fixed width, without what depends on the terminal.

    Nor `--help` itself, which every command has: click makes that option once, by its first caller.
    """
    shown = copy(leaf)
    shown.add_help_option = False
    with click.Context(shown, info_name=path, parent=root) as context:
        return ["```", *shown.get_help(context).splitlines(), "```"]


if __name__ == "__main__":
    write()
