"""The documentation says what the program does."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from syndicate.dev import documents
from syndicate.dev.commands import dev
from syndicate.settings import Settings

DECISION = "# 0009 A thing\n\n## Context\n\nx\n\n## Decision\n\nx\n\n## Status\n\nx\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a README, one generated page and nothing wrong."""
    (tmp_path / "docs" / "reference").mkdir(parents=True)
    (tmp_path / "docs" / "decisions").mkdir()
    (tmp_path / "README.md").write_text("# It\n\nSee [the page](docs/reference/page.md#part).\n")
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    monkeypatch.setattr(documents, "docs_root", lambda: tmp_path / "docs")
    monkeypatch.setattr(documents, "GENERATED", {"reference/page.md": lambda: "# Page\n"})
    documents.write()
    return tmp_path


def test_the_documentation_is_fresh_and_whole() -> None:
    assert documents.problems() == []


def test_every_setting_stands_there_with_its_default() -> None:
    page = documents.settings_page()

    for name, field in Settings.model_fields.items():
        [row] = [row for row in page.splitlines() if f"`SYNDICATE_{name.upper()}`" in row]
        assert field.description
        assert field.description in row
        if isinstance(field.default, str | int) and field.default != "":
            assert f"`{field.default}`" in row


def test_a_channel_brings_its_own_settings() -> None:
    page = documents.settings_page()

    assert "## Channels of the kind `linkedin`" in page
    assert "`SYNDICATE_LINKEDIN_CLIENT_SECRET` | unset" in page


def test_no_secret_stands_in_the_documentation() -> None:
    assert "development-only-key" not in documents.settings_page()


def test_every_command_stands_there_with_its_help() -> None:
    page = documents.cli_page()

    for command in ("demo", "serve", "db upgrade", "audit verify", "site build", "doctor"):
        assert f"\n## syndicate {command}\n" in page
    assert "--help" in page


def test_every_operation_of_the_api_stands_there_with_its_fields() -> None:
    page = documents.api_page()

    assert "| `POST /nominations` | Nominate an internal post |" in page
    assert "`revision`" in page
    assert "an image |" in page


def test_a_project_with_nothing_wrong_passes(folder: Path) -> None:
    assert documents.problems() == []


def test_a_stale_page_is_found(folder: Path) -> None:
    (folder / "docs" / "reference" / "page.md").write_text("# Old\n")

    assert documents.problems() == [
        "reference/page.md is stale (“# Page”): run python -m syndicate.dev.documents"
    ]


def test_a_link_that_leads_nowhere_is_found(folder: Path) -> None:
    (folder / "docs" / "other.md").write_text(
        "# Other\n\n[gone](gone.md) [web](https://x.example)\n"
    )

    assert documents.problems() == ["docs/other.md links to gone.md, which is not there"]


def test_a_page_needs_one_title(folder: Path) -> None:
    (folder / "docs" / "other.md").write_text("text\n")

    assert documents.problems() == ["docs/other.md needs exactly one title"]


def test_a_decision_needs_its_four_parts(folder: Path) -> None:
    (folder / "docs" / "decisions" / "0009-thing.md").write_text(DECISION)

    assert documents.problems() == ["docs/decisions/0009-thing.md lacks “## Consequences”"]


def test_a_hidden_command_is_not_documented() -> None:
    group = click.Group("it", commands=[click.Command("seen"), click.Command("no", hidden=True)])

    assert [path for path, _leaf in documents._commands(group)] == ["seen"]


def test_the_command_writes_the_pages(folder: Path) -> None:
    (folder / "docs" / "reference" / "page.md").unlink()

    answer = CliRunner().invoke(dev, ["docs"])

    assert answer.exit_code == 0, answer.output
    assert documents.problems() == []


def test_the_command_updates_and_compiles_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []
    monkeypatch.setattr("syndicate.dev.catalogues.update", lambda: called.append("update"))
    monkeypatch.setattr("syndicate.dev.catalogues.compile_all", lambda: called.append("compile"))

    for name in ("update", "compile"):
        assert CliRunner().invoke(dev, ["catalogues", name]).exit_code == 0

    assert called == ["update", "compile"]
