"""`syndicate site`: the public site rebuilt from the database, or compared with it."""

from __future__ import annotations

from typing import Protocol

import click

from publishers.culture_blog.publisher import CultureBlog
from syndicate import clock
from syndicate.publishing.errors import PublishError
from syndicate.publishing.port import Bench

_SHOWN = 20


class Benches(Protocol):
    """What the command line offers as `ctx.obj`."""

    def bench(self, channel_name: str) -> Bench:
        """The bench of a configured channel; raises `NotFound` with a sentence for the person."""
        ...


@click.group()
def site() -> None:
    """The public culture blog."""


_channel = click.option(
    "--channel", default="blog", show_default=True, help="Name of the culture blog's channel."
)


@site.command()
@_channel
@click.pass_obj
def build(benches: Benches, channel: str) -> None:
    """Make every page, feed and sitemap again from the database."""
    try:
        changed = CultureBlog(benches.bench(channel)).build(clock.now())
    except PublishError as error:
        raise click.ClickException(error.detail) from error
    click.echo(f"{changed} files changed." if changed else "Everything was up to date.")


@site.command()
@_channel
@click.pass_obj
def check(benches: Benches, channel: str) -> None:
    """Compare the site with the database without changing it; exit 1 when they differ."""
    try:
        names = CultureBlog(benches.bench(channel)).differences(clock.now())
    except PublishError as error:
        raise click.ClickException(error.detail) from error
    for name in names[:_SHOWN]:
        click.echo(f"differs: {name}")
    if names:
        message = f"{len(names)} files differ from the database. Run: syndicate site build"
        raise click.ClickException(message)
    click.echo("The site is what the database says.")
