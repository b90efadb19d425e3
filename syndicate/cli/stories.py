"""Commands about stories: nominate, render, evidence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from syndicate.cli.edge import account, now, open_kit, shell_actor, writing
from syndicate.errors import SyndicateError
from syndicate.i18n import _
from syndicate.services import channels, evidence
from syndicate.services.from_files import nominate_prepared, prepare, render_file

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--as", "email", required=True, help="Your account.")
@click.argument("files", nargs=-1, required=True, type=FILE)
def nominate(email: str, files: tuple[Path, ...]) -> None:
    """Nominate internal posts, each a Markdown FILE with its facts in front: all, or none."""
    kit = open_kit()
    posts = [(path, prepare(path, kit=kit)) for path in files]
    with writing(kit) as session:
        actor = shell_actor(session, account(session, email).email)
        lines = []
        for path, post in posts:
            with about(path):
                story, joined = nominate_prepared(session, post, actor=actor, kit=kit, now=now())
            lines.append(f"{story.id}\t{'joined' if joined else 'new'}\t{story.title}")
    for line in lines:
        click.echo(line)


@contextmanager
def about(path: Path) -> Iterator[None]:
    """A refusal of what stands in a file names the file."""
    try:
        yield
    except SyndicateError as error:
        if str(path) not in str(error.text):
            error.text = _("%(file)s: %(problem)s", file=str(path), problem=error.text)
        raise


@click.command()
@click.option("--channel", "name", required=True, help="For which channel.")
@click.argument("file", type=FILE)
def render(name: str, file: Path) -> None:
    """Print the exact bytes a channel would get for a story FILE; nothing is stored."""
    kit = open_kit()
    with kit.database.reading() as session:
        payload = render_file(file, channel=channels.find(session, name), kit=kit, now=now())
    sys.stdout.buffer.write(payload.body)


@click.command("evidence")
@click.argument("story")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Default `evidence-STORY.zip` here.",
)
def evidence_of(story: str, out: Path | None) -> None:
    """Write everything that proves how STORY went out, as one archive."""
    kit = open_kit()
    target = out or Path(f"evidence-{story}.zip")
    with kit.database.reading() as session:
        target.write_bytes(
            evidence.archive(session, story, actor=shell_actor(session), kit=kit, now=now())
        )
    click.echo(str(target))


COMMANDS = (nominate, render, evidence_of)
