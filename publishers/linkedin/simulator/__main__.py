"""`python -m publishers.linkedin.simulator`: LinkedIn on this machine, for as long as it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from waitress.server import create_server

from publishers.linkedin.simulator.app import Simulator
from publishers.linkedin.simulator.world import CLIENT_ID, CLIENT_SECRET

TOKEN = "simulator-token"  # noqa: S105 - made up, and good for the simulator only


@click.command()
@click.option("--port", default=8002, show_default=True, type=click.IntRange(0, 65_535))
@click.option(
    "--data",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file that keeps posts, images and tokens from one run to the next.",
)
def main(port: int, data: Path | None) -> None:
    """Run the LinkedIn simulator on this machine."""
    simulator = Simulator(f"http://127.0.0.1:{port}", data=data, token=TOKEN)
    try:
        server = create_server(simulator, host="127.0.0.1", port=port, threads=16)
    except OSError as error:
        click.echo(
            f"Port {port} cannot be used ({error.strerror}). Choose another by --port.", err=True
        )
        sys.exit(1)
    simulator.world.url = f"http://127.0.0.1:{server.effective_port}"
    _tell(simulator.world.url)
    try:
        server.run()
    finally:
        server.close()


def _tell(url: str) -> None:
    click.echo(f"LinkedIn simulator: {url}/")
    click.echo("Point syndicate at it:")
    for name, value in (
        ("API_URL", url),
        ("AUTH_URL", url),
        ("CLIENT_ID", CLIENT_ID),
        ("CLIENT_SECRET", CLIENT_SECRET),
    ):
        click.echo(f"  export SYNDICATE_LINKEDIN_{name}={value}")
    click.echo(f"Access token that needs no sign-in: {TOKEN}")


if __name__ == "__main__":
    main()
