"""`syndicate site`: the public site rebuilt from the database, compared with it, or served."""

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
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8010, show_default=True, help="Port to listen on.")
@click.option("--threads", default=8, show_default=True, help="Requests answered at once.")
@click.pass_obj
def serve(benches: Benches, channel: str, host: str, port: int, threads: int) -> None:
    """Serve the site from its folder or bucket, withdrawn stories with 410; nothing is written."""
    from publishers.culture_blog.server import public_site  # only a server needs them
    from syndicate.jobs.serving import serve as serve_until_ended

    bench = benches.bench(channel)
    click.echo(f"{bench.site_store.place} on http://{host}:{port} as {bench.site_url}", err=True)
    serve_until_ended(
        public_site(bench.site_store, bench.site_url), host=host, port=port, threads=threads
    )


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
