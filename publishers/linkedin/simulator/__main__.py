"""`python -m publishers.linkedin.simulator`: LinkedIn on this machine, for as long as it runs."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path
from types import FrameType
from typing import IO, Any

import click
from pydantic import ValidationError
from waitress.server import create_server

from publishers.linkedin.simulator.app import Simulator
from publishers.linkedin.simulator.world import CLIENT_ID, CLIENT_SECRET

TOKEN = "simulator-token"  # noqa: S105 - made up, and good for the simulator only


class Unusable(click.ClickException):
    """One line, and exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it as it is."""
        click.echo(self.message, file=file, err=True)


@click.command()
@click.option("--port", default=8002, show_default=True, type=click.IntRange(0, 65_535))
@click.option(
    "--data",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file that keeps posts, images and tokens from one run to the next.",
)
def main(port: int, data: Path | None) -> None:
    """Run the LinkedIn simulator on this machine."""
    simulator = _simulator(data)
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        sentence = f"Port {port} cannot be used ({reason}). Choose another by --port."
        raise Unusable(sentence) from error
    server = create_server(simulator, sockets=[listener], threads=16)
    simulator.world.url = f"http://127.0.0.1:{server.effective_port}"
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background jobs ignore SIGINT
        signal.signal(number, _end)
    _tell(simulator.world.url)
    try:
        server.run()
    finally:
        server.close()


def _end(_number: int, _frame: FrameType | None) -> None:
    """Leave waitress's loop the way it leaves it cleanly, its threads with it."""
    raise SystemExit(0)


def _simulator(data: Path | None) -> Simulator:
    try:
        simulator = Simulator("", data=data, token=TOKEN)
        simulator.world.save()
    except (OSError, ValidationError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a simulator's file"
        sentence = f"{data} cannot be used: {reason}."
        raise Unusable(sentence) from error
    return simulator


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
