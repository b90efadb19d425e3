"""Commands about a person: who leaves, and who is erased."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy.orm import Session

from syndicate.cli.edge import now, open_kit, shell_actor, writing
from syndicate.services import erasure, leaver_list, leavers
from syndicate.services.erasure import Aftermath, Outlook, Report
from syndicate.services.kit import Kit

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("email", required=False)
@click.option("--csv", "file", type=FILE, help="A list with a header row and a column `email`.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
def leaver(email: str | None, file: Path | None, dry_run: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Somebody leaves: do with every story what each consent says. All of a list, or none."""
    if (email is None) == (file is None):
        raise click.UsageError("Give one EMAIL, or a list with --csv.")
    addresses = leaver_list.read(file.read_bytes()) if file else [str(email)]
    kit = open_kit()
    with writing(kit) as session:
        for address in addresses:
            for line in _left(session, address, kit, dry_run=dry_run).lines:
                click.echo(f"{line.story.id}\t{line.outcome}\t{line.story.title}")


def _left(session: Session, address: str, kit: Kit, *, dry_run: bool) -> leavers.Leaver:
    actor = shell_actor(session)
    if dry_run:
        return leavers.plan(session, address, actor=actor)
    return leavers.sweep(session, address, actor=actor, kit=kit, now=now())


@click.command()
@click.argument("email")
@click.option("--also", multiple=True, help="A further spelling: a nickname, a former name.")
@click.option("--withdraw", is_flag=True, help="First withdraw the stories that are out.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(email: str, also: tuple[str, ...], withdraw: bool, dry_run: bool, yes: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Erase a person for good, and prove it: what was removed, and a search that finds nothing."""
    kit = open_kit()
    with kit.database.reading() as session:
        view = erasure.outlook(session, email, actor=shell_actor(session), also=also)
        spellings = view.subject.spellings
        _tell(view)
        stands = bool(view.waiting)
    if dry_run:
        return
    if not yes:
        click.confirm("This cannot be undone. Go on?", abort=True)
    if stands and withdraw:
        with writing(kit) as session:
            actor = shell_actor(session)
            view = erasure.outlook(session, email, actor=actor, also=also)
            count = erasure.stand_down(session, view, actor=actor, kit=kit, now=now())
        click.echo(f"Withdrawn: {count}. Run this again when they have been read back as gone.")
        return
    with writing(kit) as session:
        report = erasure.erase(session, email, actor=shell_actor(session), now=now(), also=also)
    after = erasure.clean_up(kit, spellings)
    _prove(report, after.pictures)
    if not _is_clean(after):
        sys.exit(1)


def _tell(view: Outlook) -> None:
    subject = view.subject
    click.echo(
        f"Accounts {len(subject.users)}, directory {len(subject.members)}, "
        f"stories {len(view.stories)}"
    )
    for each in view.stories:
        fate = "everything goes" if each.told else "the name goes"
        wait = "\tmust be withdrawn first" if each.waits else ""
        click.echo(f"{each.story.id}\t{each.story.state}\t{fate}{wait}")


def _is_clean(after: Aftermath) -> bool:
    """Whether nothing is left of them on the site; else what to do is said."""
    if after.problem:
        click.echo(f"Not everything could be reached: {after.problem}.", err=True)
    if after.pictures is None:
        click.echo("Pictures are removed as soon as their store answers.", err=True)
    for name in after.on_site or ():
        click.echo(f"Still on the site: {name}", err=True)
    if after.on_site or after.on_site is None:
        click.echo("`syndicate site build` writes the site anew, without them.", err=True)
    return after.on_site is not None and not after.on_site


def _prove(report: Report, pictures: int | None) -> None:
    for line in report.lines:
        click.echo(f"{line.table}\tdeleted {line.deleted}\temptied {line.emptied}")
    if pictures is not None:
        click.echo(f"pictures\tremoved {pictures}")
    click.echo(
        f"Searched {report.values} texts in {report.columns} columns for every spelling: none "
        f"found. Event {report.event}."
    )
    if report.shared:
        click.echo("Somebody else bears the same name: what is theirs was left.")


COMMANDS = (leaver, erase)
