"""How much memory a worker takes that has nothing to do, beside one of rq that can do nothing."""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from syndicate.db import database_now
from syndicate.dev.bench.hall import Hall
from syndicate.dev.processes import running
from syndicate.services import heartbeats
from syndicate.services.kit import Kit

SETTLE_SECONDS = 3.0


@dataclass(frozen=True)
class Memory:
    """Of one process, in MB of a million bytes."""

    resident: float
    own: float
    """Shared pages counted by each process's share of them (PSS)."""


@dataclass(frozen=True)
class Idle:
    """Each kind of worker, by its command."""

    found: dict[str, Memory]

    def lines(self) -> list[str]:
        """A table for people."""
        ours, bare = self.found["syndicate worker"], self.found["rq alone"]
        return [
            "memory of a worker that waits",
            *(
                f"  {name:<22} {each.resident:6.0f} MB resident {each.own:6.0f} MB of its own"
                for name, each in self.found.items()
            ),
            (
                f"  ratio                  {ours.resident / bare.resident:6.2f}"
                f"             {ours.own / bare.own:6.2f}  syndicate worker against rq alone"
            ),
        ]


def idle(hall: Hall, *, seconds: float = SETTLE_SECONDS) -> Idle:
    """Start each once, let it come to rest, and look."""
    with hall.company("idle") as (company, _place), ExitStack() as stack:
        kit = company.kit
        pids = {
            name: stack.enter_context(
                running(
                    ["env", *_environment(hall, kit), sys.executable, "-m", "syndicate", *words],
                    hall.folder / f"{name.replace(' ', '-')}.log",
                    answers=lambda count=number: _living(kit) == count,  # type: ignore[misc] # bound at once
                )
            ).pid
            for number, (name, words) in enumerate(_COMMANDS.items(), 1)
        }
        [pids["rq alone"]] = stack.enter_context(hall.crew("rq", "-", count=1))
        time.sleep(seconds)
        return Idle({name: _memory(pid) for name, pid in pids.items()})


_COMMANDS = {
    "syndicate worker": ["worker"],
    "syndicate worker --rq": ["worker", "--rq"],
}


def _environment(hall: Hall, kit: Kit) -> list[str]:
    return [
        f"SYNDICATE_DATABASE_URL={kit.database.url}",
        f"SYNDICATE_REDIS_URL={hall.redis_url}",
        f"SYNDICATE_SITE_STORE={kit.settings.site_store}",
        f"SYNDICATE_MEDIA_STORE={kit.settings.media_store}",
    ]


def _living(kit: Kit) -> int:
    with kit.database.reading() as session:
        return len(heartbeats.living(session, now=database_now(session)))


def _memory(pid: int) -> Memory:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    [share] = re.findall(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return Memory(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, int(share) * 1024 / 1e6)
