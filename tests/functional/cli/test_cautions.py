"""`syndicate caution`: the days on which publishing wants a second thought."""

from __future__ import annotations

from tests.functional.cli.conftest import Run


def test_caution_days_are_added_listed_and_removed(run: Run) -> None:
    assert run("caution", "list").out == ""
    assert run("caution", "add", "03-11", "--reason", "The earthquake of 2011.").code == 0
    assert run("caution", "add", "2027-01-17", "--reason", "Mourning.").code == 0

    assert run("caution", "list").out.splitlines() == [
        "03-11\tThe earthquake of 2011.",
        "2027-01-17\tMourning.",
    ]
    assert "no caution day" in run("caution", "remove", "12-24").err
    assert run("caution", "remove", "03-11").code == 0
    assert run("caution", "list").out.splitlines() == ["2027-01-17\tMourning."]


def test_a_day_there_is_not_is_refused_in_one_line(run: Run) -> None:
    said = run("caution", "add", "02-30", "--reason", "x")

    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "03-11 for every year" in said.err
    assert run("caution", "add", "03-11").code == 2


def test_not_everybody_may_add_one(run: Run) -> None:
    run("user", "add", "otto@example.com", "--given", "Otto", "--password", "")

    said = run("caution", "add", "03-11", "--reason", "x", "--as", "otto@example.com")

    assert (said.code, "Only PR and administrators" in said.err) == (1, True)
