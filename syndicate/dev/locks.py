"""The lock files against pyproject.toml: every dependency pinned by hash, and fitting."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+) \\$", re.MULTILINE)
_PLACE = re.compile(r"^(-i |--(extra-)?index-url|--find-links|--trusted-host)|://", re.MULTILINE)


def problems() -> list[str]:
    """What a clean installation from the lock files would be missing."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    runtime, extras = project["dependencies"], project["optional-dependencies"]
    found = _problems_in(".locks/runtime.txt", runtime)
    for name, more in sorted(extras.items()):
        found += _problems_in(f".locks/{name}.txt", runtime + more)
    return found


def _problems_in(name: str, wanted: list[str]) -> list[str]:
    text = (ROOT / name).read_text()
    pins = {_normal(package): version for package, version in _PIN.findall(text)}
    found = [f"{name} names a place to download from"] if _PLACE.search(text) else []
    for requirement in map(Requirement, wanted):
        version = pins.get(_normal(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            found.append(f"{name} has {version}, and {requirement} is wanted: run make lock")
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
