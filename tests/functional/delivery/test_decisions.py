"""What a person may say about a delivery that does not go on by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from syndicate import clock
from syndicate.errors import Conflict, Forbidden, Invalid, NotFound, SyndicateError
from syndicate.i18n import Text
from syndicate.models import Delivery, DeliveryKind, DeliveryState, Reason, ReceiptRow, State
from syndicate.publishing.port import Order, Receipt
from syndicate.services.decisions import DECIDE, Decision, offered
from syndicate.validation import FieldError
from tests.functional.delivery.stage import Stage

LINK = "https://channel.example/posts/7"


def decide(
    stage: Stage, row: Delivery, decision: Decision, *, by: str = "paula", **more: Any
) -> None:
    """Somebody presses one of the buttons."""
    with stage.database.begin() as session:
        DECIDE[decision](
            session,
            row.id,
            actor=stage.actor(by),
            toolbox=stage.kit,
            now=clock.now() - timedelta(seconds=1),  # the database's clock is a little behind
            **more,
        )


def stuck(stage: Stage, *, sent: bool) -> str:
    """A story whose answer was lost at a channel that cannot look."""
    stage.blog.can_look = False
    stage.blog.plan("publish", "stored" if sent else "dropped")
    story = stage.story("blog")
    stage.deliver()
    stage.hurry()
    stage.deliver()
    assert stage.row(story, "blog").state is DeliveryState.NEEDS_PERSON
    return story


def test_it_is_there_ends_the_delivery_with_the_link(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stuck(stage, sent=True)

    decide(stage, stage.row(story, "blog"), Decision.CONFIRM, permalink=LINK, remote_id="post-100")

    copy = stage.receipts(story)[0]
    assert (copy.permalink, copy.remote_id, copy.ordinal) == (LINK, "post-100", 1)
    assert stage.state(story) is State.LIVE
    assert "delivery:publish:confirmed" in stage.events(story)


def test_a_copy_told_by_its_link_alone_can_be_taken_down_by_it(stage: Stage) -> None:
    story = stuck(stage, sent=True)
    decide(stage, stage.row(story, "blog"), Decision.CONFIRM, permalink=LINK)

    stage.withdraw(story)

    assert stage.receipts(story)[0].remote_id == LINK
    assert stage.row(story, "blog").kind is DeliveryKind.TAKE_DOWN


def test_a_copy_told_of_a_withdrawn_story_is_taken_down(stage: Stage) -> None:
    story = stuck(stage, sent=True)
    stage.withdraw(story)

    decide(stage, stage.row(story, "blog"), Decision.CONFIRM, permalink=LINK, remote_id="post-100")
    stage.deliver()

    assert stage.blog.copies == {}
    assert stage.state(story) is State.WITHDRAWN


@pytest.mark.parametrize("link", ["", "post 7", "javascript:alert(1)", "mailto:a@example.com"])
def test_a_link_that_is_none_is_refused(stage: Stage, link: str) -> None:
    story = stuck(stage, sent=True)

    with pytest.raises(Invalid):
        decide(stage, stage.row(story, "blog"), Decision.CONFIRM, permalink=link)

    assert stage.row(story, "blog").state is DeliveryState.NEEDS_PERSON


def test_a_link_of_another_story_is_refused(stage: Stage) -> None:
    other = stage.story("blog")
    stage.deliver()
    taken = stage.receipts(other)[0].remote_id
    story = stuck(stage, sent=True)

    with pytest.raises(Invalid):
        decide(stage, stage.row(story, "blog"), Decision.CONFIRM, permalink=LINK, remote_id=taken)


def test_an_endless_id_is_refused(stage: Stage) -> None:
    story = stuck(stage, sent=True)

    with pytest.raises(Invalid):
        decide(
            stage, stage.row(story, "blog"), Decision.CONFIRM, permalink=LINK, remote_id="x" * 501
        )


def test_it_is_not_there_sends_it_through_the_fence_again(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stuck(stage, sent=False)
    stage.blocked.add(story)

    decide(stage, stage.row(story, "blog"), Decision.NOT_THERE)
    stage.deliver()
    assert stage.row(story, "blog").reason is Reason.BLOCKED
    stage.blocked.clear()
    stage.hurry()
    stage.deliver()

    assert len(stage.blog.of(story)) == 1
    assert stage.state(story) is State.LIVE


def test_it_is_not_there_ends_a_withdrawal(stage: Stage) -> None:
    story = stuck(stage, sent=False)
    stage.withdraw(story)

    decide(stage, stage.row(story, "blog"), Decision.NOT_THERE)
    stage.deliver()

    assert stage.state(story) is State.WITHDRAWN
    assert stage.blog.calls.count("publish") == 1


def test_a_post_that_vanished_is_sent_anew_when_a_person_says_so(stage: Stage) -> None:
    stage.blog.hidden = True
    story = stage.story("blog")
    for _ in range(5):
        stage.deliver()
        stage.hurry()
    stage.blog.copies.clear()
    stage.blog.hidden = False

    decide(stage, stage.row(story, "blog"), Decision.NOT_THERE)
    stage.deliver()

    assert len(stage.blog.of(story)) == 1
    assert stage.state(story) is State.LIVE


def test_retrying_what_is_in_doubt_looks_and_does_not_send(stage: Stage) -> None:
    story = stuck(stage, sent=True)
    stage.blog.can_look = True

    decide(stage, stage.row(story, "blog"), Decision.RETRY)
    stage.deliver()

    assert stage.blog.calls.count("publish") == 1
    assert stage.state(story) is State.LIVE


def test_retrying_what_was_refused_sends_it(stage: Stage) -> None:
    stage.blog.plan("publish", "refused")
    story = stage.story("blog")
    stage.deliver()

    decide(stage, stage.row(story, "blog"), Decision.RETRY)
    stage.deliver()

    assert stage.state(story) is State.LIVE


def test_retrying_what_is_late_sends_it(stage: Stage) -> None:
    story = stage.story("blog")
    stage.pass_time(hours=2)
    stage.deliver()

    decide(stage, stage.row(story, "blog"), Decision.RETRY)
    stage.deliver()

    assert stage.state(story) is State.LIVE


def test_retrying_what_waits_does_not_wait_any_longer(stage: Stage) -> None:
    stage.blog.plan("publish", "not_sent")
    story = stage.story("blog")
    stage.deliver(times=1)

    decide(stage, stage.row(story, "blog"), Decision.RETRY)
    stage.deliver()

    assert stage.state(story) is State.LIVE


def test_retrying_without_the_first_channel_sends_it_all_the_same(stage: Stage) -> None:
    stage.blog.plan("publish", "refused")
    story = stage.story()
    stage.deliver()
    decide(stage, stage.row(story, "blog"), Decision.GIVE_UP)
    stage.deliver()

    decide(stage, stage.row(story, "feed"), Decision.RETRY)
    stage.deliver()

    assert stage.states(story) == {"blog": "given_up", "feed": "done"}
    assert stage.state(story) is State.PARTLY_LIVE


def test_giving_up_everything_brings_the_story_back(stage: Stage) -> None:
    stage.blog.plan("publish", "refused")
    story = stage.story("blog")
    stage.deliver()

    decide(stage, stage.row(story, "blog"), Decision.GIVE_UP)

    assert stage.state(story) is State.CLEARED
    assert "delivery:publish:given_up" in stage.events(story)


def test_what_was_given_up_can_be_taken_up_again(stage: Stage) -> None:
    stage.feed.plan("publish", "refused")
    story = stage.story()
    stage.deliver()
    decide(stage, stage.row(story, "feed"), Decision.GIVE_UP)

    decide(stage, stage.row(story, "feed"), Decision.RETRY)
    stage.deliver()

    assert stage.state(story) is State.LIVE


def test_what_was_given_up_in_doubt_is_looked_up_when_taken_up_again(stage: Stage) -> None:
    story = stuck(stage, sent=True)
    decide(stage, stage.row(story, "blog"), Decision.GIVE_UP)
    stage.blog.can_look = True
    stage.set_row(stage.row(story, "blog"), state=DeliveryState.GIVEN_UP)

    decide(stage, stage.row(story, "blog"), Decision.RETRY)
    stage.deliver()

    assert len(stage.blog.of(story)) == 1


def test_an_update_that_looks_different_can_be_sent_again_or_left(stage: Stage) -> None:
    story = stage.story()
    stage.deliver()
    for remote in (stage.blog, stage.feed):
        remote.during["read_back"] = lambda remote=remote: setattr(  # type: ignore[misc] # a default is how a loop's value is kept
            remote.of(story)[0], "body", b"{}"
        )
    stage.correct(story, text="Hello again")
    stage.deliver()
    decide(stage, stage.row(story, "blog"), Decision.NOT_THERE)
    stage.deliver()

    decide(stage, stage.row(story, "feed"), Decision.CONFIRM)

    assert b"again" in stage.blog.of(story)[0].body
    assert stage.state(story) is State.LIVE
    newest = stage.row(story, "feed")
    assert newest.receipt is not None
    assert newest.receipt.payload_id == newest.payload_id


def corrected_in_vain(stage: Stage) -> str:
    """The id of a live story whose correction the channel does not take."""
    story = stage.story("feed")
    stage.deliver()
    stage.feed.plan("update", "refused")
    stage.correct(story, "feed", text="Better")
    stage.deliver()
    return story


def test_a_correction_the_channel_refuses_is_posted_anew_when_a_person_says_so(
    stage: Stage,
) -> None:
    story = corrected_in_vain(stage)
    [before] = stage.feed.copies.values()
    row = stage.row(story, "feed")
    assert Decision.POST_ANEW in offered(row)

    decide(stage, row, Decision.POST_ANEW)
    stage.deliver()

    [after] = stage.feed.copies.values()
    assert (b"Better" in after.body, after.remote_id != before.remote_id) == (True, True)
    acts = [call for call in stage.feed.calls if call in ("publish", "take_down")]
    assert acts == ["publish", "take_down", "publish"]
    assert [copy.gone_at is None for copy in stage.receipts(story)] == [False, True]
    assert stage.state(story) is State.LIVE
    assert "delivery:publish:posted_anew" in stage.events(story)


def test_what_is_withdrawn_meanwhile_is_taken_down_and_not_posted_anew(stage: Stage) -> None:
    story = corrected_in_vain(stage)
    decide(stage, stage.row(story, "feed"), Decision.POST_ANEW)

    stage.withdraw(story)
    stage.deliver()

    assert stage.feed.copies == {}
    assert stage.feed.calls.count("publish") == 1
    assert stage.state(story) is State.WITHDRAWN


def test_what_a_channel_calls_a_post_is_read_from_the_link(stage: Stage) -> None:
    story = stuck(stage, sent=True)
    plugs = stage.kit.registry.__dict__["plugs"]
    plugs["blog"] = replace(plugs["blog"], pasted=numbered)

    with pytest.raises(Invalid) as refusal:
        decide(stage, stage.row(story, "blog"), Decision.CONFIRM, permalink=f"{LINK}/x")
    decide(
        stage, stage.row(story, "blog"), Decision.CONFIRM, permalink="https://x.example/post-100"
    )

    assert [problem[0] for problem in refusal.value.problems] == ["permalink"]
    assert stage.receipts(story)[0].remote_id == "post-100"
    stage.withdraw(story)
    stage.deliver()
    assert stage.blog.copies == {}


def numbered(order: Order, permalink: str) -> Receipt:
    """The stage's channel calls a post by the end of its link."""
    name = permalink.rpartition("/")[2]
    if not name.startswith("post-"):
        raise FieldError(Text("Another link, please."))
    return Receipt(name, permalink, {"order": order.key})


