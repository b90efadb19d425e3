"""Our own file server against nginx, both serving the same story page."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from syndicate.dev.bench.load import Rate, measure
from syndicate.dev.bench.world import LANGUAGE, Blog, slug_of
from syndicate.dev.processes import free_port, program, running

STORIES = 30
ROUNDS, SECONDS = 5, 2.0
NGINX = """
daemon off; master_process off; worker_processes 1;
pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; keepalive_requests 1000000; sendfile on; tcp_nopush on;
  types {{ text/html html; }}
  client_body_temp_path {folder}/body; {temporary}
  server {{ listen 127.0.0.1:{port}; root {root}; index index.html; charset utf-8; }}
}}
"""


@dataclass(frozen=True)
class Comparison:
    """Medians over the rounds."""

    ours: Rate
    nginx: Rate
    page_bytes: int

    def lines(self) -> list[str]:
        """A table for people."""
        speed = self.ours.per_second / self.nginx.per_second
        cost = self.ours.cpu_us / self.nginx.cpu_us
        return [
            f"serve a story page of {self.page_bytes:,} bytes: our app against nginx",
            *(
                f"  {name:<6}  {rate.per_second:10,.0f} requests/s  {rate.cpu_us:8.1f} µs CPU each"
                for name, rate in (("ours", self.ours), ("nginx", self.nginx))
            ),
            f"  ratio   {speed:10.3f}             {cost:8.1f} CPU",
        ]


def comparison(*, rounds: int = ROUNDS, seconds: float = SECONDS) -> Comparison:
    """Load both in turns."""
    with tempfile.TemporaryDirectory(prefix="syndicate-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        blog = Blog(folder / "site", STORIES)
        path = f"/{LANGUAGE}/stories/{slug_of(STORIES)}/"
        servers = [
            stack.enter_context(_ours(blog.folder, folder)),
            stack.enter_context(_nginx(blog.folder, folder)),
        ]
        size = _same_page([f"{origin}{path}" for origin, _pid in servers])
        rates: list[list[Rate]] = [[], []]
        for _round in range(rounds):
            for (origin, pid), found in zip(servers, rates, strict=True):
                found.append(measure(f"{origin}{path}", pid, seconds=seconds))
    ours, nginx = map(_median, rates)
    return Comparison(ours, nginx, size)


@contextmanager
def _ours(site: Path, folder: Path) -> Iterator[tuple[str, int]]:
    port = free_port()
    command = [sys.executable, "-m", "syndicate.dev.bench.stand", str(site), str(port)]
    with running(command, folder / "ours.log", answers=lambda: _listens(port)) as process:
        yield f"http://127.0.0.1:{port}", process.pid


@contextmanager
def _nginx(site: Path, folder: Path) -> Iterator[tuple[str, int]]:
    nginx, port = program("nginx", "nginx-light", Path("/usr/sbin")), free_port()
    text = NGINX.format(folder=folder, port=port, root=site, temporary=_temporary(nginx, folder))
    config = folder / "nginx.conf"
    config.write_text(text)
    command = [nginx, "-p", str(folder), "-e", str(folder / "nginx-error.log"), "-c", str(config)]
    with running(command, folder / "nginx.log", answers=lambda: _listens(port)) as process:
        yield f"http://127.0.0.1:{port}", process.pid


def _temporary(nginx: str, folder: Path) -> str:
    """Folders nginx makes for the modules it was built with, needed or not."""
    built = subprocess.run([nginx, "-V"], capture_output=True, text=True, check=True).stderr
    modules = ("proxy", "fastcgi", "uwsgi", "scgi")
    there = [name for name in modules if f"--without-http_{name}_module" not in built]
    return " ".join(f"{name}_temp_path {folder}/{name};" for name in there)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _same_page(urls: list[str]) -> int:
    """The length of the page; a comparison of two different pages would say nothing."""
    bodies = []
    for url in urls:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 # our own http:// above
            bodies.append(answer.read())
    if len(set(bodies)) != 1:
        msg = "the two servers give different pages"
        raise RuntimeError(msg)
    return len(bodies[0])


def _median(rates: list[Rate]) -> Rate:
    return Rate(median(rate.per_second for rate in rates), median(rate.cpu_us for rate in rates))
