"""`syndicate rules`: the company's words from a shell."""

from __future__ import annotations

from pathlib import Path

from tests.functional.cli.conftest import Run


def test_words_and_severities_are_set_shown_listed_and_restored(run: Run, tmp_path: Path) -> None:
    words = tmp_path / "words.tsv"
    words.write_text("# ours\ncodename\tPhoenix\nallowed\t03-6000-1000\n", "utf-8")

    lines = tmp_path / "checklist.txt"
    lines.write_text("Badges\n\n 背景 \n", "utf-8")

    first = run(
        "rules", "set", "--terms", str(words), "--checklist", str(lines), "--note", "First words"
    )
    second = run("rules", "set", "--severity", "handle=block", "--small-team", "3")

    assert (first.out, second.out) == ("Version 1 is in force.\n", "Version 2 is in force.\n")
    assert run("rules", "show").out.splitlines() == [
        "# version 2, smallest group 3",
        "# severity handle=block",
        "# checklist Badges",
        "# checklist 背景",
        "codename\tPhoenix",
        "allowed\t03-6000-1000",
    ]
    listed = run("rules", "list").out.splitlines()
    assert [line.split("\t")[0] for line in listed] == ["2", "1"]
    assert listed[1].endswith("First words")
    assert run("rules", "restore", "0").out == "Version 3 is in force.\n"
    assert run("rules", "show").out == "# version 3, smallest group 5\n"


def test_what_is_wrong_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    words = tmp_path / "words.tsv"
    words.write_bytes(b"codename\t\xff")

    assert run("rules", "set", "--severity", "handle").code == 2
    assert run("rules", "set", "--severity", "secret=info").code == 1
    assert "UTF-8" in run("rules", "set", "--terms", str(words)).err
    words.write_text("hero\tPhoenix")
    assert "hero is not a kind" in run("rules", "set", "--terms", str(words)).err
    assert run("rules", "restore", "9").code == 1
    assert run("rules", "list").out == ""
