"""How fast a server answers one address, and what that costs it."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from syndicate.dev.processes import program

CONNECTIONS = 8


@dataclass(frozen=True)
class Rate:
    """Of one round."""

    per_second: float
    cpu_us: float
    """Microseconds of the server's CPU, user and system, for each request."""


def measure(url: str, pid: int, *, seconds: float) -> Rate:
    """Load `url` for `seconds`; `pid` is the server that answers, alone."""
    before = cpu_seconds(pid)
    command = [program("wrk", "wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return read(done.stdout, cpu_seconds(pid) - before)


def read(report: str, cpu: float) -> Rate:
    """What wrk printed, with the seconds of CPU the server spent; raises on failed answers."""
    if failed := re.search(r"Non-2xx or 3xx responses: \d+|Socket errors: .*", report):
        msg = f"the server failed under load: {failed[0]}"
        raise RuntimeError(msg)
    requests = int(re.search(r"(\d+) requests in", report)[1])  # type: ignore[index] # wrk says so
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1])  # type: ignore[index] # the same
    return Rate(per_second, cpu / requests * 1e6)


def cpu_seconds(pid: int) -> float:
    """Seconds of CPU a process has used so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
