"""Each command once as it is meant, and as it is misused."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from syndicate import audit
from tests.functional.cli.conftest import Run
from tests.unit.privacy.images.drawn import PICTURES

POST = """+++
title = "The bench by the window"
author = "arthur@example.com"
language = "en"
reason = "People ask about it."
+++
We moved the bench to the window, and the light did the rest.
"""


@pytest.fixture
def company(run: Run) -> Run:
    """A shell whose database has three accounts and a blog."""
    for email, given, *roles in (
        ("nina@example.com", "Nina"),
        ("arthur@example.com", "Arthur"),
        ("petra@example.com", "Petra", "--role", "pr"),
    ):
        said = run("user", "add", email, "--given", given, *roles, "--password", "")
        assert said.code == 0, said.err
    assert run("channel", "add", "blog", "--kind", "culture_blog").code == 0
    return run


def nominated(run: Run, folder: Path) -> str:
    (folder / "post.md").write_text(POST)
    said = run("nominate", "--as", "nina@example.com", "post.md")
    assert said.code == 0, said.err
    return said.out.split("\t")[0]


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    assert run().code == 2
    assert "nominate" in run("--help").out


def test_wrong_usage_ends_with_two(run: Run) -> None:
    assert run("user", "add").code == 2
    assert run("levitate").code == 2


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out.startswith("syndicate, version")


def test_a_password_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda *_args, **_more: "seventeen purple kites")
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt: "seventeen purple kites")
    said = run("user", "add", "a@example.com", "--given", "A")
    assert said.code == 0
    assert "a@example.com" in said.out


def test_an_account_that_cannot_be_made_is_explained(company: Run) -> None:
    taken = company("user", "add", "nina@example.com", "--given", "N", "--password", "")
    wrong = company("user", "add", "nina", "--given", "N", "--password", "")
    assert (taken.code, wrong.code) == (1, 1)
    assert "already an account" in taken.err
    assert len(wrong.err.splitlines()) == 1


def test_a_token_is_shown_once(company: Run) -> None:
    said = company("user", "token", "nina@example.com")
    assert said.out.startswith("syn_")
    assert company("user", "token", "nobody@example.com").code == 1


def test_a_post_in_a_file_is_nominated_and_joined(company: Run, tmp_path: Path) -> None:
    story = nominated(company, tmp_path)
    again = company("nominate", "--as", "petra@example.com", "post.md")
    assert again.out.split("\t")[:2] == [story, "joined"], again


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "+++"),
        ("No front matter here.", "+++"),
        (POST.replace("arthur@", "nobody@"), "Nobody with the address"),
        ("+++\ntitle = \n+++\ntext", "line"),
    ],
)
def test_a_broken_post_is_named_in_one_line(
    company: Run, tmp_path: Path, content: str, why: str
) -> None:
    (tmp_path / "broken.md").write_text(content)
    said = company("nominate", "--as", "nina@example.com", "broken.md")
    assert said.code == 1
    assert why in said.err
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err


def test_a_post_of_two_megabytes_is_refused(company: Run, tmp_path: Path) -> None:
    (tmp_path / "big.md").write_text(POST + "x" * 2_000_000)
    said = company("nominate", "--as", "nina@example.com", "big.md")
    assert said.code == 1
    assert len(said.err.splitlines()) == 1


def test_of_several_posts_all_are_nominated_or_none(company: Run, tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(POST)
    (tmp_path / "two.md").write_text(POST.replace("bench", "lamp"))
    (tmp_path / "bad.md").write_text(POST.replace("arthur@", "nobody@").replace("light", "x"))
    files = ("one.md", "two.md")

    refused = company("nominate", "--as", "nina@example.com", *files, "bad.md")
    unread = company("nominate", "--as", "nina@example.com", *files, "missing.md")
    done = company("nominate", "--as", "nina@example.com", *files)

    assert (refused.code, refused.out) == (1, "")
    assert "bad.md: Nobody with the address" in refused.err
    assert unread.code == 2
    assert [line.split("\t")[1] for line in done.out.splitlines()] == ["new", "new"]


def test_rendering_prints_the_bytes_and_stores_nothing(company: Run, tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text(POST)
    said = company("render", "--channel", "blog", "post.md")
    assert json.loads(said.out)["title"] == "The bench by the window"
    assert company("render", "--channel", "nowhere", "post.md").code == 1


def test_channels_are_listed_checked_and_frozen(company: Run) -> None:
    assert company("channel", "list").out.startswith("blog\tculture_blog\tactive")
    assert company("channel", "check").code == 0
    assert company("freeze", "--as", "petra@example.com", "--reason", "A test.").code == 0
    assert "\tfrozen\t" in company("channel", "list").out
    assert company("unfreeze", "--as", "petra@example.com").out == "1 freezes lifted.\n"


def test_only_who_may_freezes(company: Run) -> None:
    said = company("freeze", "--as", "nina@example.com", "--reason", "A test.")
    assert said.code == 1


def test_a_channel_that_cannot_be_made_is_explained(company: Run) -> None:
    assert company("channel", "add", "x", "--kind", "carrier_pigeon").code == 1
    assert "JSON" in company("channel", "add", "x", "--kind", "linkedin", "--config", "{").err


def test_the_site_is_built_and_checked(company: Run) -> None:
    assert company("site", "build").code == 0
    assert company("site", "check").code == 0
    assert company("site", "check", "--channel", "nowhere").code == 1


def test_the_audit_verifies_and_exports(company: Run) -> None:
    assert "unbroken" in company("audit", "verify").out
    lines = company("audit", "export").out.splitlines()
    assert json.loads(lines[0])["previous"] == audit.GENESIS


def test_evidence_is_one_archive(company: Run, tmp_path: Path) -> None:
    story = nominated(company, tmp_path)
    said = company("evidence", story)
    with zipfile.ZipFile(tmp_path / said.out.strip()) as archive:
        assert "verify.py" in archive.namelist()
    assert company("evidence", "0" * 26).code == 1


def test_a_leaver_is_swept(company: Run, tmp_path: Path) -> None:
    nominated(company, tmp_path)
    assert company("leaver", "arthur@example.com").code == 0
    assert company("leaver", "nobody@example.com").code == 1


def test_scan_finds_and_tells_where(run: Run) -> None:
    said = run("scan", given="Write to someone@example.com please.")
    found = json.loads(said.out)["findings"]
    assert [(f["kind"], f["start"], f["end"]) for f in found] == [("email", 9, 28)]


def test_scan_reads_html_by_its_ending(run: Run, tmp_path: Path) -> None:
    (tmp_path / "post.html").write_text('<a href="https://wiki.corp.internal/x">here</a>')
    found = json.loads(run("scan", "post.html").out)["findings"]
    assert "internal_url" in {finding["kind"] for finding in found}


def test_scan_looks_at_pictures(run: Run, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes((PICTURES / "astronaut.jpg").read_bytes())
    found = json.loads(run("scan", "photo.jpg").out)["findings"]
    assert [(finding["kind"], finding["severity"]) for finding in found] == [("face", "block")]
    assert found[0]["box"] == [pytest.approx(part, abs=0.03) for part in (0.35, 0.11, 0.18, 0.24)]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.jpg", b"", "empty"),
        ("a.jpg", b"\xff\xd8\xff broken", "cannot|damaged|no image"),
        ("a.heic", b"1234ftypheic", "HEIC"),
        ("a.svg", b"<svg/>", "SVG"),
        ("a", b"GIF89a", "damaged|no image"),
    ],
)
def test_scan_refuses_pictures_it_cannot_read(
    run: Run, tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(data)
    said = run("scan", name)
    assert said.code == 1
    assert re.search(sentence, said.err)


def test_a_corpus_goes_through_scan_in_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "family,given,kana,romaji,email,handle,employee_id,department,office\n"
        "田中,愛子,たなか あいこ,TANAKA Aiko,aiko@example.com,,,,\n"
    )
    (tmp_path / "terms.tsv").write_text("codename\tKingfisher\n")
    lines = [{"id": "a", "text": "田中愛子さんです。"}, {"id": "b", "html": "<p>Kingfisher</p>"}]
    given = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    said = run("scan", "--jsonl", "--directory", "people.csv", "--terms", "terms.tsv", given=given)
    answers = [json.loads(line) for line in said.out.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert answers[0]["findings"][0]["kind"] == "person_employee"
    assert answers[1]["findings"][0]["kind"] == "codename"


def test_sanitize_takes_out_what_may_not_go_out(run: Run) -> None:
    assert run("sanitize", given="<p onclick=x>Hi<script>1</script></p>").out == "<p>Hi</p>\n"
    given = json.dumps({"id": 1, "html": "<b>x</b>"}) + "\n"
    assert json.loads(run("sanitize", "--jsonl", given=given).out)["id"] == 1


def test_one_record_that_is_refused_does_not_end_the_corpus(run: Run) -> None:
    deep = "<div>" * 20_000
    given = "\n".join(json.dumps({"id": n, "html": h}) for n, h in enumerate((deep, "<p>x</p>")))
    answers = [
        json.loads(line) for line in run("sanitize", "--jsonl", given=given).out.splitlines()
    ]
    assert "error" in answers[0]
    assert answers[1]["html"] == "<p>x</p>"


@pytest.mark.parametrize(
    ("given", "why"), [("{", "Line 1 is not JSON"), ("[1]", "needs a text"), ('{"id":1}', "needs")]
)
def test_a_line_that_is_no_record_is_named(run: Run, given: str, why: str) -> None:
    said = run("scan", "--jsonl", given=given)
    assert said.code == 1
    assert why in said.err


def test_text_that_is_not_utf8_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    said = run("scan", "latin.txt")
    assert said.code == 1
    assert "UTF-8" in said.err


def test_too_much_text_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "huge.txt").write_bytes(b"x" * 8_000_001)
    assert run("scan", "huge.txt").code == 1


def test_the_schema_is_brought_up_and_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "syndicate.db").unlink()
    assert run("db", "check").code == 1
    assert "db upgrade" in run("channel", "list").err
    assert run("db", "upgrade").code == 0
    assert run("db", "check").code == 0


def test_errors_are_told_in_the_configured_language(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATE_LOCALE", "ja")
    said = run("user", "token", "nobody@example.com")
    assert said.code == 1
    assert any(ord(char) > 0x3000 for char in said.err)


def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATE_LOCALE", "tlh")
    said = run("channel", "list")
    assert said.code == 1
    assert "SYNDICATE_LOCALE" in said.err


def test_a_database_that_does_not_answer_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    said = run("channel", "list")
    assert said.code == 1
    assert "SYNDICATE_DATABASE_URL" in said.err


def test_an_address_that_is_none_of_a_database_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in ("nonsense", "carrier-pigeon://coop"):
        monkeypatch.setenv("SYNDICATE_DATABASE_URL", url)
        said = run("channel", "list")
        assert said.code == 1
        assert "SYNDICATE_DATABASE_URL" in said.err


def test_plugs_are_loaded_only_for_their_own_commands(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[object] = []
    monkeypatch.setattr("syndicate.cli.channels.add_plug_commands", loaded.append)

    run("scan", given="Nothing.")
    assert loaded == []

    run("--help")
    assert loaded != []


def test_a_fault_of_ours_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syndicate.cli.channels.open_kit", lambda: 1 / 0)
    said = run("channel", "list")
    assert said.code == 1
    assert "ZeroDivisionError" in said.err
    assert "Traceback" not in said.err
    monkeypatch.setenv("SYNDICATE_DEBUG", "1")
    assert "Traceback" in run("channel", "list").err


def test_a_folder_that_cannot_be_written_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATE_DATABASE_URL", "sqlite:////proc/none/syndicate.db")
    said = run("channel", "list")
    assert said.code == 1
    assert len(said.err.splitlines()) == 1


def test_a_post_is_for_once_only(run: Run) -> None:
    assert run("demo", "post.md").code == 2
