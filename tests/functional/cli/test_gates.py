"""Routes and deputies in the shell of who runs syndicate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.functional.cli.conftest import Run


@pytest.fixture
def office(run: Run) -> Run:
    """A shell with three accounts, one of them PR."""
    for name, *roles in (("petra", "--role", "pr"), ("sam",), ("amy",)):
        added = run("user", "add", f"{name}@example.com", "--given", name, *roles, "--password", "")
        assert added.code == 0, added.err
    return run


Said = Callable[..., str]


@pytest.fixture
def say(office: Run) -> Said:
    """What a command that must succeed prints."""

    def call(*args: str) -> str:
        said = office(*args)
        assert said.code == 0, said.err
        return said.out.strip()

    return call


def test_a_route_is_set_listed_and_ended(say: Said) -> None:
    set_it = ("route", "set", "ringi", "approval")
    assert say("route", "list") == ""

    shown = say(*set_it, "sam@example.com", "amy@example.com", "--needed", "1", "--in-turn")
    say("route", "choose", "ringi", "--department", "Sales")

    assert shown == "*\tringi\tapproval\t1 of 2\tin turn\tsam@example.com amy@example.com"
    assert say("route", "list").splitlines() == ["Sales\tringi", shown]
    assert "at once" in say(*set_it, "amy@example.com", "--department", "Sales")
    assert say(*set_it) == "This route has ended."
    say("route", "choose", "--department", "Sales")
    assert say("route", "list").count("\n") == 0


def test_a_route_that_cannot_be_is_refused_in_one_line(office: Run) -> None:
    for args, sentence in (
        (("ringi", "pr"), "no such gate on a route"),
        (("nothing", "pr"), "Please choose one of: ringi, story"),
        (("ringi", "approval", "ghost@example.com"), "no open account for ghost@example.com"),
        (("ringi", "approval", "nonsense"), ""),
        (("ringi", "approval", "amy@example.com", "--needed", "0"), ""),
    ):
        said = office("route", "set", *args)
        assert said.code == 1
        assert sentence in said.err
        assert said.err.count("\n") == 1
    assert office("route", "choose", "nothing").code == 1


def test_a_deputy_is_named_listed_and_ended(say: Said, office: Run) -> None:
    named = ("deputy", "add", "petra@example.com", "sam@example.com", "pr")
    deputy_id, until = say(
        *named, "--until", "2099-12-24T18:00+09:00", "--from", "2099-12-01T00:00+09:00"
    ).split("\t")

    assert until == "2099-12-24T09:00+00:00"
    assert say("deputy", "list").split("\t") == [
        deputy_id,
        "petra@example.com",
        "sam@example.com",
        "pr",
        "2099-11-30T15:00+00:00",
        "2099-12-24T09:00+00:00",
    ]
    assert (
        "acts here in that time already"
        in office(*named, "--until", "2099-12-20T00:00Z", "--from", "2099-12-02T00:00Z").err
    )
    assert say("deputy", "end", deputy_id) == "Ended."
    assert say("deputy", "list") == ""
    assert office("deputy", "end", deputy_id).code == 1


def test_a_deputy_that_cannot_be_is_refused(office: Run) -> None:
    add = ("deputy", "add", "petra@example.com", "sam@example.com")
    assert office(*add, "king", "--until", "2099-12-24T18:00Z").code == 2
    for role, until, sentence in (
        ("privacy", "2099-12-24T18:00Z", "a right of one's own"),
        ("pr", "2099-12-24T18:00Z", "at most 92 days"),
        ("pr", "tomorrow", ""),
        ("pr", "2099-12-24T18:00", "its offset"),
    ):
        said = office(*add, role, "--until", until)
        assert said.code == 1
        assert sentence in said.err


def test_a_right_that_is_over_says_since_when(say: Said) -> None:
    until = datetime.now(UTC) + timedelta(minutes=5)
    add = ("deputy", "add", "petra@example.com", "sam@example.com", "route")
    deputy_id, _until = say(*add, "--until", until.isoformat()).split("\t")

    assert say("deputy", "end", deputy_id) == "Ended."
    assert say("deputy", "end", deputy_id).startswith("It had ended already, at ")
