"""What is built holds everything, and runs where nothing of the checkout is."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

import syndicate
from syndicate.resources import templates_root

ROOT = Path(__file__).resolve().parents[2]
JAPANESE = "syndicate/locale/ja/LC_MESSAGES/messages.mo"
NOT_PYTHON = (
    JAPANESE,
    "syndicate/docs/tutorial/first-story.md",
    "syndicate/migrations/script.py.mako",
    "syndicate/py.typed",
)
LOOK = """
import importlib.metadata, pathlib, sys
import syndicate
from syndicate import resources
from syndicate.i18n import translations

home = pathlib.Path(syndicate.__file__).parent
assert home.is_relative_to(sys.prefix), home
assert resources.templates_root() == home / "templates"
assert any(resources.templates_root().rglob("*.html"))
assert any(resources.docs_root().rglob("*.md"))
assert any((resources.migrations_root() / "versions").glob("*.py"))
assert translations("ja").gettext("Redis answers.") != "Redis answers."
for name in ("publishers", "workflows"):
    assert importlib.metadata.packages_distributions()[name] == ["syndicate"]
    for entry in importlib.metadata.entry_points(group="syndicate." + name):
        plug = entry.load()
        module = sys.modules[entry.module]
        assert pathlib.Path(module.__file__).is_relative_to(sys.prefix), module
print("all is there")
"""


def build(kind: str, source: Path, folder: Path) -> Path:
    """Build a wheel or an sdist from `source`, without a network."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder],
        cwd=source,
        check=True,
        capture_output=True,
    )
    [built] = folder.iterdir()
    return built


def committed(folder: str) -> set[str]:
    """The files git keeps in `folder`."""
    done = subprocess.run(
        ["git", "ls-files", folder], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {name for name in done.stdout.splitlines() if (ROOT / name).exists()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution of this checkout."""
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment with our wheel in it, and our dependencies borrowed."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "-q", "--python", str(python)]
    install = [*pip, "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    [packages] = folder.glob("lib/python*/site-packages")
    # A path file inside a borrowed folder is not read, so the checkout itself stays out of sight.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return python.parent


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder`, in an environment that knows nothing of the checkout."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_everything_git_keeps(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())

    for folder in ("syndicate", "publishers", "workflows"):
        assert committed(folder) <= inside
    assert {f"syndicate/{name}" for name in committed("templates")} <= inside
    assert set(NOT_PYTHON) <= inside


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}

    assert tops == {
        "syndicate",
        "publishers",
        "workflows",
        f"syndicate-{syndicate.__version__}.dist-info",
    }


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    [source] = (tmp_path / "source").iterdir()

    again = build("wheel", source, tmp_path / "again")

    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(again) as second:
        assert set(second.namelist()) == set(first.namelist())
    assert {"Makefile", "LICENSE", "tests", ".ci", ".locks"} <= {
        path.name for path in source.iterdir()
    }


def test_the_wheel_runs_away_from_the_checkout(elsewhere: Path, tmp_path: Path) -> None:
    answer = run(tmp_path, elsewhere / "python", "-c", LOOK)

    assert answer.stdout == "all is there\n", answer.stderr


def test_the_installed_command_tells_its_version(elsewhere: Path, tmp_path: Path) -> None:
    answer = run(tmp_path, elsewhere / "syndicate", "--version")

    assert answer.returncode == 0, answer.stderr
    assert syndicate.__version__ in answer.stdout


def test_the_installed_command_makes_a_database(elsewhere: Path, tmp_path: Path) -> None:
    upgraded = run(tmp_path, elsewhere / "syndicate", "db", "upgrade")
    looked = run(tmp_path, elsewhere / "syndicate", "doctor")

    assert upgraded.returncode == 0, upgraded.stderr
    assert looked.returncode == 0, looked.stdout + looked.stderr


def test_the_checkout_is_installed_editable() -> None:
    told = json.loads(distribution("syndicate").read_text("direct_url.json") or "{}")

    assert told["dir_info"] == {"editable": True}
    assert Path(syndicate.__file__).parents[1] == ROOT
    assert templates_root() == ROOT / "templates"


@pytest.mark.parametrize("package", ["workflows", "publishers"])
def test_a_plug_package_holds_a_docstring_only(package: str) -> None:
    tree = ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))

    assert ast.get_docstring(tree)
    assert len(tree.body) == 1
