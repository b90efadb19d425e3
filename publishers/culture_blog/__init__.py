"""The culture blog: a static site of approved stories, with feeds, served by any web server."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from publishers.culture_blog.addresses import pasted
from publishers.culture_blog.config import BlogConfig
from publishers.culture_blog.demo import STAND
from syndicate.publishing.port import Bench, Limits, Listing, Plug

if TYPE_CHECKING:
    import click

    from publishers.culture_blog.publisher import CultureBlog


def open_blog(bench: Bench) -> CultureBlog:
    """The publisher of one culture blog."""
    from publishers.culture_blog.publisher import CultureBlog  # templates load when first used

    return CultureBlog(bench)


def list_blog(bench: Bench, since: datetime) -> Listing:
    """What stands in the folder of one culture blog."""
    return open_blog(bench).listing(since)


def commands() -> click.Group:
    """`syndicate site …`."""
    from publishers.culture_blog.commands import site  # only the command line needs it

    return site


PLUG = Plug(
    kind="culture_blog",
    title="Culture blog",
    limits=Limits(one_at_a_time=True, settle_seconds=1),
    open=open_blog,
    config=BlogConfig,
    commands=commands,
    listing=list_blog,
    pasted=pasted,
    demo=STAND,
)
