"""A short run of `make faults`, and the control that shows that it can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from syndicate.models import Delivery, DeliveryKind, DeliveryState
from tests.faults.linkedin import Copy
from tests.faults.plan import AFTERGLOW_SECONDS, Carrier, Plan, Store
from tests.faults.verdict import History, Verdict, judge

HERE = ("page", "text")


def storm(*options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the figures of a run, in a process of its own: it forks and patches."""
    command = [sys.executable, "-m", "tests.faults", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_everything_goes_wrong_and_every_promise_holds() -> None:
    code, told = storm("--n", "100", "--seed", "1")

    assert told["held"], json.dumps(told)
    assert code == 0
    assert told["kills"] > 5
    assert told["faults"] > 20
    assert told["withdrawn"] == 15
    assert told["freezes"] == 1


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_redis_and_postgresql_can_be_lost_in_the_middle() -> None:
    code, told = storm("--n", "25", "--seed", "2", "--db", "postgresql", "--carrier", "rq")

    assert told["held"], json.dumps(told)
    assert code == 0
    assert told["redis_kills"] == told["database_restarts"] == 3


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_retry_without_a_look_doubles_and_is_caught() -> None:
    code, told = storm("--n", "40", "--seed", "3", "--naive")

    assert code == 1
    assert told["doubled"] > 0


def copy(urn: str = "one", *, at: float = 0.0, deleted_at: float | None = None) -> Copy:
    return Copy(urn, *HERE, created_at=at, deleted_at=deleted_at)


def row(state: DeliveryState = DeliveryState.DONE) -> Delivery:
    return Delivery(kind=DeliveryKind.PUBLISH, state=state)


def verdict(
    *copies: Copy,
    state: DeliveryState = DeliveryState.DONE,
    receipts: frozenset[str] = frozenset({"one", "two"}),
    history: History | None = None,
) -> Verdict:
    """About one story at one page."""
    return judge({0: [HERE]}, {HERE: copies}, [row(state)], set(receipts), history or History())


def test_one_live_copy_is_what_was_promised() -> None:
    assert verdict(copy()).held


def test_a_finished_delivery_without_a_copy_is_lost() -> None:
    assert verdict().lost == 1


@pytest.mark.parametrize("state", [DeliveryState.NEEDS_PERSON, DeliveryState.READY])
def test_what_somebody_still_sees_to_is_not_lost(state: DeliveryState) -> None:
    assert verdict(state=state).lost == 0


def test_a_delivery_that_never_ends_is_stuck() -> None:
    assert verdict(copy(), state=DeliveryState.SENDING).stuck == 1


def test_a_second_copy_counts_even_when_it_was_deleted() -> None:
    assert verdict(copy(), copy("two", deleted_at=1.0)).doubled == 1


def test_a_post_we_do_not_know_is_told() -> None:
    assert verdict(copy("three")).without_receipt == 1


def test_a_send_well_after_the_withdrawal_breaks_the_promise() -> None:
    told = verdict(
        copy(at=11 + AFTERGLOW_SECONDS, deleted_at=99.0), history=History(withdrawn_at={0: 10})
    )

    assert told.sent_after_withdrawal == 1
    assert told.withdrawn_but_live == 0


def test_a_withdrawn_story_that_still_stands_breaks_the_promise() -> None:
    assert verdict(copy(), history=History(withdrawn_at={0: 10})).withdrawn_but_live == 1


def test_a_send_in_the_middle_of_a_freeze_breaks_the_promise() -> None:
    told = verdict(copy(at=1 + AFTERGLOW_SECONDS), history=History(frozen=[(0.0, 100.0)]))

    assert told.sent_while_frozen == 1


def test_no_page_gets_more_posts_than_a_look_up_reads() -> None:
    plan = Plan(stories=1000, seed=1, store=Store.SQLITE, carrier=Carrier.WORKER)

    assert 2 * plan.stories / plan.pages <= plan.most_posts_a_page
