"""`syndicate demo`: everything on the embedded default, with sample stories."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from syndicate.settings import load_settings


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65000))
@click.option(
    "--data",
    default=Path("var/demo"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the database, images and the site; made fresh.",
)
@click.option("--once", is_flag=True, help="Carry one post through all gates and stop.")
@click.option(
    "--withdraw",
    is_flag=True,
    help="With --once: take it back, and time until all copies are gone.",
)
@click.argument("post", required=False, type=click.Path(path_type=Path))
def demo(port: int, data: Path, once: bool, withdraw: bool, post: Path | None) -> None:  # noqa: FBT001 - click passes flags so
    """Show syndicate at work on this machine. With --once, carry POST (a Markdown file)."""
    from syndicate.dev.demo.show import run_once, run_open  # the web stack loads only here

    if post is not None and not once:
        raise click.UsageError("POST is for --once.")
    if withdraw and not once:
        raise click.UsageError("--withdraw is for --once.")
    locale = load_settings().locale
    if once:
        sys.exit(0 if run_once(data, port, locale, post, take_back=withdraw) else 1)
    run_open(data, port, locale)


COMMANDS = (demo,)
