"""The LinkedIn simulator in a process of its own, hostile, and what it says really happened."""

from __future__ import annotations

import os
import signal
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from publishers.linkedin.simulator.__main__ import TOKEN
from publishers.linkedin.simulator.app import Simulator
from publishers.linkedin.simulator.modes import Modes
from publishers.linkedin.simulator.records import Organization
from publishers.linkedin.simulator.world import CONNECT_SCOPES, MEMBERS, World
from syndicate.dev.processes import free_port
from tests.faults.plan import LATE_COMMIT_SECONDS, READ_SECONDS, Plan

THREADS = 48
FIRST_PAGE = 7_000_000
_LOST = READ_SECONDS + 0.2

RULES: tuple[dict[str, Any], ...] = (
    # Before it is stored: nothing must be lost.
    {"kind": "reset", "point": "before", "rate": 0.03},
    {"kind": "status", "status": 503, "point": "before", "rate": 0.03},
    {"kind": "throttle", "point": "before", "rate": 0.01, "seconds": 1},
    # After it is stored: nothing must be doubled.
    {"kind": "reset", "point": "after", "rate": 0.04},
    {"kind": "hang", "point": "after", "rate": 0.03, "seconds": _LOST},
    {"kind": "status", "status": 502, "point": "after", "rate": 0.03},
    {"kind": "no_id", "point": "after", "rate": 0.03},
    {"kind": "slow", "point": "after", "rate": 0.03, "seconds": READ_SECONDS / 2},
    # Stored after the worker has given up.
    {"kind": "slow", "point": "before", "rate": 0.04, "seconds": LATE_COMMIT_SECONDS},
    # Looks and take-downs fail too.
    {"kind": "status", "status": 500, "method": "GET", "path": "/rest/posts*", "rate": 0.03},
    {"kind": "garbled", "point": "after", "method": "GET", "path": "/rest/posts*", "rate": 0.02},
    {"kind": "reset", "point": "after", "method": "DELETE", "path": "/rest/posts/*", "rate": 0.1},
    {"kind": "status", "method": "DELETE", "path": "/rest/posts/*", "rate": 0.1},
)


@dataclass(frozen=True)
class Copy:
    """One post ever stored, as the simulator tells it."""

    urn: str
    page: str
    text: str
    created_at: float
    deleted_at: float | None


class LinkedIn:
    """The running simulator."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def environ(self) -> dict[str, str]:
        """What the publisher needs to find it, and to give up soon."""
        prefix = "SYNDICATE_LINKEDIN_"
        return {
            f"{prefix}API_URL": self.url,
            f"{prefix}AUTH_URL": self.url,
            f"{prefix}CONNECT_TIMEOUT": str(READ_SECONDS),
            f"{prefix}READ_TIMEOUT": str(READ_SECONDS),
        }

    def copies(self) -> Mapping[tuple[str, str], Sequence[Copy]]:
        """Every post ever stored, by page and text."""
        told = requests.get(f"{self.url}/_control/posts", timeout=60).json()["posts"]
        found = defaultdict(list)
        for post in told:
            copy = Copy(
                post["urn"],
                post["author"],
                post["commentary"],
                post["created_at"],
                post["deleted_at"],
            )
            found[copy.page, copy.text].append(copy)
        return found

    def faults_met(self) -> int:
        """How many requests went wrong on order."""
        met: int = requests.get(f"{self.url}/_control/faults/met", timeout=60).json()["met"]
        return met

    def behave(self, *, seed: int = 0, rules: Sequence[Mapping[str, Any]] = ()) -> None:
        """Put other faults in force."""
        plan = {"seed": seed, "rules": [{"times": None, **rule} for rule in rules]}
        requests.put(f"{self.url}/_control/faults", json=plan, timeout=60).raise_for_status()

    def answers(self) -> bool:
        """Whether it is up."""
        try:
            return requests.get(f"{self.url}/_control/faults", timeout=5).ok
        except requests.ConnectionError:
            return False


def page_urn(number: int) -> str:
    """The company page of that number, from 0."""
    return f"urn:li:organization:{FIRST_PAGE + number}"


@contextmanager
def linkedin(plan: Plan) -> Iterator[LinkedIn]:
    """A simulator with as many pages as the plan needs, that does not refuse duplicates."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    pid = os.fork()
    if pid == 0:
        _serve(url, port, plan.pages)
    simulator = LinkedIn(url)
    try:
        while not simulator.answers():
            pass
        yield simulator
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _serve(url: str, port: int, pages: int) -> None:
    """Until it is killed; never returns."""
    from waitress import serve  # in this process only

    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # it must not tidy up after its parent
    try:
        simulator = Simulator(url, token=TOKEN)
        _furnish(simulator.world, pages)
        serve(simulator, host="127.0.0.1", port=port, threads=THREADS, _quiet=True)
    finally:
        os._exit(1)


def _furnish(world: World, pages: int) -> None:
    """The pages, one token for them all, and no help against doubles."""
    made = [
        Organization(id=FIRST_PAGE + n, name=f"Page {n}", vanity=f"page-{n}", followers=1)
        for n in range(pages)
    ]
    world.organizations = {page.urn: page for page in made}
    world.modes = Modes(duplicates_pass=True)
    world.issue(
        member=MEMBERS[0].id,
        scopes=list(CONNECT_SCOPES),
        organizations=list(world.organizations),
        token=TOKEN,
    )
