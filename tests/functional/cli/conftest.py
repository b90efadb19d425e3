"""A shell: environment, folder and database of its own."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from syndicate.cli import main


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
    migrated_sqlite: Path,
) -> Run:
    """`run("user", "add", …)` in a folder with a migrated database; gives code, out and err."""
    shutil.copyfile(migrated_sqlite, tmp_path / "syndicate.db")
    monkeypatch.setenv("SYNDICATE_DATABASE_URL", f"sqlite:///{tmp_path / 'syndicate.db'}")
    monkeypatch.setenv("SYNDICATE_MEDIA_STORE", str(tmp_path / "media"))
    monkeypatch.setenv("SYNDICATE_SITE_STORE", str(tmp_path / "site"))
    monkeypatch.chdir(tmp_path)

    def call(*args: str, given: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        said = capsysbinary.readouterr()
        return Said(int(ended.value.code or 0), said.out.decode(), said.err.decode())

    return call
