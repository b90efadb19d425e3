"""Channels without an API: a person does it, and until they say so it counts as perhaps done."""

from __future__ import annotations

import pytest

from syndicate import clock
from syndicate.models import Delivery, DeliveryKind, DeliveryState, Reason, State
from syndicate.services import decisions
from syndicate.services.decisions import Decision
from tests.functional.delivery.stage import Stage

LINK = "https://note.example.com/n/1"


@pytest.fixture
def asked(stage: Stage) -> str:
    """A story somebody is asked to post."""
    stage.feed.by_hand = True
    story = stage.story("feed")
    stage.deliver()
    return story


def decide(stage: Stage, row: Delivery, decision: Decision, **told: str) -> None:
    """Somebody of the PR desk says so."""
    with stage.database.begin() as session:
        decisions.DECIDE[decision](
            session,
            row.id,
            actor=stage.actor("paula"),
            toolbox=stage.kit,
            now=clock.now(),
            **told,
        )


def test_a_person_is_asked_and_nothing_was_sent(stage: Stage, asked: str) -> None:
    row = stage.row(asked, "feed")

    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.BY_HAND)
    assert row.problem == "please do it yourself"
    assert row.in_doubt
    assert decisions.offered(row) == {Decision.CONFIRM, Decision.NOT_THERE, Decision.GIVE_UP}
    assert stage.feed.copies == {}


def test_the_link_makes_it_done(stage: Stage, asked: str) -> None:
    decide(stage, stage.row(asked, "feed"), Decision.CONFIRM, permalink=LINK)

    (copy,) = stage.receipts(asked)
    assert (copy.permalink, copy.is_public) == (LINK, True)
    assert stage.row(asked, "feed").state is DeliveryState.DONE
    assert stage.state(asked) is State.LIVE


def test_what_is_there_is_taken_down_by_hand_and_ticked_off(stage: Stage, asked: str) -> None:
    decide(stage, stage.row(asked, "feed"), Decision.CONFIRM, permalink=LINK)
    stage.withdraw(asked)
    stage.deliver()
    row = stage.row(asked, "feed", DeliveryKind.TAKE_DOWN)
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.BY_HAND)
    assert row.receipt is not None
    assert row.receipt.permalink == LINK
    assert stage.state(asked) is State.WITHDRAWING

    decide(stage, row, Decision.NOT_THERE)

    assert stage.state(asked) is State.WITHDRAWN
    assert stage.receipts(asked)[0].gone_at is not None


def test_a_take_down_can_be_looked_at_again(stage: Stage, asked: str) -> None:
    decide(stage, stage.row(asked, "feed"), Decision.CONFIRM, permalink=LINK)
    stage.withdraw(asked)
    stage.deliver()

    decide(stage, stage.row(asked, "feed", DeliveryKind.TAKE_DOWN), Decision.RETRY)
    stage.deliver()

    row = stage.row(asked, "feed", DeliveryKind.TAKE_DOWN)
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.BY_HAND)


def test_a_withdrawal_asks_whether_it_was_posted(stage: Stage, asked: str) -> None:
    assert stage.withdraw(asked) is State.WITHDRAWING
    row = stage.row(asked, "feed")
    assert row.state is DeliveryState.NEEDS_PERSON

    decide(stage, row, Decision.NOT_THERE)
    stage.deliver()

    assert stage.row(asked, "feed").state is DeliveryState.CANCELLED
    assert stage.state(asked) is State.WITHDRAWN


def test_what_was_posted_before_the_withdrawal_comes_down(stage: Stage, asked: str) -> None:
    stage.withdraw(asked)

    decide(stage, stage.row(asked, "feed"), Decision.CONFIRM, permalink=LINK)
    stage.deliver()

    row = stage.row(asked, "feed", DeliveryKind.TAKE_DOWN)
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.BY_HAND)
    assert stage.state(asked) is State.WITHDRAWING


def test_a_correction_is_brought_there_by_hand(stage: Stage, asked: str) -> None:
    decide(stage, stage.row(asked, "feed"), Decision.CONFIRM, permalink=LINK)
    stage.correct(asked, "feed", text="A newer text")
    stage.deliver()
    row = stage.row(asked, "feed")
    assert (row.kind, row.reason) == (DeliveryKind.UPDATE, Reason.BY_HAND)

    decide(stage, row, Decision.CONFIRM)

    (copy,) = stage.receipts(asked)
    assert copy.payload_id == row.payload_id
    assert stage.state(asked) is State.LIVE


def test_it_is_not_there_asks_once_more(stage: Stage, asked: str) -> None:
    decide(stage, stage.row(asked, "feed"), Decision.NOT_THERE)
    stage.deliver()

    row = stage.row(asked, "feed")
    assert (row.state, row.reason) == (DeliveryState.NEEDS_PERSON, Reason.BY_HAND)
    assert row.in_doubt


def test_other_channels_do_not_wait_for_the_person(stage: Stage) -> None:
    stage.feed.by_hand = True
    story = stage.story()
    stage.deliver()

    assert stage.states(story) == {"blog": "done", "feed": "needs_person"}
    assert stage.state(story) is State.PARTLY_LIVE
