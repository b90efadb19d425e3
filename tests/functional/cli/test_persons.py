"""`syndicate leaver` and `syndicate erase`: one clear line on refusal, the proof when done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.cli.conftest import Run

POST = """+++
title = "The bench"
author = "arthur@example.com"
language = "en"
reason = "People ask about it."
+++
Arthur Aoki moved the bench to the window, and the light did the rest.
"""


@pytest.fixture
def company(run: Run, tmp_path: Path) -> Run:
    """A shell with three accounts, a blog and one nomination."""
    for email, *names in (
        ("nina@example.com", "--given", "Nina", "--family", "Novak"),
        ("arthur@example.com", "--given", "Arthur", "--family", "Aoki"),
        ("petra@example.com", "--given", "Petra", "--family", "Papp", "--role", "pr"),
    ):
        assert run("user", "add", email, *names, "--password", "").code == 0
    assert run("channel", "add", "blog", "--kind", "culture_blog").code == 0
    (tmp_path / "post.md").write_text(POST)
    assert run("nominate", "--as", "nina@example.com", "post.md").code == 0
    return run


def test_a_list_of_leavers_is_shown_and_then_done(company: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes("email\r\nnina@example.com\r\n".encode("utf-8-sig"))

    assert company("leaver", "--csv", "list.csv", "--dry-run").code == 0
    assert company("leaver", "--csv", "list.csv").code == 0
    assert "account:user:closed" in company("audit", "export").out


def test_a_list_with_a_fault_is_not_begun(company: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("email\nnina@example.com\nnonsense\n")
    refused = company("leaver", "--csv", "list.csv")
    assert (refused.code, "Line 3" in refused.err) == (1, True)

    (tmp_path / "list.csv").write_text("email\nnina@example.com\nnobody@example.com\n")
    refused = company("leaver", "--csv", "list.csv")
    assert (refused.code, "nobody@example.com" in refused.err) == (1, True)
    assert "account:user:closed" not in company("audit", "export").out


def test_one_address_or_one_list(company: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("email\n")

    assert company("leaver").code == 2
    assert company("leaver", "nina@example.com", "--csv", "list.csv").code == 2


def test_somebody_is_erased_with_a_proof(company: Run) -> None:
    shown = company("erase", "arthur@example.com", "--dry-run")
    assert (shown.code, "everything goes" in shown.out) == (0, True)

    done = company("erase", "arthur@example.com", "--yes", "--also", "Artie")

    assert done.code == 0, done.err
    assert "source_post\tdeleted 0\temptied 1" in done.out
    assert "none found" in done.out
    assert company("audit", "verify").code == 0
    assert company("erase", "arthur@example.com", "--yes").code == 1


def test_it_asks_first(company: Run) -> None:
    assert company("erase", "arthur@example.com", given="n\n").code == 130
    assert company("erase", "arthur@example.com", given="y\n").code == 0


def test_what_is_left_on_the_site_is_named_and_fails(company: Run, tmp_path: Path) -> None:
    page = tmp_path / "site" / "en" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text("Arthur Aoki", "utf-8")

    said = company("erase", "arthur@example.com", "--yes")

    assert said.code == 1
    assert "en/page.html" in said.err
    assert "site build" in said.err
