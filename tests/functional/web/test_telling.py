"""Choosing mails, following a story, and what every desk sees in a crisis."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from syndicate.models import MailKind, MailWay, MailWish, MetricRow, ReceiptRow, State, User
from syndicate.services import cautions, channels
from syndicate.services.outlook import NEXT
from tests.factories.world import START, World
from tests.functional.web.visitor import Visitor, words

Visit = Callable[[str | None], Visitor]


def caution(world: World, day: str) -> None:
    with world.database.begin() as session:
        cautions.add(session, day, "The day of mourning.", actor=world.actor("petra"), now=START)


def test_somebody_chooses_which_mails_they_get_and_when(visit: Visit, world: World) -> None:
    petra = visit("petra")
    shown = petra.read("/account")
    assert "Always at once: it is about your own consent." in shown

    petra.post("/account/mails", {"mail-desk": "digest", "digest_time": "07:45"})

    with world.database.reading() as session:
        (wish,) = session.scalars(select(MailWish))
        assert (wish.kind, wish.way) == (MailKind.DESK, MailWay.DIGEST)
        assert session.get_one(User, world.users["petra"].id).digest_time == "07:45"
    assert '<option value="digest" selected>' in petra.get("/account").text


def test_a_wish_that_cannot_be_is_shown_again(visit: Visit) -> None:
    petra = visit("petra")

    page = petra.post("/account/mails", {"mail-desk": "digest", "digest_time": "25:00"}, status=422)

    assert "Please give a time of day such as 09:00." in words(page)
    assert '<option value="digest" selected>' in page.text
    petra.post("/account/mails", {"mail-desk": "shouting"}, status=422)


def test_nobody_switches_off_questions_about_themselves(visit: Visit, world: World) -> None:
    visit("petra").post("/account/mails", {"mail-asked": "never", "digest_time": "09:00"})

    with world.database.reading() as session:
        assert list(session.scalars(select(MailWish))) == []


def test_only_desks_choose_about_desks(visit: Visit) -> None:
    assert "News for your desk" not in visit("nina").read("/account")


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        (State.NOMINATED, "Waiting for: the PR desk"),
        (State.AWAITING_AUTHOR, "Waiting for: somebody who was asked"),
        (State.DRAFTING, "Waiting for: the PR desk"),
        (State.IN_REVIEW, "Waiting for: somebody who was asked, PR, Privacy"),
        (State.CLEARED, "Waiting for: the PR desk"),
    ],
)
def test_a_nominator_sees_on_whom_it_waits_and_no_name(
    visit: Visit, world: World, state: State, waits: str
) -> None:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    if state is not State.NOMINATED:
        world.take(story_id, "accept", "petra")
    if state not in (State.NOMINATED, State.AWAITING_AUTHOR):
        world.take(story_id, "agree", "arthur", channels=["blog"], name_form="full", photo=True)
    if state in (State.IN_REVIEW, State.CLEARED):
        world.draft(story_id)
        world.take(story_id, "submit", "petra")
    if state is State.CLEARED:
        for who in ("arthur", "mei"):
            world.take(story_id, "agree", who, channels=["blog"], name_form="full", photo=True)
        world.take(story_id, "approve", "paul")
        world.resolve_all(story_id)
        world.take(story_id, "clear", "vera")
    assert world.state(story_id) is state

    shown = visit("nina").read(f"/stories/{story_id}")

    assert waits in shown
    assert "Mei" not in shown
    assert str(NEXT[state]) in visit("nina").read("/")


def test_author_and_nominator_are_thanked_and_see_how_often_it_was_seen(
    visit: Visit, world: World
) -> None:
    story_id = world.reach(State.PUBLISHING)
    world.deliver()
    with world.database.begin() as session:
        copy = session.scalars(select(ReceiptRow)).one()
        row = MetricRow(receipt_id=copy.id, name="impressions", value=214, day=START.date())
        row.read_at = START
        session.add(row)

    for name in ("nina", "arthur"):
        shown = visit(name).read(f"/stories/{story_id}")
        assert "Thank you for your part in it." in shown
        assert "Seen 214 times so far" in shown
    assert "Thank you" not in visit("petra").read(f"/stories/{story_id}")


def test_every_desk_sees_what_is_frozen_why_and_by_whom(visit: Visit, world: World) -> None:
    with world.database.begin() as session:
        blog = channels.find(session, "blog")
        channels.freeze(
            session, reason="A fire.", channel=blog, actor=world.actor("petra"), now=START
        )
        channels.freeze(session, reason="All of it.", actor=world.actor("vera"), now=START)

    for name in ("petra", "vera", "adam"):
        shown = visit(name).read("/")
        assert "Culture blog is frozen. A fire. Petra Papp · 1 Dec 2026, 09:00 UTC" in shown
        assert "All channels are frozen. All of it. Vera Vance" in shown
    assert "frozen" not in visit("nina").read("/")


def test_what_is_past_its_time_is_listed_for_a_person(visit: Visit, world: World) -> None:
    story_id = world.reach(State.CLEARED)
    world.take(story_id, "schedule", "petra", at="2026-12-02T10:00", zone="UTC")
    world.later(days=2)
    world.settle(story_id)
    assert world.state(story_id) is State.MISSED

    page = visit("petra").get("/channels").text

    assert "Past their time" in page
    assert f'/stories/{story_id}#steps"' in page
    assert "Past their time" not in visit("vera").read("/channels")


def test_publishing_on_a_caution_day_asks_for_a_tick(visit: Visit, world: World) -> None:
    story_id = world.reach(State.CLEARED)
    petra = visit("petra")
    assert 'name="acknowledge"' not in petra.get(f"/stories/{story_id}").text
    caution(world, "12-01")
    page = petra.get(f"/stories/{story_id}").text
    assert "2026-12-01 is a caution day: The day of mourning." in page
    assert 'name="acknowledge"' in page
    seen = _seen(world, story_id)

    again = petra.post(f"/stories/{story_id}/steps/publish", seen, status=422)
    assert "2026-12-01 is a caution day" in words(again)
    petra.post(f"/stories/{story_id}/steps/publish", seen | {"acknowledge": "true"})

    assert world.state(story_id) is State.PUBLISHING


def test_scheduling_for_a_caution_day_keeps_what_was_typed(visit: Visit, world: World) -> None:
    story_id = world.reach(State.CLEARED)
    caution(world, "2026-12-24")
    petra = visit("petra")
    chosen = _seen(world, story_id) | {"at": "2026-12-24T10:00", "zone": "UTC"}

    again = petra.post(f"/stories/{story_id}/steps/schedule", chosen, status=422)

    assert 'value="2026-12-24T10:00"' in again.text
    assert 'name="acknowledge"' in again.text
    petra.post(f"/stories/{story_id}/steps/schedule", chosen | {"acknowledge": "true"})
    assert world.state(story_id) is State.SCHEDULED


def test_other_reasons_still_stop_the_step(visit: Visit, world: World) -> None:
    story_id = world.reach(State.CLEARED)
    with world.database.begin() as session:
        channels.freeze(session, reason="A fire.", actor=world.actor("petra"), now=START)

    visit("petra").post(f"/stories/{story_id}/steps/publish", _seen(world, story_id), status=409)


def _seen(world: World, story_id: str) -> dict[str, str]:
    with world.database.reading() as session:
        seen = world.seen(session, story_id)
        return {"revision": seen.revision_id or "", "release": seen.release_sha256 or ""}


def test_caution_days_are_kept_on_a_page(visit: Visit, world: World) -> None:
    petra = visit("petra")
    assert "There is no caution day yet." in petra.read("/admin/cautions")
    assert "Please write a date" in words(
        petra.post("/admin/cautions", {"day": "soon", "reason": "x"}, status=422)
    )

    petra.post("/admin/cautions", {"day": "12-03", "reason": "A day of mourning."})

    assert "12-03 every year" in petra.read("/admin/cautions")
    petra.post("/admin/cautions", {"day": "12-03", "reason": "Again."}, status=409)
    assert "Caution day: A day of mourning." in petra.read("/calendar?week=2026-W49")
    petra.post("/admin/cautions/12-03/remove")
    petra.post("/admin/cautions/12-03/remove", status=404)
    assert "There is no caution day yet." in petra.read("/admin/cautions")


def test_caution_days_are_read_by_desks_and_changed_by_some(visit: Visit) -> None:
    assert "Add the day" not in visit("vera").read("/admin/cautions")
    visit("vera").post("/admin/cautions", {"day": "12-03", "reason": "x"}, status=403)
    visit("nina").get("/admin/cautions", status=403)


def test_mails_are_chosen_in_japanese_too(visit: Visit, world: World) -> None:
    with world.database.begin() as session:
        session.execute(update(User).values(locale="ja"))

    shown = visit("petra").read("/account")

    assert "1日1回まとめて" in shown
    assert "必ずすぐに届きます" in shown
