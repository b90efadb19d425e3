"""The commands for those who run and those who build syndicate: `doctor`, and the group `dev`."""

from __future__ import annotations

import sys

import click

from syndicate.settings import load_settings


@click.command()
def doctor() -> None:
    """Look at this installation and say what is wrong with it."""
    from syndicate.dev.doctor import examine  # the command line starts without the database

    settings = load_settings()
    findings = examine(settings)
    for finding in findings:
        click.echo(f"{'ok ' if finding.good else 'BAD'}  {finding.text.in_(settings.locale)}")
    sys.exit(0 if all(finding.good for finding in findings) else 1)


@click.group()
def dev() -> None:
    """For those who work on syndicate itself, in a checkout."""


@dev.command()
@click.argument("names", nargs=-1)
def check(names: tuple[str, ...]) -> None:
    """Run the checks CI runs, or those NAMED."""
    from syndicate.dev.checks import run  # only a checkout has what it needs

    sys.exit(run(names))


@dev.command()
def docs() -> None:
    """Write the generated pages of the documentation anew."""
    from syndicate.dev.documents import write  # it looks at every command

    write()


@dev.group()
def catalogues() -> None:
    """The texts and their translations."""


@catalogues.command("update")
def update_catalogues() -> None:
    """Bring the catalogues to what the source says now."""
    from syndicate.dev.catalogues import update  # Babel's extraction is of no use elsewhere

    update()


@catalogues.command("compile")
def compile_catalogues() -> None:
    """Write the compiled catalogues the program reads."""
    from syndicate.dev.catalogues import compile_all  # see above

    compile_all()


COMMANDS = (dev, doctor)
