"""`syndicate rules …`: the company's words and severities for the privacy scan."""

from __future__ import annotations

from pathlib import Path

import click

from syndicate.cli.edge import open_kit
from syndicate.clock import now
from syndicate.errors import Malformed
from syndicate.i18n import _
from syndicate.policy import Actor, Way

OPERATOR = Actor(Way.CLI)


@click.group()
def rules() -> None:
    """The company's words and severities for the privacy scan, in versions."""


@rules.command("list")
def versions() -> None:
    """Every version: number, time, why."""
    from syndicate.services import rulesets

    kit = open_kit()
    with kit.database.reading() as session:
        for change in rulesets.changes(session):
            row = change.row
            click.echo(f"{row.number}\t{row.created_at:%Y-%m-%dT%H:%M:%SZ}\t{row.note}")


@rules.command()
def show() -> None:
    """The words in force, `kind<TAB>term` a line, and the severities as comments."""
    from syndicate.services import rulesets

    kit = open_kit()
    with kit.database.reading() as session:
        current = rulesets.in_force(session)
    click.echo(f"# version {current.number}, smallest group {current.small_team}")
    for name, severity in current.severities.items():
        click.echo(f"# severity {name}={severity}")
    for line in current.checklist or ():
        click.echo(f"# checklist {line}")
    text = rulesets.as_text(current.terms)
    if text:
        click.echo(text)


@rules.command("set")
@click.option(
    "--terms",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Company terms, `kind<TAB>term` a line; without it they stay.",
)
@click.option("--severity", "severities", multiple=True, help="KIND=block|warn|info; repeatable.")
@click.option("--small-team", type=int, help="A description that fits fewer people blocks.")
@click.option(
    "--checklist",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What reviewers tick before clearing, one on each line; without it that stays.",
)
@click.option("--note", default="", help="Why.")
def set_rules(
    terms: Path | None,
    severities: tuple[str, ...],
    small_team: int | None,
    checklist: Path | None,
    note: str,
) -> None:
    """Save a new version, in force at once."""
    from syndicate.services import rulesets

    kit = open_kit()
    with kit.database.begin() as session:
        current = rulesets.in_force(session)
        data = rulesets.checked(
            {
                "terms": _read(terms) if terms else rulesets.as_text(current.terms),
                "severities": dict(current.severities) | dict(map(_pair, severities)),
                "small_team": small_team if small_team is not None else current.small_team,
                "checklist": _lines(checklist) if checklist else current.checklist,
                "note": note,
            }
        )
        row = rulesets.save(session, data, actor=OPERATOR, now=now())
        click.echo(f"Version {row.number} is in force.")


@rules.command()
@click.argument("number", type=click.IntRange(min=0))
def restore(number: int) -> None:
    """Bring version NUMBER back as a new one; 0 is what was shipped."""
    from syndicate.services import rulesets

    kit = open_kit()
    with kit.database.begin() as session:
        row = rulesets.restore(session, number, actor=OPERATOR, now=now())
        click.echo(f"Version {row.number} is in force.")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        message = f"{text} is not KIND=SEVERITY."
        raise click.BadParameter(message, param_hint="--severity")
    return name.strip(), value.strip()


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in _read(path).splitlines() if line.strip()]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(
            _("%(name)s is not UTF-8 text. Save it as UTF-8 and try again.", name=path.name)
        ) from error


COMMANDS = (rules,)
