"""`syndicate serve` and `syndicate worker`: the processes that run."""

from __future__ import annotations

from urllib.parse import urlsplit

import click

from syndicate.cli.edge import open_kit
from syndicate.cli.logs import log_as_json


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help="Default: the port of BASE_URL.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 128))
@click.option("--no-worker", is_flag=True, help="Deliver by `syndicate worker` processes instead.")
def serve(host: str, port: int | None, threads: int, no_worker: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Serve the app, and deliver in the same process."""
    from syndicate.app import create_app  # the web stack loads only where it serves
    from syndicate.jobs.serving import serve_with_worker

    log_as_json()
    kit = open_kit()
    app = create_app(kit.settings, kit=kit)
    chosen = port or urlsplit(kit.settings.base_url).port or 8000
    serve_with_worker(app, kit, host=host, port=chosen, threads=threads, worker=not no_worker)


@click.command()
@click.option("--rq", is_flag=True, help="Be woken by rq instead of polling; needs REDIS_URL.")
def worker(rq: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Deliver what is due, until stopped."""
    from syndicate.jobs.worker import run_worker  # it installs signal handlers

    log_as_json()
    kit = open_kit()
    if rq:
        from syndicate.jobs.rq_carrier import run_rq_worker  # rq loads only where it carries

        run_rq_worker(kit)
    else:
        run_worker(kit)


COMMANDS = (serve, worker)
