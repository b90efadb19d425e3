"""The package the docs show, word for word: built, installed beside ours, and travelled."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from syndicate.db import Database
from syndicate.errors import Forbidden
from syndicate.models import GateState, State
from syndicate.registry import Registry
from syndicate.resources import docs_root
from tests.factories.office import Office

FILE = re.compile(r"\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)```", re.DOTALL)


def write_files_of(page: Path, folder: Path) -> list[str]:
    """The files a page shows in full, written as they stand there; their names."""
    found = FILE.findall(page.read_text("utf-8"))
    for name, text in found:
        (folder / name).write_text(text, "utf-8")
    return [name for name, _text in found]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path into which pip has put the package; it is gone after the test."""
    source, target = tmp_path / "our-process", tmp_path / "site"
    source.mkdir()
    files = write_files_of(docs_root() / "howto" / "add-a-process.md", source)
    assert files == ["pyproject.toml", "our_process.py"]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(target)]
    subprocess.run([*pip, *offline, str(source)], check=True, capture_output=True)
    monkeypatch.syspath_prepend(str(target))
    monkeypatch.delitem(sys.modules, "our_process", raising=False)
    importlib.invalidate_caches()
    return target


@pytest.mark.slow  # pip builds a wheel
def test_a_story_travels_the_process_of_a_package_of_ones_own(
    installed: Path, sqlite_database: Database, tmp_path: Path
) -> None:
    assert set(Registry().processes) == {"story", "ringi", "last_look"}
    office = Office(sqlite_database, tmp_path, registry=Registry())
    assert sys.modules["our_process"].__file__ == str(installed / "our_process.py")
    office.hire("sam")
    office.follow("last_look")
    story_id = office.reach(State.IN_REVIEW)
    assert office.gate(story_id, "last_look").state is GateState.WAITING
    assert "look" not in office.offered(story_id, "both")

    office.base_gates(story_id)

    gate = office.gate(story_id, "last_look")
    assert gate.state is GateState.OPEN
    assert gate.due_at is not None
    assert office.codes(story_id) == {"gate:last_look"}
    with pytest.raises(Forbidden, match="already decided another gate"):
        office.take(story_id, "look", "paul")
    office.lend("both", "sam", "pr", days=1)
    assert office.take(story_id, "look", "sam", comment="Fine.") is State.CLEARED
