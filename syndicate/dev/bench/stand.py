"""The blog's own server, in a process of its own: `… -m syndicate.dev.bench.stand SITE PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

from waitress import serve

from syndicate.dev.bench.world import KIND
from syndicate.publishing.demo import StandSite
from syndicate.registry import Registry


def run(site: str, port: str) -> None:
    """Serve until the process is ended."""
    stand = Registry().plug(KIND).demo
    application = stand.app(StandSite(f"http://127.0.0.1:{port}", Path(site)))
    serve(application, host="127.0.0.1", port=int(port), _quiet=True)


if __name__ == "__main__":
    run(*sys.argv[1:])
