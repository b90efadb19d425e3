"""Calendar, what is out, channels, deliveries, audit and help."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import inspect, select, text

from syndicate.models import Delivery, DeliveryState, Reason, ReceiptRow, State, Story
from syndicate.policy import Actor, Way
from syndicate.publishing.port import Receipt
from syndicate.services import channels, receipts
from tests.factories.world import World
from tests.functional.web.visitor import Visitor

Visit = Callable[[str | None], Visitor]


def delivered(world: World, story_id: str) -> str:
    """As a worker would leave it: the delivery done, with a receipt. Its id."""
    with world.database.begin() as session:
        row = session.scalars(select(Delivery).where(Delivery.story_id == story_id)).one()
        row.first_sent_at, row.ordinal = world.now, 1
        receipt = receipts.save(
            session,
            row,
            Receipt("the-bench", "https://blog.example.com/en/stories/the-meeting-at-the-bench/"),
            now=world.now,
        )
        receipt.read_back_at, receipt.read_back_sha256 = world.now, row.payload_sha256
        row.state = DeliveryState.DONE
        return row.id


def stuck(world: World) -> str:
    """A delivery that needs a person. Its id."""
    world.reach(State.PUBLISHING)
    with world.database.begin() as session:
        row = session.scalars(select(Delivery)).one()
        row.state, row.reason, row.in_doubt = DeliveryState.NEEDS_PERSON, Reason.CANNOT_TELL, True
        row.problem, row.first_sent_at = "The channel does not answer.", world.now
        return row.id


def test_the_calendar_names_its_zone_and_shows_the_week(visit: Visit, world: World) -> None:
    story = world.reach(State.CLEARED)
    petra = visit("petra")
    assert story in petra.get("/calendar").text
    world.take(story, "schedule", "petra", at="2026-12-09T10:00", zone="Asia/Tokyo")

    page = petra.read("/calendar?week=2026-W50")

    assert "Times are in UTC." in page
    assert "9 Dec 2026, 01:00 UTC" in page
    assert "The meeting at the bench" in page
    assert "The meeting at the bench" not in petra.read("/calendar?week=2026-W49")


@pytest.mark.parametrize("week", ["nonsense", "2026-W99", "2027-W53", "２０２６-W49", "1999-W01"])
def test_a_week_that_is_none_shows_this_one(visit: Visit, week: str) -> None:
    assert "1 December 2026" in visit("vera").read(f"/calendar?week={week}")


def test_two_stories_on_one_day_are_pointed_out(visit: Visit, world: World) -> None:
    story = world.reach(State.CLEARED)
    world.take(story, "schedule", "petra", at="2026-12-02T10:00", zone="UTC")
    with world.database.begin() as session:
        session.get_one(Story, story).first_live_at = world.now + timedelta(days=1)

    assert "Two stories on one day." in visit("petra").read("/calendar")


def test_what_is_out_stands_in_a_list_with_what_was_read_back(visit: Visit, world: World) -> None:
    petra = visit("petra")
    assert "Nothing is out yet." in petra.read("/published")
    assert "Nothing was taken down." in petra.read("/published?gone=1")
    story = world.reach(State.PUBLISHING)
    delivered(world, story)
    assert world.settle(story) is State.LIVE

    assert "As approved" in petra.read("/published")
    otto = visit("otto").get("/published").text
    assert "https://blog.example.com/en/stories/the-meeting-at-the-bench/" in otto
    assert story not in otto
    assert "Where it stands" in visit("nina").read(f"/stories/{story}")
    assert "Live" in petra.read(f"/stories/{story}")


def test_what_differs_or_is_gone_is_told_apart(visit: Visit, world: World) -> None:
    story = world.reach(State.PUBLISHING)
    delivered(world, story)
    steps: list[tuple[dict[str, Any], str, str]] = [
        ({"read_back_sha256": "0" * 64}, "Not as approved", "/published"),
        ({"read_back_at": None}, "Not yet", "/published"),
        ({"gone_at": world.now}, "Gone", "/published?gone=1"),
    ]
    for change, sentence, path in steps:
        with world.database.begin() as session:
            receipt = session.scalars(select(ReceiptRow)).one()
            for name, value in change.items():
                setattr(receipt, name, value)
        assert sentence in visit("petra").read(path)


def test_old_copies_come_in_pages(
    visit: Visit, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.web.publications.PAGE", 1)
    first = world.reach(State.PUBLISHING)
    delivered(world, first)
    with world.database.begin() as session:
        old = session.scalars(select(ReceiptRow)).one()
        fields = {c.key: getattr(old, c.key) for c in inspect(ReceiptRow).column_attrs}
        fields |= {"id": "0" * 26, "remote_id": "another", "ordinal": 2}
        session.add(ReceiptRow(**fields))

    page = visit("petra").get("/published").text
    assert f"cursor={old.id}" in page
    visit("petra").get(f"/published?cursor={old.id}")


def test_a_freeze_stops_everything_until_it_is_lifted(visit: Visit, world: World) -> None:
    vera = visit("vera")

    assert 'role="alert"' in vera.post("/channels/freeze", {"reason": ""}, status=422).text
    vera.post("/channels/freeze", {"reason": "A customer asked."})
    assert "All channels are frozen. A customer asked." in vera.read("/channels")
    vera.post("/channels/unfreeze")
    assert "All channels are frozen." not in vera.read("/channels")


def test_one_channel_is_frozen_alone(visit: Visit, world: World) -> None:
    petra = visit("petra")

    page = petra.post("/channels/blog/freeze", {"reason": " "}, status=422).text
    assert 'href="#blog-reason"' in page
    petra.post("/channels/blog/freeze", {"reason": "Moving house."})
    assert "Frozen Moving house." in petra.read("/channels")
    petra.post("/channels/blog/unfreeze")
    assert "Working" in petra.read("/channels")
    petra.post("/channels/nowhere/freeze", {"reason": "x"}, status=404)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"active": False}, "Switched off"),
        ({"needs_reconnect": True}, "Must be connected again"),
        ({"paused_until": "later", "last_problem": "Slow down."}, "Paused"),
        ({"languages": ["ja"]}, "日本語"),
        ({"last_success_at": "now"}, "1 Dec 2026"),
    ],
)
def test_each_state_of_a_channel_has_its_words(
    visit: Visit, world: World, change: dict[str, object], sentence: str
) -> None:
    moments = {"later": world.now + timedelta(hours=1), "now": world.now}
    with world.database.begin() as session:
        channel = channels.find(session, "blog")
        for name, value in change.items():
            setattr(channel, name, moments.get(str(value), value))

    assert sentence in visit("adam").read("/channels")


def test_a_delivery_that_needs_a_person_is_decided_here(visit: Visit, world: World) -> None:
    delivery = stuck(world)
    petra = visit("petra")
    assert "Deliveries that need your decision: 1" in petra.read("/")
    assert "The channel cannot say whether it is there." in petra.read("/channels")

    page = petra.read(f"/deliveries/{delivery}")
    assert "The channel does not answer." in page
    wrong = petra.post(f"/deliveries/{delivery}/confirm", {"permalink": "x"}, status=422)
    assert "paste the whole address" in wrong.text
    gen = re.search(r'name="gen" value="(\d+)"', petra.get(f"/deliveries/{delivery}").text)
    assert gen is not None
    there = {
        "permalink": "https://blog.example.com/en/stories/the-meeting-at-the-bench/",
        "gen": gen[1],
    }
    petra.post(f"/deliveries/{delivery}/confirm", there)
    assert "Noted: It is there." in petra.read(f"/deliveries/{delivery}")
    petra.post(f"/deliveries/{delivery}/retry", {"gen": gen[1]}, status=409)


@pytest.mark.parametrize("decision", ["retry", "not_there", "give_up"])
def test_the_other_decisions_are_taken_too(visit: Visit, world: World, decision: str) -> None:
    delivery = stuck(world)

    visit("petra").post(f"/deliveries/{delivery}/{decision}", {"gen": "nonsense"})

    with world.database.reading() as session:
        assert session.get_one(Delivery, delivery).state is not DeliveryState.NEEDS_PERSON


def test_a_privacy_reviewer_reads_the_log_and_decides_nothing(visit: Visit, world: World) -> None:
    delivery = stuck(world)
    vera = visit("vera")

    assert "What you can do" not in vera.read(f"/deliveries/{delivery}")
    vera.post(f"/deliveries/{delivery}/retry", status=403)
    visit("nina").get(f"/deliveries/{delivery}", status=404)
    vera.get("/deliveries/nonsense", status=404)


def test_the_audit_is_read_in_pages_and_checked(
    visit: Visit, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.web.auditing.PAGE", 5)
    story = world.nominate()
    adam = visit("adam")

    page = adam.get("/admin/audit").text
    assert "cursor=" in page
    assert "Nina Novak" in adam.read("/admin/audit")
    adam.get("/admin/audit?cursor=3")
    adam.get("/admin/audit?cursor=x")
    assert "story:nomination:added" in adam.read(f"/admin/audit?story={story}")
    assert "Nothing happened yet." in adam.read("/admin/audit?story=none")
    assert "The chain holds:" in adam.read("/admin/audit?verify=1")


def test_a_broken_chain_is_named(visit: Visit, world: World) -> None:
    adam = visit("adam")
    with world.database.begin() as session:
        for trigger in session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
        ).all():
            session.execute(text(f"DROP TRIGGER {trigger.name}"))
        session.execute(text("UPDATE event SET name = 'a:b:c' WHERE seq = 2"))

    page = adam.read("/admin/audit?verify=1")

    assert "The chain is broken at line 2." in page
    assert "It was altered after it was written." in page


def test_the_documentation_is_read_in_the_app(visit: Visit) -> None:
    stranger = visit(None)

    page = stranger.get("/help").text
    assert "/help/tutorial/first-story" in page
    for path in set(re.findall(r'href="(/help/[a-z]+/[a-z0-9-]+)"', page)):
        stranger.get(path)
    for wrong in ("/help/tutorial/nonsense", "/help/secret/x", "/help/tutorial/..%2fx"):
        stranger.get(wrong, status=404)
    assert "not-signed-in" in stranger.read("/help/problems")


def test_files_are_kept_for_ever_under_a_name_that_changes(visit: Visit) -> None:
    stranger = visit(None)
    address = re.search(r"/static/\w+/app\.css", stranger.get("/sign-in").text)
    assert address is not None

    with stranger.get(address[0]) as response:
        assert "immutable" in response.headers["Cache-Control"]
        assert response.mimetype == "text/css"
    with stranger.get("/static/older/app.css") as response:
        assert response.headers["Cache-Control"] == "no-cache"
    for wrong in ("/static/x/nothing.css", "/static/x/..%2f..%2fapp.py", "/static/x/../../x"):
        stranger.get(wrong, status=404)


def test_plugs_bring_files_for_their_previews(visit: Visit) -> None:
    stranger = visit(None)
    with stranger.get("/plug-static/culture_blog/site.css") as response:
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    stranger.get("/plug-static/web/app.css", status=404)
    stranger.get("/plug-static/culture_blog/../x", status=404)


def test_the_week_begins_where_the_reader_is(
    visit: Visit, world: World, clock: time_machine.Traveller
) -> None:
    petra = visit("petra")
    petra.post("/account/preferences", {"locale": "ja", "time_zone": "Asia/Tokyo"})
    clock.shift(timedelta(days=5, hours=7))  # Sunday afternoon in London
    world.later(days=5, hours=7)

    petra = visit("petra")
    assert "2026年12月7日" in petra.read("/calendar", headers={"Accept-Language": "ja"})


def test_an_operator_without_an_account_is_shown_as_syndicate(visit: Visit, world: World) -> None:
    with world.database.begin() as session:
        channels.freeze(session, reason="By hand.", actor=Actor(Way.CLI), now=world.now)

    assert "channel:freeze:set syndicate cli" in visit("adam").read("/admin/audit")
