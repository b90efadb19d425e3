"""The checks find what they are for."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from syndicate.db import Database
from syndicate.dev import checks, locks, schema
from syndicate.dev.commands import dev


def test_a_check_that_finds_something_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    table = {"good": list, "poor": lambda: ["a line"]}

    assert checks.run(checks=table) == 1

    printed = capsys.readouterr().out
    assert "ok     good" in printed
    assert "FAILED poor" in printed
    assert "       a line" in printed
    assert "1 failed: poor" in printed


def test_only_the_named_checks_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.run(["good"], {"good": list, "poor": lambda: ["a line"]}) == 0
    assert "All is well." in capsys.readouterr().out


def test_an_unknown_check_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.run(["spelling"]) == 2
    assert "No such check: spelling" in capsys.readouterr().out


def test_a_tool_is_quiet_when_it_is_content() -> None:
    assert checks.tool("python", "-c", "print('fine')")() == []


def test_a_tool_is_quoted_when_it_is_not() -> None:
    found = checks.tool("python", "-c", "print('line 3'); raise SystemExit(4)")()

    assert found == ["line 3", "python exited 4"]


def test_python_among_the_templates_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "view.py").touch()
    monkeypatch.setattr(checks, "ROOT", tmp_path)

    assert checks.no_python_in_templates() == ["templates/view.py must live elsewhere"]


def test_the_migrations_make_exactly_the_models(database: Database) -> None:
    assert schema.drift(database.engine) == []
    assert schema.problems() == []


def test_a_model_without_a_migration_is_found(sqlite_database: Database) -> None:
    with sqlite_database.begin() as session:
        session.execute(text("DROP TABLE alembic_version"))
        session.execute(text("CREATE TABLE surplus (id integer)"))

    assert any("surplus" in line for line in schema.drift(sqlite_database.engine))


def test_two_branches_of_migrations_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "heads", lambda: ["b", "a"])

    assert schema.problems() == ["there must be one newest migration, not ['a', 'b']"]


def test_the_lock_files_fit_the_project() -> None:
    assert locks.problems() == []


def test_a_lock_that_lacks_something_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".locks").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["flask>=3", "nh3"]\n'
        '[project.optional-dependencies]\ndev = ["Ruff_Thing"]\nfax = ["phone"]\n'
    )
    (tmp_path / ".locks" / "runtime.txt").write_text("flask==2.0 \\\n    --hash=sha256:0\n")
    (tmp_path / ".locks" / "dev.txt").write_text(
        "--index-url https://example.com/simple\n"
        "flask==3.1 \\\n    --hash=sha256:0\nnh3==1 \\\nruff-thing==1 \\\n"
    )
    (tmp_path / ".locks" / "fax.txt").write_text("flask==3.1 \\\nnh3==1 \\\n")
    monkeypatch.setattr(locks, "ROOT", tmp_path)

    assert locks.problems() == [
        ".locks/runtime.txt has 2.0, and flask>=3 is wanted: run make lock",
        ".locks/runtime.txt has None, and nh3 is wanted: run make lock",
        ".locks/dev.txt names a place to download from",
        ".locks/fax.txt has None, and phone is wanted: run make lock",
    ]


def test_the_command_runs_the_named_checks() -> None:
    answer = CliRunner().invoke(dev, ["check", "locks"])

    assert answer.exit_code == 0, answer.output
    assert "ok     locks" in answer.output