def test_an_id_somebody_gives_wins_over_what_the_link_tells(stage: Stage) -> None:
    story = stuck(stage, sent=True)
    plugs = stage.kit.registry.__dict__["plugs"]
    plugs["blog"] = replace(plugs["blog"], pasted=numbered)

    row = stage.row(story, "blog")
    decide(stage, row, Decision.CONFIRM, permalink=f"{LINK}/x", remote_id="post-100")

    receipt = stage.receipts(story)[0]
    assert (receipt.remote_id, receipt.data) == ("post-100", {})


def test_an_id_somebody_gives_leaves_the_rest_of_what_the_link_tells(stage: Stage) -> None:
    story = stuck(stage, sent=True)
    plugs = stage.kit.registry.__dict__["plugs"]
    plugs["blog"] = replace(plugs["blog"], pasted=numbered)

    row = stage.row(story, "blog")
    link = "https://x.example/post-7"
    decide(stage, row, Decision.CONFIRM, permalink=link, remote_id="post-100")

    receipt = stage.receipts(story)[0]
    assert (receipt.remote_id, receipt.data) == ("post-100", {"order": row.id})


def test_a_link_too_long_to_be_an_id_is_refused_not_cut(stage: Stage) -> None:
    story = stuck(stage, sent=True)

    with pytest.raises(Invalid) as refusal:
        decide(
            stage,
            stage.row(story, "blog"),
            Decision.CONFIRM,
            permalink=f"https://x.example/{'a' * 500}",
        )

    assert [problem[0] for problem in refusal.value.problems] == ["permalink"]


