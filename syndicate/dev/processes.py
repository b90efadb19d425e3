"""Servers for tests and benchmarks: started, waited for, ended by their own process."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PORTS = range(20_000, 32_000)
"""Below those a system gives to connections going out, which could take one meanwhile."""
START_SECONDS = 60
STOP_SECONDS = 20


def free_port(*, together: int = 1) -> int:
    """The first of `together` loopback ports in a row that nobody uses right now."""
    while True:
        first = secrets.choice(PORTS)
        if all(_is_free(first + number) for number in range(together)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def program(name: str, package: str, *folders: Path) -> str:
    """The path of a program; raises with what to install when it is not there."""
    on_path = shutil.which(name)
    beside = [str(folder / name) for folder in folders if (folder / name).exists()]
    if on_path is None and not beside:
        msg = f"{name} is missing: run `make setup`, or install the package {package}"
        raise RuntimeError(msg)
    return on_path or beside[-1]


@contextmanager
def running(
    command: Sequence[str],
    log: Path,
    *,
    answers: Callable[[], bool],
    user: str | None = None,
    seconds: float = START_SECONDS,
) -> Iterator[subprocess.Popen[bytes]]:
    """The server `command` starts, ready when `answers()` is true, gone at the end."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **_as(user)
        )
    try:
        _wait(process, answers, log, seconds)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run_as(user: str | None, *command: str) -> None:
    """Run a short command, as `user` when we are root; its own words when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **_as(user))
    if done.returncode:
        msg = f"{command[0]} failed: {done.stderr or done.stdout}"
        raise RuntimeError(msg)


def _as(user: str | None) -> dict[str, Any]:
    return {} if user is None else {"user": user, "group": user, "extra_groups": [], "cwd": "/"}


def _wait(
    process: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path, seconds: float
) -> None:
    until = time.monotonic() + seconds
    while not answers():
        if process.poll() is not None or time.monotonic() > until:
            said = log.read_text(errors="replace")[-2000:]
            msg = f"{process.args!r} did not start: {said}"
            raise RuntimeError(msg)
        time.sleep(0.02)
