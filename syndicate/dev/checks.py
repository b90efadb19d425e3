"""What must be green before a change is shown: `make check`, or some of it by name.

`python -m syndicate.dev.checks types docs`
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Check = Callable[[], list[str]]
"""Gives what is wrong, a line each; nothing when all is well."""


def tool(name: str, *arguments: str) -> Check:
    """A check by a program of our own environment; it finds nothing when it exits with 0."""

    def check() -> list[str]:
        program = Path(sys.executable).with_name(name)
        done = subprocess.run(
            [program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return []
        return [*(done.stdout + done.stderr).splitlines(), f"{name} exited {done.returncode}"]

    return check


def ours(module: str) -> Check:
    """A check that is a `problems()` of `syndicate.dev`, imported only when it is its turn."""

    def check() -> list[str]:
        found: list[str] = importlib.import_module(f"syndicate.dev.{module}").problems()
        return found

    return check


def no_python_in_templates() -> list[str]:
    """Python in `templates/` would break every editable installation."""
    found = (ROOT / "templates").rglob("*.py")
    return [f"{path.relative_to(ROOT)} must live elsewhere" for path in found]


CHECKS: Mapping[str, Check] = {
    "format": tool("ruff", "format", "--check", "--quiet", "."),
    "lint": tool("ruff", "check", "--quiet", "."),
    "types": tool("mypy", "--no-error-summary"),
    "imports": tool("lint-imports", "--no-logo"),
    "templates": tool("djlint", "templates", "--lint", "--quiet"),
    "template-python": no_python_in_templates,
    "migrations": ours("schema"),
    "locks": ours("locks"),
    "catalogues": ours("catalogues"),
    "docs": ours("documents"),
}


def run(names: Sequence[str] = (), checks: Mapping[str, Check] = CHECKS) -> int:
    """Run the named checks, or all; print what each found. 1 when one found something."""
    unknown = set(names) - set(checks)
    if unknown:
        print(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(checks)}.")
        return 2
    bad = [name for name in names or checks if not _passes(name, checks[name])]
    print(f"{len(bad)} failed: {', '.join(bad)}" if bad else "All is well.")
    return 1 if bad else 0


def _passes(name: str, check: Check) -> bool:
    start = time.perf_counter()
    found = check()
    seconds = time.perf_counter() - start
    print(f"{'FAILED' if found else 'ok':6} {name} ({seconds:.1f} s)", flush=True)
    for line in found:
        print(f"       {line}")
    return not found


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
