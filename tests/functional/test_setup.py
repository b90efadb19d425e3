"""What prepares a fresh machine says in one line what it cannot do itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASICS = ("awk", "bash", "cat", "dirname", "env", "grep", "id", "rm", "touch")


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine with a shell and little else: no Python, no apt."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in BASICS:
        (folder / name).symlink_to(shutil.which(name) or name)
    return {"PATH": str(folder), "HOME": str(tmp_path)}


def run(environment: dict[str, str], *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in the checkout."""
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_without_python_it_says_what_to_install(bare: dict[str, str], tmp_path: Path) -> None:
    done = run(bare, ROOT / ".ci" / "make-venv", tmp_path / "venv")

    assert done.returncode == 1
    assert "needs Python 3.11 or newer with its venv module" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_a_shim_that_leads_nowhere_is_passed_over(bare: dict[str, str], tmp_path: Path) -> None:
    shim = tmp_path / "bin" / "python3.11"
    shim.write_text("#!/usr/bin/env bash\nexit 127\n")
    shim.chmod(0o755)

    done = run(bare, ROOT / ".ci" / "make-venv", tmp_path / "venv")

    assert "found none on PATH" in done.stderr


def test_an_environment_that_works_is_kept(bare: dict[str, str]) -> None:
    done = run(bare, ROOT / ".ci" / "make-venv", Path(sys.prefix))

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_apt_it_names_what_the_tests_need(bare: dict[str, str]) -> None:
    done = run(bare, ROOT / ".ci" / "system-packages")

    assert done.returncode == 1
    assert "redis-server chromium" in done.stderr
    assert "then run the command again" in done.stderr


def test_on_a_prepared_machine_there_is_nothing_to_do() -> None:
    done = run(dict(os.environ), ROOT / ".ci" / "system-packages")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_make_alone_lists_its_commands() -> None:
    done = run(dict(os.environ), "make")

    named = re.findall(r"^  make (\w+) ", done.stdout, re.MULTILINE)
    assert " ".join(named) == "help setup demo test coverage check bench faults lock clean"