def test_retrying_a_post_that_looks_different_reads_it_back(stage: Stage) -> None:
    story = stage.story("blog")
    stage.blog.during["read_back"] = lambda: setattr(stage.blog.of(story)[0], "body", b"{}")
    stage.deliver()
    stage.blog.of(story)[0].body = stage.row(story, "blog").payload.body

    decide(stage, stage.row(story, "blog"), Decision.RETRY)
    stage.deliver()

    assert stage.blog.calls == ["publish", "read_back", "read_back"]
    assert stage.state(story) is State.LIVE


def test_a_person_may_say_that_a_take_down_is_done(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("take_down", "refused")
    stage.withdraw(story)
    stage.deliver()

    decide(stage, stage.row(story, "blog"), Decision.NOT_THERE)

    assert stage.state(story) is State.WITHDRAWN
    assert stage.receipts(story)[0].gone_at is not None


def test_a_take_down_is_retried_and_never_given_up(stage: Stage) -> None:
    story = stage.story("blog")
    stage.deliver()
    stage.blog.plan("take_down", "refused")
    stage.withdraw(story)
    stage.deliver()

    with pytest.raises(Conflict):
        decide(stage, stage.row(story, "blog"), Decision.GIVE_UP)
    decide(stage, stage.row(story, "blog"), Decision.RETRY)
    stage.deliver()

    assert stage.state(story) is State.WITHDRAWN


def _row(**values: Any) -> Delivery:
    return Delivery(**({"kind": DeliveryKind.PUBLISH, "in_doubt": False} | values))


@pytest.mark.parametrize(
    ("row", "choices"),
    [
        (_row(state=DeliveryState.DONE), ""),
        (_row(state=DeliveryState.SENDING), ""),
        (_row(state=DeliveryState.READY), ""),
        (_row(state=DeliveryState.READY, reason=Reason.THROTTLED), "give_up retry"),
        (_row(state=DeliveryState.GIVEN_UP), "retry"),
        (
            _row(state=DeliveryState.NEEDS_PERSON, reason=Reason.REFUSED),
            "confirm give_up retry",
        ),
        (
            _row(state=DeliveryState.NEEDS_PERSON, reason=Reason.DIFFERENT),
            "confirm give_up retry",
        ),
        (
            _row(state=DeliveryState.NEEDS_PERSON, in_doubt=True),
            "confirm give_up not_there retry",
        ),
        (
            _row(
                kind=DeliveryKind.UPDATE, state=DeliveryState.NEEDS_PERSON, reason=Reason.DIFFERENT
            ),
            "confirm give_up not_there retry",
        ),
        (_row(kind=DeliveryKind.TAKE_DOWN, state=DeliveryState.NEEDS_PERSON), "not_there retry"),
        (
            _row(kind=DeliveryKind.TAKE_DOWN, state=DeliveryState.READY, reason=Reason.STILL_THERE),
            "retry",
        ),
    ],
)
def test_only_what_makes_sense_is_offered(row: Delivery, choices: str) -> None:
    assert " ".join(sorted(offered(row))) == choices


@pytest.mark.parametrize(
    ("by", "refusal"), [("arthur", Forbidden), ("adam", NotFound)], ids=["author", "admin"]
)
def test_only_the_pr_desk_decides(stage: Stage, by: str, refusal: type[SyndicateError]) -> None:
    story = stuck(stage, sent=True)

    with pytest.raises(refusal):
        decide(stage, stage.row(story, "blog"), Decision.GIVE_UP, by=by)

    assert stage.row(story, "blog").state is DeliveryState.NEEDS_PERSON


def test_a_delivery_that_is_not_there_cannot_be_decided(stage: Stage) -> None:
    with pytest.raises(NotFound):
        decide(stage, Delivery(id="0" * 26), Decision.RETRY)


def test_a_double_click_is_told_that_the_delivery_moved_on(stage_on_each: Stage) -> None:
    stage = stage_on_each
    story = stuck(stage, sent=False)
    row = stage.row(story, "blog")
    decide(stage, row, Decision.GIVE_UP, gen=row.gen)

    with pytest.raises(Conflict):
        decide(stage, row, Decision.RETRY, gen=row.gen)

    assert stage.row(story, "blog").state is DeliveryState.GIVEN_UP


def test_a_delivery_never_claimed_can_be_posted_by_hand(stage: Stage) -> None:
    story = stage.story("blog")
    stage.pass_time(hours=2)
    stage.deliver()

    decide(stage, stage.row(story, "blog"), Decision.CONFIRM, permalink=LINK)

    copy: ReceiptRow = stage.receipts(story)[0]
    assert copy.ordinal == 1
    assert stage.state(story) is State.LIVE
